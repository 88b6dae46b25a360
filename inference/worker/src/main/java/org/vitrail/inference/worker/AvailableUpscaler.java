package org.vitrail.inference.worker;

import java.util.OptionalDouble;
import org.vitrail.inference.model.upscaling.Upscaler;

/** A network that enlarges pictures of any model, before it is loaded. */
public interface AvailableUpscaler {
  /** What operators call it. */
  String id();

  /** How many times as wide and high a picture becomes. */
  int factor();

  /** Whether people choose how much noise is removed. */
  boolean denoises();

  /**
   * Loads it.
   *
   * @param denoise how much noise is removed, 0 to 1, where that is chosen
   * @throws RuntimeException if it cannot be loaded, saying why in a sentence for the operator
   */
  Upscaler open(OptionalDouble denoise);
}
