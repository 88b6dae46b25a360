package org.vitrail.inference.model;

import java.util.Comparator;
import java.util.Optional;

/**
 * What a picture's place among the others follows from.
 *
 * @param value a cosine between prompt and picture, −1 to 1, of CLIP and ruCLIP; a perplexity, 1 or
 *     more; a clarity, 1 at most
 * @param atStart the same of what the picture began as, where it was changed until it was done
 */
public record Score(Ranking by, float value, Optional<Float> atStart) {
  /** Of a picture that was drawn and not changed. */
  public Score(Ranking by, float value) {
    this(by, value, Optional.empty());
  }

  /** Better ones first; all of one kind. */
  public static final Comparator<Score> BEST_FIRST =
      Comparator.comparingDouble(score -> score.by.isLowerBetter() ? score.value : -score.value);
}
