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
 * @param scores what ranked the pictures, best first; empty where nobody says
 */
public record ReproductionCard(
    String prompt,
    long seed,
    int imageCount,
    Map<String, String> options,
    Optional<String> sampler,
    Maker maker,
    Optional<String> scores) {
  /** Of pictures that nothing has ranked. */
  public ReproductionCard(
      String prompt,
      long seed,
      int imageCount,
      Map<String, String> options,
      Optional<String> sampler,
      Maker maker) {
    this(prompt, seed, imageCount, options, sampler, maker, Optional.empty());
  }

  /** The same with what ranked the pictures. */
  public ReproductionCard scored(String ranked) {
    return new ReproductionCard(
        prompt, seed, imageCount, options, sampler, maker, Optional.of(ranked));
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
    texts.put("Seed", Long.toString(seed));
    texts.put("Model", maker.modelId());
    texts.put("Model-Hash", maker.modelHash());
    String named = joined(", ", (name, value) -> name + " " + value);
    texts.put("Sampling", named + sampler.map(name -> ", sampler " + name).orElse(""));
    scores.ifPresent(text -> texts.put("Scores", text));
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
