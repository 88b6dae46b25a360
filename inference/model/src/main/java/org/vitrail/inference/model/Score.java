package org.vitrail.inference.model;

import java.util.Comparator;

/**
 * What a picture's place among the others follows from.
 *
 * @param value a cosine between prompt and picture, −1 to 1, of CLIP and ruCLIP; a perplexity, 1 or
 *     more
 */
public record Score(Ranking by, float value) {
  /** Better ones first; all of one kind. */
  public static final Comparator<Score> BEST_FIRST =
      Comparator.comparingDouble(score -> score.by.isLowerBetter() ? score.value : -score.value);
}
