package org.vitrail.inference.model.family.dallemini;

import java.util.List;
import org.vitrail.inference.model.ShapeNames;

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
    return ShapeNames.of(values());
  }

  /** Reads {@code dalle-mini} or {@code dalle-mega}. */
  public static PublishedShape of(String name) {
    return ShapeNames.read(name, values());
  }

  /** Its name for people, as {@link #of} reads it. */
  @Override
  public String toString() {
    return ShapeNames.of(this);
  }
}
