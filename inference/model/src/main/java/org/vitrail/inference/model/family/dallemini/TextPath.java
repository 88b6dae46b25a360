package org.vitrail.inference.model.family.dallemini;

import java.util.Locale;

/** How a prompt is prepared and cut into ids before a network reads it. */
public enum TextPath {
  /** As the checkpoint's {@code tokenizer.json} says. */
  PLAIN,
  /** As dalle-mini does: a thorough normaliser, then the {@code tokenizer.json}. */
  DALLE_MINI,
  /** As min-dalle does: ASCII alone, pieces merged without regard to word boundaries. */
  MIN_DALLE;

  /** Reads {@code plain}, {@code dalle-mini} or {@code min-dalle}. */
  public static TextPath of(String name) {
    try {
      return valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_'));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "Text path '" + name + "' is unknown; choose plain, dalle-mini or min-dalle.", e);
    }
  }
}
