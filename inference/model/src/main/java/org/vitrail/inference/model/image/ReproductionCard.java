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
 */
public record ReproductionCard(
    String prompt,
    long seed,
    int imageCount,
    Map<String, String> options,
    Optional<String> sampler,
    Maker maker) {
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
