package org.vitrail.bot.command;

import java.math.BigDecimal;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.vitrail.bot.command.Command.Ask;
import org.vitrail.bot.command.Command.Imagine;
import org.vitrail.bot.command.Command.Moderate;
import org.vitrail.bot.command.Command.OnJob;
import org.vitrail.bot.command.Command.Reword;
import org.vitrail.bot.command.catalogue.ModelMenu;
import org.vitrail.config.Messages;
import org.vitrail.config.Nearest;
import org.vitrail.config.StyleCatalogue;
import org.vitrail.config.StyleEntry;
import org.vitrail.inference.protocol.AspectRatio;
import org.vitrail.inference.protocol.ImageTask;

/**
 * What every command must keep to, however it was entered; knows nothing of typing, of people or of
 * jobs that exist.
 *
 * <p>Ranges: seed 0 to 2^63-1; count 1 to {@code imagesPerJob}; for a model's own options see
 * {@link OptionRules}.
 */
public final class CommandRules {
  private static final Pattern JOB_ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  private final int promptCharacters;
  private final int imagesPerJob;
  private final ModelMenu models;
  private final StyleCatalogue styles;
  private final OptionRules ranges;
  private final KeepRules keeps;
  private final PromptProposals proposals;
  private final Sentence noPrompt;
  private final Messages messages;

  /** Asked for at every word with a dash, and only other announcements change it. */
  private volatile KnownOptions known;

  private record KnownOptions(List<ModelMenu.Item> models, ImagineOptionList options) {}

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
    this.ranges = new OptionRules(messages);
    this.keeps = new KeepRules(messages);
    this.proposals = new PromptProposals(models, messages);
    this.messages = messages;
    this.known = new KnownOptions(models.all(), new ImagineOptionList(models));
    this.noPrompt = say("mistake.prompt-empty", proposals.example());
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
                .or(() -> isOnPicture ? pictureMistake(command.picture()) : Optional.empty())
                .or(() -> upscaleMistake(command.upscale()));
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
    if (option.isOwn()) {
      return ranges.allowed(ownerOf(option), option.word());
    }
    return switch (option.kind()) {
      case WHOLE -> say(key, imagesPerJob);
      case STYLE -> say(key, String.join(", ", styleIds()));
      case MODEL -> say(key, String.join(", ", models.ids()));
      case ASPECT -> say(key, AspectRatio.MOST);
      case CODEC -> say(key, String.join(", ", models.descentCodecs()));
      case DECIMAL -> say(key, ImageTask.Draw.MOST_WEIGHT);
      default -> say(key);
    };
  }

  /** The model that a request without one is drawn with, or else the first that has the option. */
  private ModelMenu.Item ownerOf(ImagineOption own) {
    return ownerOf(List.of(own.word()));
  }

  private ModelMenu.Item ownerOf(Collection<String> own) {
    return Stream.of(List.of(models.standard()), models.items(), models.all())
        .flatMap(List::stream)
        .filter(model -> own.stream().allMatch(model::takes))
        .findFirst()
        .orElse(models.standard());
  }

  /** The same with a model. */
  Sentence allowed(ImagineOption option, ModelMenu.Item model) {
    return option.isOwn() ? ranges.allowed(model, option.word()) : allowed(option);
  }

  /** What an option is for. */
  Sentence about(ImagineOption option) {
    String key = option.key() + ".about";
    if (messages.has(key)) {
      return say(key);
    }
    List<String> offered = idsWith(option, models.items());
    return say(
        "option.own.about",
        String.join(", ", offered.isEmpty() ? idsWith(option, models.all()) : offered));
  }

  private static List<String> idsWith(ImagineOption option, List<ModelMenu.Item> models) {
    return models.stream()
        .filter(model -> model.options().containsKey(option.word()))
        .map(ModelMenu.Item::id)
        .toList();
  }

  /** The options that are known here: of the catalogue, and what workers announce besides. */
  public ImagineOptionList options() {
    List<ModelMenu.Item> all = models.all();
    KnownOptions last = known;
    if (!last.models().equals(all)) {
      last = new KnownOptions(all, new ImagineOptionList(models));
      known = last;
    }
    return last.options();
  }

  /** Those of them that mean something to a model that is drawn with now. */
  List<ImagineOption> offeredOptions() {
    List<ModelMenu.Item> offered = models.items();
    return options().all().stream()
        .filter(option -> offered.stream().anyMatch(option::isFor))
        .toList();
  }

  /** "--count 99 is not allowed; …", where that is known of whichever model it is for. */
  Sentence notAllowed(ImagineOption option, String value, Optional<String> model) {
    return option.isOwn()
        ? ranges.notAllowed(
            model.flatMap(models::find).orElseGet(() -> ownerOf(option)), option.word(), value)
        : notAllowed(option, value);
  }

  /** "--count 99 is not allowed; …" */
  Sentence notAllowed(ImagineOption option, Object value) {
    return say("mistake.value", option.flag(), value.toString(), allowed(option));
  }

  Sentence factorNotAllowed(String value) {
    return say("mistake.factor", value);
  }

  Sentence denoiseNotAllowed(String value) {
    return say("mistake.denoise", value);
  }

  Sentence pictureNotAllowed(String value) {
    return say("mistake.picture", value, imagesPerJob);
  }

  private Sentence say(String key, Object... values) {
    return Sentence.of(messages, key, values);
  }

  /** Whether a model or style of that name is here, or one that it may be meant for. */
  boolean isOffered(ImagineOption option, String name) {
    List<String> ids = option.equals(ImagineOption.MODEL) ? models.ids() : styleIds();
    return ids.contains(name.toLowerCase(Locale.ROOT)) || Nearest.to(name, ids).isPresent();
  }

  /**
   * The names that a model's own option may be; of all models that have it, where that one has not.
   */
  List<String> names(ImagineOption own, ModelMenu.Item model) {
    List<ModelMenu.Item> having =
        model.takes(own.word())
            ? List.of(model)
            : models.items().stream().filter(it -> it.takes(own.word())).toList();
    return having.stream()
        .flatMap(it -> OptionRules.names(it, own.word()).stream())
        .distinct()
        .toList();
  }

  /** Whether any model that is drawn with lets people choose that name. */
  boolean isName(ImagineOption own, String name) {
    return models.items().stream()
        .anyMatch(it -> OptionRules.names(it, own.word()).contains(name.toLowerCase(Locale.ROOT)));
  }

  int imagesPerJob() {
    return imagesPerJob;
  }

  /** Prompts that come out well with the models here. */
  public PromptProposals proposals() {
    return proposals;
  }

  /** What to say to somebody who says nothing to draw: always the same sentence. */
  public Sentence noPrompt() {
    return noPrompt;
  }

  private Optional<Sentence> promptMistake(String prompt) {
    if (prompt.isEmpty()) {
      return Optional.of(noPrompt);
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
        .or(() -> check(ImagineOption.TARGET_WEIGHT, box(options.target()), CommandRules::isWeight))
        .or(() -> ownMistake(options))
        .or(() -> options.model().flatMap(model -> modelMistake(model)))
        .or(() -> options.style().flatMap(style -> styleMistake(style)))
        .or(() -> keeps.mistake(models, options));
  }

  private static boolean isWeight(BigDecimal weight) {
    return weight.signum() != 0
        && weight.abs().compareTo(BigDecimal.valueOf(ImageTask.Draw.MOST_WEIGHT)) <= 0;
  }

  private boolean isCount(int count) {
    return count >= 1 && count <= imagesPerJob;
  }

  /**
   * Where no model is chosen, a community's own may be drawn with: only what no model allows is
   * refused before that is known.
   */
  private Optional<Sentence> ownMistake(ImagineOptions options) {
    Map<String, String> own = options.own();
    if (options.model().isPresent()) {
      return options.model().flatMap(models::find).flatMap(it -> ranges.mistake(it, own));
    }
    boolean fits = models.items().stream().anyMatch(it -> ranges.mistake(it, own).isEmpty());
    return fits ? Optional.empty() : ranges.mistake(ownerOf(own.keySet()), own);
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

  /** Whether anybody has a network for the factor depends on the job's model. */
  private Optional<Sentence> upscaleMistake(UpscaleOptions upscale) {
    return box(upscale.factor())
        .filter(factor -> factor < 2 || factor > ImageTask.Upscale.MAX_FACTOR)
        .map(factor -> factorNotAllowed(Integer.toString(factor)))
        .or(
            () ->
                upscale.denoise().stream()
                    .boxed()
                    .filter(share -> share > 1)
                    .findFirst()
                    .map(share -> denoiseNotAllowed(BigDecimal.valueOf(share).toPlainString())));
  }

  private <T> Optional<Sentence> check(
      ImagineOption option, Optional<T> value, Predicate<T> allowed) {
    return value.filter(allowed.negate()).map(given -> notAllowed(option, given));
  }

  private static Optional<Long> box(OptionalLong value) {
    return value.isPresent() ? Optional.of(value.getAsLong()) : Optional.empty();
  }

  private static Optional<BigDecimal> box(OptionalDouble value) {
    return value.isPresent()
        ? Optional.of(
            new BigDecimal(
                BigDecimal.valueOf(value.getAsDouble()).stripTrailingZeros().toPlainString()))
        : Optional.empty();
  }

  private static Optional<Integer> box(OptionalInt value) {
    return value.isPresent() ? Optional.of(value.getAsInt()) : Optional.empty();
  }
}
