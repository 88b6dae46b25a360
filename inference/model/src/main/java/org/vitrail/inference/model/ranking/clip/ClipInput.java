package org.vitrail.inference.model.ranking.clip;

import java.util.List;
import java.util.Optional;
import org.vitrail.inference.model.image.Pixels;
import org.vitrail.inference.model.tensor.Program;
import org.vitrail.inference.model.tensor.Tensor;
import org.vitrail.inference.model.tensor.TensorScope;

/**
 * How pictures become a CLIP's input.
 *
 * @param square the colours' scale where the square in the middle is taken as ruCLIP's authors do;
 *     absent for OpenAI's way with the whole picture
 */
public record ClipInput(Optional<Scale> square) {
  /** OpenAI's: bicubic, with the scale of colours that they trained on. */
  public static final ClipInput OPENAI = new ClipInput(Optional.empty());

  /**
   * What colours of 0 to 1 are scaled by.
   *
   * @param mean of red, green and blue
   * @param deviation of red, green and blue
   */
  public record Scale(List<Float> mean, List<Float> deviation) {
    /** OpenAI's, for files that name none. */
    public static final Scale OPENAI =
        new Scale(
            List.of(.48145466f, .4578275f, .40821073f),
            List.of(.26862954f, .26130258f, .27577711f));
  }

  /** ruCLIP's: bilinear, of the square in the middle. */
  public static ClipInput ofSquares(Scale scale) {
    return new ClipInput(Optional.of(scale));
  }

  /** Pixels (picture, 3, y, x) at the network's resolution. */
  Tensor prepare(Program program, TensorScope scope, List<Pixels> pictures) {
    Tensor bytes = scope.bytes(pictures);
    return square
        .map(
            scale ->
                program.tensor(
                    scope,
                    "prepare_square",
                    bytes,
                    colours(scope, scale.mean()),
                    colours(scope, scale.deviation())))
        .orElseGet(() -> program.tensor(scope, "prepare", bytes));
  }

  private static Tensor colours(TensorScope scope, List<Float> values) {
    return scope.floats(new float[] {values.get(0), values.get(1), values.get(2)}, 3);
  }
}
