package org.vitrail.inference.model;

import java.util.Locale;

/** Where the randomness of a request's pictures comes from. */
public enum RandomSource {
  /** Noise of each picture's own; the same whoever shares the batch, and on any device. */
  GUMBEL,
  /** PyTorch's generator on a processor, as min-dalle uses it: its seeds draw its tokens. */
  TORCH_CPU;

  /** Reads {@code gumbel} or {@code torch-cpu}. */
  public static RandomSource of(String name) {
    try {
      return valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_'));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "Sampler '" + name + "' is unknown; choose gumbel or torch-cpu.", e);
    }
  }

  /** Its name for people, as {@link #of} reads it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
