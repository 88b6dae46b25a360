package org.vitrail.bot.command;

import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * How somebody wants a picture enlarged; what is absent is left to whoever enlarges it.
 *
 * @param factor how many times as wide and high
 * @param denoise how much noise is removed, 0 to 1
 */
public record UpscaleOptions(OptionalInt factor, OptionalDouble denoise) {
  /** Nothing chosen. */
  public static final UpscaleOptions NONE =
      new UpscaleOptions(OptionalInt.empty(), OptionalDouble.empty());

  /** A factor alone. */
  public static UpscaleOptions times(int factor) {
    return new UpscaleOptions(OptionalInt.of(factor), OptionalDouble.empty());
  }
}
