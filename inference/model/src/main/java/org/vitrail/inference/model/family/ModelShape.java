package org.vitrail.inference.model.family;

import java.util.List;
import org.vitrail.inference.model.ModelFamily;

/**
 * A published model's size, for timing it without its files.
 *
 * @param name for people, as in {@code dalle-mega}
 */
public record ModelShape(ModelFamily family, String name) {
  /**
   * Reads a name.
   *
   * @throws IllegalArgumentException naming those that there are
   */
  public static ModelShape of(String name) {
    return all().stream()
        .filter(shape -> shape.name.equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Model shape '%s' is unknown; choose %s."
                        .formatted(
                            name,
                            String.join(" or ", all().stream().map(ModelShape::name).toList()))));
  }

  private static List<ModelShape> all() {
    return Family.all().stream()
        .flatMap(family -> family.shapes().stream().map(name -> new ModelShape(family, name)))
        .toList();
  }
}
