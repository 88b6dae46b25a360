package org.vitrail.inference.model.codec.vqgan;

import java.util.Locale;

/**
 * The range of pixel values a checkpoint was trained on, and how its authors make bytes of them.
 */
public enum PixelRange {
  /** −1 to 1, rounded: taming-transformers and the bundled model. */
  SYMMETRIC,
  /** 0 to 1, cut off: DALL·E mini. */
  UNIT;

  /** Reads {@code symmetric} or {@code unit}. */
  public static PixelRange of(String name) {
    try {
      return valueOf(name.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "Pixel range '" + name + "' is unknown; choose symmetric or unit.", e);
    }
  }
}
