package org.vitrail.inference.model.family.rudalle;

import java.util.List;
import org.vitrail.inference.model.ShapeNames;

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
    return ShapeNames.of(values());
  }

  /** Reads {@code rudalle-malevich} or {@code rudalle-kandinsky}. */
  static PublishedRudalle of(String name) {
    return ShapeNames.read(name, values());
  }

  /** Its name for people, as {@link #of} reads it. */
  @Override
  public String toString() {
    return ShapeNames.of(this);
  }
}
