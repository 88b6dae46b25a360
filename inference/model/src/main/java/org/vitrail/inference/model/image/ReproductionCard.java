package org.vitrail.inference.model.image;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BinaryOperator;
import java.util.stream.Collectors;

/**
 * What it takes to make pictures again, as the text chunks of a PNG.
 *
 * @param options by the names that people type, in the order in which they read them
 * @param sampler where the randomness came from, if not from the usual noise
 * @param outcome what became of it
 */
public record ReproductionCard(
    String prompt,
    long seed,
    int imageCount,
    Map<String, String> options,
    Optional<String> sampler,
    Maker maker,
    Outcome outcome) {
  /** Of pictures that nothing has ranked. */
  public ReproductionCard(
      String prompt,
      long seed,
      int imageCount,
      Map<String, String> options,
      Optional<String> sampler,
      Maker maker) {
    this(prompt, seed, imageCount, options, sampler, maker, Outcome.NONE);
  }

  /** The same with what ranked the pictures, best first. */
  public ReproductionCard scored(String ranked) {
    return with(new Outcome(outcome.caption(), Optional.of(ranked)));
  }

  /** The card of one picture of several, which was drawn as this. */
  public ReproductionCard drawnAs(String words) {
    return with(new Outcome(Optional.of(words).filter(it -> !it.equals(prompt)), outcome.scores()));
  }

  private ReproductionCard with(Outcome known) {
    return new ReproductionCard(prompt, seed, imageCount, options, sampler, maker, known);
  }

  /**
   * What became of it.
   *
   * @param caption what the picture was drawn as, where that is not the prompt
   * @param scores what ranked the pictures, best first; empty where nobody says
   */
  public record Outcome(Optional<String> caption, Optional<String> scores) {
    static final Outcome NONE = new Outcome(Optional.empty(), Optional.empty());
  }

  /**
   * Who made the pictures.
   *
   * @param modelHash SHA-256 of the weights, in hex
   * @param version of this program
   */
  public record Maker(String modelId, String modelHash, String version) {}

  /** Keyword and text of each chunk; the first four are keywords of the PNG specification. */
  Map<String, String> texts() {
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put("Title", prompt);
    texts.put("Description", command());
    texts.put("Software", "Vitrail " + maker.version());
    texts.put("Source", "Made by a machine learning model: " + maker.modelId());
    texts.put("Prompt", prompt);
    outcome.caption().ifPresent(words -> texts.put("Drawn-As", words));
    texts.put("Seed", Long.toString(seed));
    texts.put("Model", maker.modelId());
    texts.put("Model-Hash", maker.modelHash());
    String named = joined(", ", (name, value) -> name + " " + value);
    texts.put("Sampling", named + sampler.map(name -> ", sampler " + name).orElse(""));
    outcome.scores().ifPresent(text -> texts.put("Scores", text));
    return texts;
  }

  private String command() {
    return "/imagine %s --model %s --seed %d --count %d %s"
        .formatted(
            prompt,
            maker.modelId(),
            seed,
            imageCount,
            joined(" ", (name, value) -> "--" + name + " " + value));
  }

  private String joined(String between, BinaryOperator<String> form) {
    return options.entrySet().stream()
        .map(option -> form.apply(option.getKey(), option.getValue()))
        .collect(Collectors.joining(between));
  }
}
