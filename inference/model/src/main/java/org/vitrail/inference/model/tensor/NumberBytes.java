package org.vitrail.inference.model.tensor;

import java.util.Locale;

/**
 * Bytes of one number in the parts of a model.
 *
 * @param format of the linear layers, for people, as {@code bf16}
 * @param linear of their weights
 * @param state of what the transformer keeps between two steps
 * @param picture of VQGAN's convolutions and CLIP's linear layers
 */
public record NumberBytes(String format, int linear, int state, int picture) {
  /**
   * What a precision means on a processor, at most: one that is fast at bf16 keeps more in it.
   *
   * @throws IllegalArgumentException for {@link Precision#AUTO}, which is none of its own
   */
  public static NumberBytes onProcessor(Precision precision) {
    int linear =
        switch (precision) {
          case F32 -> Float.BYTES;
          case BF16, F16 -> Short.BYTES;
          case INT8 -> Byte.BYTES;
          case AUTO -> throw new IllegalArgumentException("It depends on the processor.");
        };
    return new NumberBytes(
        precision.name().toLowerCase(Locale.ROOT), linear, Float.BYTES, Float.BYTES);
  }

  /**
   * What a precision means on a GPU.
   *
   * @param weightBytes of the networks, about
   * @throws IllegalArgumentException if it runs on the processor only
   */
  public static NumberBytes onGpu(Precision precision, long weightBytes) {
    Arithmetic chosen =
        Arithmetic.choose(precision, TensorEngine.isSmall(weightBytes), true, Arithmetic.NO_CPU);
    TensorType linear = chosen.linear().weightType();
    return new NumberBytes(
        linear.name().toLowerCase(Locale.ROOT),
        linear.byteCount(),
        chosen.state().byteCount(),
        chosen.picture().byteCount());
  }
}
