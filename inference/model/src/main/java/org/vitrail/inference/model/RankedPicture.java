package org.vitrail.inference.model;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.vitrail.inference.model.image.Pixels;

/**
 * One finished picture.
 *
 * @param imageIndex its index in the request, which names its generator
 * @param state what other pictures need to begin like it: {@link Beginning.Relative}
 * @param score that its place follows from, and what it is of
 * @param pixels as shown
 * @param caption what it was drawn as
 * @param concerns how probably it shows each concept that was looked for, 0 to 1; empty where the
 *     model judges no pictures
 */
public record RankedPicture(
    int imageIndex,
    byte[] state,
    Score score,
    Pixels pixels,
    String caption,
    Map<String, Float> concerns) {
  /**
   * Scores as people read them in a file: {@code 0.213 to 0.342} of one that was changed from its
   * start; empty where nothing was changed.
   *
   * @param ranked best first
   */
  public static Optional<String> scores(List<RankedPicture> ranked) {
    boolean areChanged = ranked.stream().allMatch(it -> it.score.atStart().isPresent());
    return areChanged
        ? Optional.of(
            ranked.stream()
                .map(RankedPicture::change)
                .collect(Collectors.joining(", ", "CLIP ", "")))
        : Optional.empty();
  }

  private static String change(RankedPicture picture) {
    return String.format(
        Locale.ROOT, "%.3f to %.3f", picture.score.atStart().orElseThrow(), picture.score.value());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RankedPicture that
        && imageIndex == that.imageIndex
        && Arrays.equals(state, that.state)
        && score.equals(that.score)
        && pixels.equals(that.pixels)
        && caption.equals(that.caption)
        && concerns.equals(that.concerns);
  }

  @Override
  public int hashCode() {
    return 31 * imageIndex + Arrays.hashCode(state);
  }

  @Override
  public String toString() {
    return "RankedPicture[" + imageIndex + ", " + score + ", " + pixels + "]";
  }
}
