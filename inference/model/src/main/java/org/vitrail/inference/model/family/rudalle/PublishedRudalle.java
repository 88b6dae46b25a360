package org.vitrail.inference.model.family.rudalle;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The published models' sizes, for timing them without their files. */
public enum PublishedRudalle {
  RUDALLE_MALEVICH(RudalleConfig.MALEVICH),
  RUDALLE_KANDINSKY(RudalleConfig.KANDINSKY);

  private final RudalleConfig transformer;

  PublishedRudalle(RudalleConfig transformer) {
    this.transformer = transformer;
  }

  RudalleConfig transformer() {
    return transformer;
  }

  /** Their names, as {@link #of} reads them. */
  static List<String> names() {
    return Arrays.stream(values()).map(PublishedRudalle::toString).toList();
  }

  /** Reads {@code rudalle-malevich} or {@code rudalle-kandinsky}. */
  static PublishedRudalle of(String name) {
    return Arrays.stream(values())
        .filter(shape -> shape.toString().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Model shape '%s' is unknown; choose %s."
                        .formatted(name, String.join(" or ", names()))));
  }

  /** Its name for people, as {@link #of} reads it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
