package org.vitrail.bot.core.queue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.vitrail.bot.command.ImagineOptions;
import org.vitrail.bot.command.KeepRules;
import org.vitrail.bot.command.OptionRules;
import org.vitrail.bot.command.PromptWeights;
import org.vitrail.bot.command.Sentence;
import org.vitrail.bot.command.SizeRules;
import org.vitrail.bot.command.catalogue.ModelAbility;
import org.vitrail.bot.command.catalogue.ModelEnlargement;
import org.vitrail.bot.command.catalogue.ModelMenu;
import org.vitrail.bot.command.catalogue.ModelPresence;
import org.vitrail.bot.core.ImpossibleException;
import org.vitrail.config.Messages;
import org.vitrail.inference.protocol.ImageTask.Draw;
import org.vitrail.inference.protocol.ImageTask.Reconstruct;
import org.vitrail.inference.protocol.ImageTask.Upscale;

/**
 * Refuses what a model cannot draw, before anybody waits for it, and says what would help. What a
 * model can do is as its workers announce it; what nobody has announced yet is left to them.
 */
public final class ModelRules {
  private final ModelMenu models;
  private final OptionRules ranges;
  private final KeepRules keeps;
  private final SizeRules sizes;
  private final Messages messages;

  public ModelRules(ModelMenu models, Messages messages) {
    this.models = models;
    this.ranges = new OptionRules(messages);
    this.keeps = new KeepRules(messages);
    this.sizes = new SizeRules(messages);
    this.messages = messages;
  }

  /**
   * The model that options choose, or the standard one.
   *
   * @throws ImpossibleException when nobody draws with it, or it has not all of the options or does
   *     not allow their values: which model it is may follow from the place, which whoever read the
   *     command did not know
   */
  public ModelMenu.Item require(ImagineOptions options) throws ImpossibleException {
    ModelMenu.Item chosen = options.model().flatMap(models::find).orElseGet(models::standard);
    boolean isOptimised = options.model().isEmpty() || chosen.codec().isPresent();
    ModelMenu.Item model =
        options.codec().isPresent() && isOptimised ? optimisingIn(options.codec().get()) : chosen;
    requireOffered(model);
    Optional<Sentence> mistake =
        ranges.mistake(model, options.own()).or(() -> keeps.mistake(model, options));
    if (mistake.isPresent()) {
      throw new ImpossibleException(mistake.get());
    }
    return model;
  }

  /** The model that optimises pictures in a codec, one that is drawn with before others. */
  private ModelMenu.Item optimisingIn(String codec) throws ImpossibleException {
    return Stream.concat(models.items().stream(), models.all().stream())
        .filter(model -> model.codec().equals(Optional.of(codec)))
        .findFirst()
        .orElseThrow(
            () ->
                new ImpossibleException(
                    "job.descent-codec", codec, String.join(", ", models.descentCodecs())));
  }

  /**
   * The model that a job was drawn with.
   *
   * @throws ImpossibleException when nobody draws with it any more
   */
  ModelMenu.Item requireOf(String jobId, String id) throws ImpossibleException {
    ModelMenu.Item model =
        models.find(id).orElseThrow(() -> new ImpossibleException("job.model-gone", jobId, id));
    requireOffered(model);
    return model;
  }

  /**
   * A job for a model that nobody draws with would wait for ever, and one for a model that cannot
   * be loaded would fail at once, the standard one included.
   */
  private void requireOffered(ModelMenu.Item model) throws ImpossibleException {
    if (models.isOffered(model) && !isBroken(model)) {
      return;
    }
    String ready =
        models.items().stream()
            .filter(it -> !isBroken(it))
            .map(ModelMenu.Item::id)
            .collect(Collectors.joining(", "));
    String key =
        switch (models.presence(model)) {
          case BROKEN -> ready.isEmpty() ? "job.model-broken-alone" : "job.model-broken";
          case STOPPED -> "job.model-stopped";
          case ABSENT, SERVED -> "job.model-away";
        };
    throw new ImpossibleException(key, model.id(), ready, model.title());
  }

  private boolean isBroken(ModelMenu.Item model) {
    return models.presence(model) == ModelPresence.BROKEN;
  }

  /**
   * @throws ImpossibleException when the model weighs the texts of its prompts, and one of these
   *     weights is none
   */
  public void requireReads(ModelMenu.Item model, String prompt) throws ImpossibleException {
    Optional<Sentence> mistake =
        model.can(ModelAbility.WEIGHTED_PROMPT)
            ? PromptWeights.mistake(messages, prompt)
            : Optional.empty();
    if (mistake.isPresent()) {
      throw new ImpossibleException(mistake.get());
    }
  }

  /**
   * @param options of the pictures by name
   * @throws ImpossibleException when they are larger than its workers have the memory for, naming
   *     the largest that are not
   */
  void requireFits(ModelMenu.Item model, Map<String, String> options) throws ImpossibleException {
    Optional<Sentence> mistake = sizes.mistake(options, model.cost(), models.mostPixels(model));
    if (mistake.isPresent()) {
      throw new ImpossibleException(mistake.get());
    }
  }

  /**
   * Sees to it that what was drawn once can be drawn so again: workers and what the operator allows
   * may have changed since.
   *
   * @param earlier as it was drawn
   * @throws ImpossibleException when the model has not all of its options any more, or does not
   *     allow their values, or cannot keep what it kept
   */
  void requireDraws(ModelMenu.Item model, String jobId, Draw earlier) throws ImpossibleException {
    Optional<Sentence> mistake =
        ranges
            .mistake(model, chosen(model, earlier))
            .or(
                () ->
                    earlier
                        .beginFrom()
                        .keep()
                        .flatMap(keep -> keeps.mistake(model, keep, earlier.aspect())));
    if (mistake.isPresent()) {
      throw new ImpossibleException("job.drawn-otherwise", jobId, mistake.get());
    }
    requireFits(model, earlier.options());
  }

  /**
   * What its person chose, as far as that can be told: what nobody chose is what the model does by
   * itself, whatever people may choose of it. Before its workers had said anything, that was the
   * catalogue's.
   */
  private Map<String, String> chosen(ModelMenu.Item model, Draw earlier) {
    Map<String, String> chosen = new HashMap<>(earlier.options());
    chosen.entrySet().removeAll(model.standards().entrySet());
    models.catalogued().stream()
        .filter(item -> item.id().equals(model.id()))
        .forEach(item -> chosen.entrySet().removeAll(item.standards().entrySet()));
    return chosen;
  }

  /**
   * @throws ImpossibleException when the model cannot begin from a picture, naming those that can
   */
  public void requireTakesPictures(ModelMenu.Item model) throws ImpossibleException {
    if (model.lacks(ModelAbility.INIT_IMAGE)) {
      throw unable(
          model, ModelAbility.INIT_IMAGE, "job.takes-no-picture", "job.takes-no-picture-others");
    }
  }

  /**
   * @throws ImpossibleException when the model draws towards no picture, naming those that do
   */
  public void requireDrawsTowards(ModelMenu.Item model) throws ImpossibleException {
    if (!model.can(ModelAbility.IMAGE_PROMPTS)) {
      throw unable(model, ModelAbility.IMAGE_PROMPTS, "job.no-target", "job.no-target-others");
    }
  }

  /**
   * @param alone what is said where no other model has the ability
   * @param naming what is said of those that have it
   */
  private ImpossibleException unable(
      ModelMenu.Item model, ModelAbility ability, String alone, String naming) {
    List<String> others =
        models.items().stream()
            .filter(other -> other.can(ability))
            .map(ModelMenu.Item::id)
            .toList();
    return others.isEmpty()
        ? new ImpossibleException(alone, model.title())
        : new ImpossibleException(naming, model.title(), String.join(", ", others));
  }

  /**
   * @throws ImpossibleException when the model draws no relatives of a picture
   */
  void requireVaries(ModelMenu.Item model) throws ImpossibleException {
    if (model.lacks(ModelAbility.VARY)) {
      throw variesNot(model.title());
    }
  }

  /**
   * @throws ImpossibleException when nobody enlarges the model's pictures so, naming the factors
   *     that there are and what would bring others
   */
  void requireEnlarges(ModelMenu.Item model, Upscale chosen) throws ImpossibleException {
    List<ModelEnlargement> offered = model.enlargements();
    boolean denoises = chosen.denoise().isPresent();
    boolean fits =
        offered.stream()
            .filter(it -> chosen.factor().isEmpty() || it.factor() == chosen.factor().getAsInt())
            .anyMatch(it -> !denoises || it.denoises());
    if (fits || offered.isEmpty()) {
      return;
    }
    String factors = ModelEnlargement.factors(model);
    Optional<String> part = models.upscaler(chosen.factor(), denoises);
    String key = denoises ? "job.denoises-not" : "job.factor-not";
    throw new ImpossibleException(
        part.isPresent() ? key + "-pull" : key,
        chosen.factor().orElse(0),
        factors,
        part.orElse(""));
  }

  /**
   * @throws ImpossibleException when its workers are too old to make stickers
   */
  void requireMakesStickers(ModelMenu.Item model) throws ImpossibleException {
    if (model.lacks(ModelAbility.STICKER)) {
      throw new ImpossibleException("job.makes-no-sticker", model.title());
    }
  }

  /**
   * A model whose workers put pictures through a codec, whatever else it draws: the standard one if
   * it can be.
   *
   * @throws ImpossibleException when nobody has the codec, naming those that there are and what
   *     would bring it
   */
  public ModelMenu.Item requireCodec(String codec) throws ImpossibleException {
    List<String> here = models.codecs();
    if (here.isEmpty() && codec.equals(Reconstruct.USUAL_CODEC)) {
      // No worker has said anything yet; every one has this.
      requireOffered(models.standard());
      return models.standard();
    }
    return Stream.concat(Stream.of(models.standard()), models.items().stream())
        .filter(model -> model.codecs().contains(codec) && !isBroken(model))
        .findFirst()
        .orElseThrow(
            () ->
                new ImpossibleException(
                    models.hasCodecToPull(codec) ? "job.codec-pull" : "job.codec-unknown",
                    codec,
                    String.join(", ", here.isEmpty() ? List.of(Reconstruct.USUAL_CODEC) : here)));
  }

  ImpossibleException variesNot(String title) {
    return new ImpossibleException("job.varies-not", title);
  }
}
