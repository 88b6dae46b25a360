package org.vitrail.inference.model.family.dallemini;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The published models' sizes, for timing them without their files. */
public enum PublishedShape {
  DALLE_MINI(DalleMiniConfig.MINI),
  DALLE_MEGA(DalleMiniConfig.MEGA);

  private final DalleMiniConfig transformer;

  PublishedShape(DalleMiniConfig transformer) {
    this.transformer = transformer;
  }

  /** The transformer's shape. */
  public DalleMiniConfig transformer() {
    return transformer;
  }

  /** Their names, as {@link #of} reads them. */
  static List<String> names() {
    return Arrays.stream(values()).map(PublishedShape::toString).toList();
  }

  /** Reads {@code dalle-mini} or {@code dalle-mega}. */
  public static PublishedShape of(String name) {
    try {
      return valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_'));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "Model shape '" + name + "' is unknown; choose dalle-mini or dalle-mega.", e);
    }
  }

  /** Its name for people, as {@link #of} reads it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
