package org.vitrail.inference.protocol;

import java.util.Map;
import java.util.Optional;

/**
 * One finished picture, described; its bytes are in the {@link ImageStore}.
 *
 * @param number as shown to the person: 1 is the best
 * @param imageIndex the order in which it was drawn, from 0; (seed, imageIndex) fixes the picture
 * @param score that its place follows from; empty where nobody says
 * @param hasState whether its {@link PictureStates state} was stored, so that it can be varied
 * @param caption what it was drawn as, where that is not the prompt
 * @param concerns how probably it shows what people may not want to see, 0 to 1 by the concept's
 *     id; empty where nobody judged it
 */
public record Picture(
    int number,
    int imageIndex,
    Optional<Score> score,
    boolean hasState,
    Optional<String> caption,
    Map<String, Float> concerns) {
  /**
   * A picture that CLIP ranked.
   *
   * @param clipScore higher is better; NaN for none
   */
  public Picture(
      int number, int imageIndex, float clipScore, boolean hasState, Map<String, Float> concerns) {
    this(number, imageIndex, clip(clipScore), hasState, Optional.empty(), concerns);
  }

  /** One that was drawn as its prompt, or not drawn from words. */
  public Picture(
      int number,
      int imageIndex,
      Optional<Score> score,
      boolean hasState,
      Map<String, Float> concerns) {
    this(number, imageIndex, score, hasState, Optional.empty(), concerns);
  }

  /** The same that nobody judged. */
  public Picture(int number, int imageIndex, float clipScore, boolean hasState) {
    this(number, imageIndex, clipScore, hasState, Map.of());
  }

  private static Optional<Score> clip(float score) {
    return Float.isNaN(score) ? Optional.empty() : Optional.of(new Score(Score.By.CLIP, score));
  }

  /**
   * @throws IllegalArgumentException naming the part that is missing or not allowed
   */
  public Picture {
    Require.between("picture.number", number, 1, Integer.MAX_VALUE);
    Require.between("picture.imageIndex", imageIndex, 0, Integer.MAX_VALUE);
    Require.present("picture.score", score);
    Require.present("picture.caption", caption);
    concerns = Map.copyOf(Require.present("picture.concerns", concerns));
    concerns.forEach(
        (concept, probability) -> {
          Require.identifier("picture.concerns", concept);
          Require.probability("picture.concerns." + concept, probability);
        });
  }

  /** What programs that know of CLIP alone read: its score or ruCLIP's, or NaN. */
  float clipScore() {
    return score.filter(it -> it.by() != Score.By.PERPLEXITY).map(Score::value).orElse(Float.NaN);
  }
}
