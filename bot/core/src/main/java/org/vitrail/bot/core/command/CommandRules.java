package org.vitrail.bot.core.command;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.vitrail.bot.core.catalogue.ModelMenu;
import org.vitrail.bot.core.command.Command.Ask;
import org.vitrail.bot.core.command.Command.Imagine;
import org.vitrail.bot.core.command.Command.Moderate;
import org.vitrail.bot.core.command.Command.OnJob;
import org.vitrail.bot.core.command.Command.Reword;
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
  public Optional<Sentence> mistake(Command command) {
    return command.accept(
        new Command.Visitor<Optional<Sentence>, RuntimeException>() {
          @Override
          public Optional<Sentence> imagine(Imagine imagine) {
            return promptMistake(imagine.prompt()).or(() -> optionMistake(imagine.options()));
          }

          @Override
          public Optional<Sentence> reword(Reword reword) {
            return jobMistake(reword.jobId())
                .or(() -> promptMistake(reword.prompt()))
                .or(() -> wordsAloneMistake(reword.prompt()));
          }

          @Override
          public Optional<Sentence> onJob(OnJob command) {
            boolean isOnPicture = command.spec().options().contains(OptionSpec.PICTURE);
            return jobMistake(command.jobId())
                .or(() -> isOnPicture ? pictureMistake(command.picture()) : Optional.empty());
          }

          @Override
          public Optional<Sentence> ask(Ask ask) {
            return ask.word().flatMap(word -> wordMistake(ask.spec(), word));
          }

          @Override
          public Optional<Sentence> moderate(Moderate moderate) {
            return Optional.empty();
          }
        });
  }

  private Optional<Sentence> wordMistake(CommandSpec spec, String word) {
    return switch (spec.options().get(0).kind()) {
      case JOB -> jobMistake(word);
      case LANGUAGE -> languageMistake(word);
      default -> Optional.empty();
    };
  }

  /** What an option's value may be, as the end of a sentence: "a whole number from 1 to 9". */
  Sentence allowed(ImagineOption option) {
    String key = option.key() + ".allowed";
    return switch (option) {
      case COUNT -> say(key, imagesPerJob);
      case STYLE -> say(key, String.join(", ", styleIds()));
      case MODEL -> say(key, String.join(", ", models.ids()));
      default -> say(key);
    };
  }

  /** "--count 99 is not allowed; …" */
  Sentence notAllowed(ImagineOption option, Object value) {
    return say("mistake.value", option.flag(), value.toString(), allowed(option));
  }

  Sentence pictureNotAllowed(String value) {
    return say("mistake.picture", value, imagesPerJob);
  }

  private Sentence say(String key, Object... values) {
    return Sentence.of(messages, key, values);
  }

  /** Whether a model or style of that name is here, or one that it may be meant for. */
  boolean isOffered(ImagineOption option, String name) {
    List<String> ids = option == ImagineOption.MODEL ? models.ids() : styleIds();
    return ids.contains(name.toLowerCase(Locale.ROOT)) || Nearest.to(name, ids).isPresent();
  }

  int imagesPerJob() {
    return imagesPerJob;
  }

  private Optional<Sentence> promptMistake(String prompt) {
    if (prompt.isEmpty()) {
      return Optional.of(say("mistake.prompt-empty"));
    }
    int length = PromptText.length(prompt);
    return length > promptCharacters
        ? Optional.of(say("mistake.prompt-long", length, promptCharacters))
        : Optional.empty();
  }

  /** A form for another prompt keeps the options that there were. */
  private Optional<Sentence> wordsAloneMistake(String prompt) {
    return PromptLine.parts(prompt, this).stream()
        .flatMap(part -> part.asOption().stream())
        .findFirst()
        .map(option -> say("mistake.words-alone", option.word().typed()));
  }

  private Optional<Sentence> optionMistake(ImagineOptions options) {
    return check(ImagineOption.SEED, box(options.seed()), seed -> seed >= 0)
        .or(() -> check(ImagineOption.COUNT, box(options.count()), this::isCount))
        .or(() -> check(ImagineOption.TEMPERATURE, options.temperature(), this::isWarm))
        .or(
            () ->
                check(
                    ImagineOption.GUIDANCE,
                    options.guidance(),
                    guidance -> guidance >= 0 && guidance <= MAX_GUIDANCE))
        .or(
            () ->
                check(
                    ImagineOption.TOP_K,
                    box(options.topK()),
                    topK -> topK >= 0 && topK <= MAX_TOP_K))
        .or(() -> check(ImagineOption.TOP_P, options.topP(), topP -> topP > 0 && topP <= 1))
        .or(() -> options.model().flatMap(model -> modelMistake(model)))
        .or(() -> options.style().flatMap(style -> styleMistake(style)));
  }

  private boolean isCount(int count) {
    return count >= 1 && count <= imagesPerJob;
  }

  private boolean isWarm(float temperature) {
    return temperature >= MIN_TEMPERATURE && temperature <= MAX_TEMPERATURE;
  }

  private Optional<Sentence> modelMistake(String model) {
    if (models.find(model).isPresent()) {
      return Optional.empty();
    }
    return Optional.of(
        Nearest.to(model, models.ids())
            .map(near -> say("mistake.model-near", model, near))
            .orElseGet(() -> notAllowed(ImagineOption.MODEL, model)));
  }

  private Optional<Sentence> styleMistake(String style) {
    if (styles.find(style).isPresent()) {
      return Optional.empty();
    }
    return Optional.of(
        Nearest.to(style, styleIds())
            .map(near -> say("mistake.style-near", style, near))
            .orElseGet(() -> notAllowed(ImagineOption.STYLE, style)));
  }

  private Optional<Sentence> languageMistake(String code) {
    return code.equalsIgnoreCase(Ask.AUTO)
            || messages.languages().contains(code.toLowerCase(Locale.ROOT))
        ? Optional.empty()
        : Optional.of(say("mistake.language", code, String.join(", ", messages.languages())));
  }

  private List<String> styleIds() {
    return styles.entries().stream().map(StyleEntry::id).toList();
  }

  private Optional<Sentence> jobMistake(String jobId) {
    return JOB_ID.matcher(jobId).matches()
        ? Optional.empty()
        : Optional.of(say("mistake.job", jobId));
  }

  private Optional<Sentence> pictureMistake(int picture) {
    return picture >= 1 && picture <= imagesPerJob
        ? Optional.empty()
        : Optional.of(pictureNotAllowed(Integer.toString(picture)));
  }

  private <T> Optional<Sentence> check(
      ImagineOption option, Optional<T> value, Predicate<T> allowed) {
    return value.filter(allowed.negate()).map(given -> notAllowed(option, given));
  }

  private static Optional<Long> box(OptionalLong value) {
    return value.isPresent() ? Optional.of(value.getAsLong()) : Optional.empty();
  }

  private static Optional<Integer> box(OptionalInt value) {
    return value.isPresent() ? Optional.of(value.getAsInt()) : Optional.empty();
  }
}
