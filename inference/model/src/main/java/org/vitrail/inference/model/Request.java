package org.vitrail.inference.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.vitrail.inference.model.image.ReproductionCard;

/**
 * Pictures to draw for one prompt.
 *
 * @param id names the request within a batch
 * @param imageCount pictures, each a draw of its own
 * @param seed of the request; picture i has its own generator from (seed, i)
 * @param imagePrompts pictures to draw towards; only for models with {@link Ability#IMAGE_PROMPTS}
 */
public record Request(
    String id,
    String prompt,
    int imageCount,
    long seed,
    DrawOptions options,
    Beginning beginning,
    List<ImagePrompt> imagePrompts) {
  /** Without pictures to draw towards. */
  public Request(
      String id,
      String prompt,
      int imageCount,
      long seed,
      DrawOptions options,
      Beginning beginning) {
    this(id, prompt, imageCount, seed, options, beginning, List.of());
  }

  public Request {
    if (imageCount < 1) {
      throw new IllegalArgumentException(
          "count: " + imageCount + " is not allowed; give at least 1.");
    }
    imagePrompts = List.copyOf(imagePrompts);
  }

  /**
   * What it takes to make the pictures again.
   *
   * @param model that draws them
   * @param version of this program
   */
  public ReproductionCard card(ModelFacts model, String version) {
    Map<String, String> named = new LinkedHashMap<>(options.named());
    if (!imagePrompts.isEmpty()) {
      named.put(
          "target-weight",
          imagePrompts.stream()
              .map(it -> Float.toString(it.weight()))
              .collect(Collectors.joining(",")));
    }
    beginning.kept().ifPresent(borders -> named.put("keep", borders.toString()));
    return new ReproductionCard(
        prompt,
        seed,
        imageCount,
        named,
        options.unusualSource(),
        new ReproductionCard.Maker(model.id(), model.weightsHash(), version));
  }

  /** Leaves the prompt out, because what people ask for does not belong into logs. */
  @Override
  public String toString() {
    return "Request[" + id + ", " + imageCount + " pictures]";
  }
}
