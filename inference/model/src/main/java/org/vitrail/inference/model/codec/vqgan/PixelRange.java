package org.vitrail.inference.model.codec.vqgan;

import java.util.Locale;

/**
 * The range of pixel values a checkpoint was trained on, and how its authors make bytes of them.
 */
public enum PixelRange {
  /** −1 to 1, rounded: taming-transformers and the bundled model. */
  SYMMETRIC,
  /** −1 to 1, cut off: ruDALL-E. */
  TRUNCATED,
  /** 0 to 1, cut off: DALL·E mini. */
  UNIT;

  boolean isSymmetric() {
    return this != UNIT;
  }

  boolean isRounded() {
    return this == SYMMETRIC;
  }

  /** Reads {@code symmetric}, {@code truncated} or {@code unit}. */
  public static PixelRange of(String name) {
    try {
      return valueOf(name.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "Pixel range '" + name + "' is unknown; choose symmetric, truncated or unit.", e);
    }
  }
}
