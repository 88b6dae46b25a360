package org.vitrail.inference.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What holds for a picture beyond how its tokens are drawn.
 *
 * @param aspect how wide it is to how high
 * @param ranking what orders a request's pictures; empty for what the model does where nobody
 *     chooses
 * @param cropsFirst whether what is kept of a picture to begin from is cut out before it is encoded
 * @param wording of models that know which words they were taught; empty for {@link Wording#SAME}
 */
public record PictureOptions(
    AspectRatio aspect, Optional<Ranking> ranking, boolean cropsFirst, Optional<Wording> wording) {
  /** The name of the option that says how wide a picture is to how high it is. */
  public static final String ASPECT = "ar";

  /** By which people choose when a picture to begin from is cropped: before or after encoding. */
  public static final ModelOption.Choice CROP =
      ModelOption.choice("crop", "last", List.of("last", "first"));

  private static final String FIRST = "first";

  /** Squares, ordered as the model does where nobody chooses. */
  public static final PictureOptions STANDARD =
      new PictureOptions(AspectRatio.SQUARE, Optional.empty(), false, Optional.empty());

  /** The same whose pictures are drawn as different phrases. */
  public static final PictureOptions VARIED =
      new PictureOptions(AspectRatio.SQUARE, Optional.empty(), false, Optional.of(Wording.VARIED));

  /** Of another shape. */
  public static PictureOptions of(AspectRatio aspect) {
    return new PictureOptions(aspect, Optional.empty(), false, Optional.empty());
  }

  /**
   * These options with some of them replaced, which are taken away from what is left to read.
   * Whether a model has what shall order its pictures is for the model to say.
   *
   * @throws IllegalArgumentException if a value is not allowed
   */
  PictureOptions with(Map<String, String> left) {
    String shape = left.remove(ASPECT);
    String ranked = left.remove(Ranking.OPTION);
    String cropped = left.remove(CROP.name());
    return new PictureOptions(
        shape == null ? aspect : AspectRatio.of(shape),
        ranked == null ? ranking : Optional.of(Ranking.of(ranked, List.of(Ranking.values()))),
        cropped == null ? cropsFirst : CROP.read(cropped).equals(FIRST),
        Wording.chosen(wording, left));
  }

  /** What people chose, by name. */
  Map<String, String> named() {
    Map<String, String> named = new LinkedHashMap<>();
    if (!aspect.isSquare()) {
      named.put(ASPECT, aspect.toString());
    }
    // Models that CLIP ranks have no other way.
    ranking.filter(it -> it != Ranking.CLIP).ifPresent(it -> named.put(Ranking.OPTION, it.word()));
    wording.ifPresent(it -> named.putAll(it.named()));
    if (cropsFirst) {
      named.put(CROP.name(), FIRST);
    }
    return named;
  }
}
