package org.vitrail.inference.model.grid;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What it takes to make pictures again, as the text chunks of a PNG.
 *
 * @param sampler where the randomness came from, if not from the usual noise
 * @param modelHash SHA-256 of the weights, in hex
 * @param version of this program
 */
public record ReproductionCard(
    String prompt,
    long seed,
    int imageCount,
    float guidance,
    float temperature,
    int topK,
    float topP,
    Optional<String> sampler,
    String modelId,
    String modelHash,
    String version) {

  /** Keyword and text of each chunk; the first four are keywords of the PNG specification. */
  Map<String, String> texts() {
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put("Title", prompt);
    texts.put("Description", command());
    texts.put("Software", "Vitrail " + version);
    texts.put("Source", "Made by a machine learning model: " + modelId);
    texts.put("Prompt", prompt);
    texts.put("Seed", Long.toString(seed));
    texts.put("Model", modelId);
    texts.put("Model-Hash", modelHash);
    texts.put(
        "Sampling",
        String.format(
            Locale.ROOT,
            "guidance %s, temperature %s, top-k %d, top-p %s%s",
            guidance,
            temperature,
            topK,
            topP,
            sampler.map(name -> ", sampler " + name).orElse("")));
    return texts;
  }

  private String command() {
    return String.format(
        Locale.ROOT,
        "/imagine %s --model %s --seed %d --count %d --guidance %s --temperature %s --top-k %d"
            + " --top-p %s",
        prompt,
        modelId,
        seed,
        imageCount,
        guidance,
        temperature,
        topK,
        topP);
  }
}
