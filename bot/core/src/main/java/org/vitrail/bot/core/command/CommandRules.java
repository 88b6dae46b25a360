package org.vitrail.bot.core.command;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.vitrail.bot.core.command.Command.Again;
import org.vitrail.bot.core.command.Command.Cancel;
import org.vitrail.bot.core.command.Command.Delete;
import org.vitrail.bot.core.command.Command.Imagine;
import org.vitrail.bot.core.command.Command.Language;
import org.vitrail.bot.core.command.Command.Report;
import org.vitrail.bot.core.command.Command.Reword;
import org.vitrail.bot.core.command.Command.Show;
import org.vitrail.bot.core.command.Command.Upscale;
import org.vitrail.bot.core.command.Command.Vary;
import org.vitrail.config.Messages;
import org.vitrail.config.Nearest;
import org.vitrail.config.StyleCatalogue;
import org.vitrail.config.StyleEntry;

/**
 * What every command must keep to, however it was entered; knows nothing of typing, of people or of
 * jobs that exist.
 *
 * <p>Ranges: seed 0 to 2^63-1; count 1 to {@code imagesPerJob}; temperature 0.01 to 10, as 0 would
 * divide by zero and {@code --top-k 1} asks for the likeliest tokens plainly; guidance 0 to 50;
 * top-k 0 (all tokens) to 16384, the largest codebook in use; top-p above 0 and up to 1.
 */
public final class CommandRules {
  private static final float MIN_TEMPERATURE = 0.01f;
  private static final float MAX_TEMPERATURE = 10;
  private static final float MAX_GUIDANCE = 50;
  private static final int MAX_TOP_K = 16_384;
  private static final Pattern JOB_ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  private final int promptCharacters;
  private final int imagesPerJob;
  private final ModelMenu models;
  private final StyleCatalogue styles;
  private final Messages messages;

  public CommandRules(
      int promptCharacters,
      int imagesPerJob,
      ModelMenu models,
      StyleCatalogue styles,
      Messages messages) {
    this.promptCharacters = promptCharacters;
    this.imagesPerJob = imagesPerJob;
    this.models = models;
    this.styles = styles;
    this.messages = messages;
  }

  /** The sentence about the first rule that a command breaks; empty when it keeps them all. */
  public Optional<String> mistake(Command command, String locale) {
    if (command instanceof Imagine imagine) {
      return promptMistake(imagine.prompt(), locale)
          .or(() -> optionMistake(imagine.options(), locale));
    } else if (command instanceof Vary vary) {
      return jobMistake(vary.jobId(), locale).or(() -> pictureMistake(vary.picture(), locale));
    } else if (command instanceof Upscale upscale) {
      return jobMistake(upscale.jobId(), locale)
          .or(() -> pictureMistake(upscale.picture(), locale));
    } else if (command instanceof Again again) {
      return jobMistake(again.jobId(), locale);
    } else if (command instanceof Reword reword) {
      return jobMistake(reword.jobId(), locale)
          .or(() -> promptMistake(reword.prompt(), locale))
          .or(() -> wordsAloneMistake(reword.prompt(), locale));
    } else if (command instanceof Show show) {
      return jobMistake(show.jobId(), locale);
    } else if (command instanceof Delete delete) {
      return jobMistake(delete.jobId(), locale);
    } else if (command instanceof Report report) {
      return jobMistake(report.jobId(), locale);
    } else if (command instanceof Language language) {
      return language.code().flatMap(code -> languageMistake(code, locale));
    } else if (command instanceof Cancel cancel) {
      return cancel.jobId().flatMap(id -> jobMistake(id, locale));
    }
    return Optional.empty();
  }

  /** What an option's value may be, as the end of a sentence: "a whole number from 1 to 9". */
  String allowed(ImagineOption option, String locale) {
    String key = option.key() + ".allowed";
    return switch (option) {
      case COUNT -> messages.text(locale, key, imagesPerJob);
      case STYLE -> messages.text(locale, key, String.join(", ", styleIds()));
      case MODEL -> messages.text(locale, key, String.join(", ", models.ids()));
      default -> messages.text(locale, key);
    };
  }

  /** "--count 99 is not allowed; …" */
  String notAllowed(ImagineOption option, Object value, String locale) {
    return messages.text(
        locale, "mistake.value", option.flag(), value.toString(), allowed(option, locale));
  }

  String pictureNotAllowed(String value, String locale) {
    return messages.text(locale, "mistake.picture", value, imagesPerJob);
  }

  /** Whether a model or style of that name is here, or one that it may be meant for. */
  boolean isOffered(ImagineOption option, String name) {
    List<String> ids = option == ImagineOption.MODEL ? models.ids() : styleIds();
    return ids.contains(name.toLowerCase(Locale.ROOT)) || Nearest.to(name, ids).isPresent();
  }

  int imagesPerJob() {
    return imagesPerJob;
  }

  private Optional<String> promptMistake(String prompt, String locale) {
    if (prompt.isEmpty()) {
      return Optional.of(messages.text(locale, "mistake.prompt-empty"));
    }
    int length = PromptText.length(prompt);
    return length > promptCharacters
        ? Optional.of(messages.text(locale, "mistake.prompt-long", length, promptCharacters))
        : Optional.empty();
  }

  /** A form for another prompt keeps the options that there were. */
  private Optional<String> wordsAloneMistake(String prompt, String locale) {
    return PromptLine.parts(prompt, this).stream()
        .filter(PromptPart.Option.class::isInstance)
        .map(part -> ((PromptPart.Option) part).word().typed())
        .findFirst()
        .map(typed -> messages.text(locale, "mistake.words-alone", typed));
  }

  private Optional<String> optionMistake(ImagineOptions options, String locale) {
    return check(ImagineOption.SEED, box(options.seed()), seed -> seed >= 0, locale)
        .or(() -> check(ImagineOption.COUNT, box(options.count()), this::isCount, locale))
        .or(() -> check(ImagineOption.TEMPERATURE, options.temperature(), this::isWarm, locale))
        .or(
            () ->
                check(
                    ImagineOption.GUIDANCE,
                    options.guidance(),
                    guidance -> guidance >= 0 && guidance <= MAX_GUIDANCE,
                    locale))
        .or(
            () ->
                check(
                    ImagineOption.TOP_K,
                    box(options.topK()),
                    topK -> topK >= 0 && topK <= MAX_TOP_K,
                    locale))
        .or(() -> check(ImagineOption.TOP_P, options.topP(), topP -> topP > 0 && topP <= 1, locale))
        .or(() -> options.model().flatMap(model -> modelMistake(model, locale)))
        .or(() -> options.style().flatMap(style -> styleMistake(style, locale)));
  }

  private boolean isCount(int count) {
    return count >= 1 && count <= imagesPerJob;
  }

  private boolean isWarm(float temperature) {
    return temperature >= MIN_TEMPERATURE && temperature <= MAX_TEMPERATURE;
  }

  private Optional<String> modelMistake(String model, String locale) {
    if (models.find(model).isPresent()) {
      return Optional.empty();
    }
    return Optional.of(
        Nearest.to(model, models.ids())
            .map(near -> messages.text(locale, "mistake.model-near", model, near))
            .orElseGet(() -> notAllowed(ImagineOption.MODEL, model, locale)));
  }

  private Optional<String> styleMistake(String style, String locale) {
    if (styles.find(style).isPresent()) {
      return Optional.empty();
    }
    return Optional.of(
        Nearest.to(style, styleIds())
            .map(near -> messages.text(locale, "mistake.style-near", style, near))
            .orElseGet(() -> notAllowed(ImagineOption.STYLE, style, locale)));
  }

  private Optional<String> languageMistake(String code, String locale) {
    return code.equalsIgnoreCase(Command.Language.AUTO)
            || messages.languages().contains(code.toLowerCase(Locale.ROOT))
        ? Optional.empty()
        : Optional.of(
            messages.text(
                locale, "mistake.language", code, String.join(", ", messages.languages())));
  }

  private List<String> styleIds() {
    return styles.entries().stream().map(StyleEntry::id).toList();
  }

  private Optional<String> jobMistake(String jobId, String locale) {
    return JOB_ID.matcher(jobId).matches()
        ? Optional.empty()
        : Optional.of(messages.text(locale, "mistake.job", jobId));
  }

  private Optional<String> pictureMistake(int picture, String locale) {
    return picture >= 1 && picture <= imagesPerJob
        ? Optional.empty()
        : Optional.of(pictureNotAllowed(Integer.toString(picture), locale));
  }

  private <T> Optional<String> check(
      ImagineOption option, Optional<T> value, Predicate<T> allowed, String locale) {
    return value.filter(allowed.negate()).map(given -> notAllowed(option, given, locale));
  }

  private static Optional<Long> box(OptionalLong value) {
    return value.isPresent() ? Optional.of(value.getAsLong()) : Optional.empty();
  }

  private static Optional<Integer> box(OptionalInt value) {
    return value.isPresent() ? Optional.of(value.getAsInt()) : Optional.empty();
  }
}
