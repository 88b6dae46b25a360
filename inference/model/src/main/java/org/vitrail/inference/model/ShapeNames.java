package org.vitrail.inference.model;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What people call a family's published sizes: their constants' names, as in dalle-mega. */
public final class ShapeNames {
  private ShapeNames() {}

  /** Its name for people, as {@link #read} reads it. */
  public static String of(Enum<?> shape) {
    return shape.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Their names, as {@link #read} reads them. */
  public static List<String> of(Enum<?>[] shapes) {
    return Arrays.stream(shapes).map(ShapeNames::of).toList();
  }

  /**
   * The size that is called so.
   *
   * @param shapes those that there are
   * @throws IllegalArgumentException naming them
   */
  public static <E extends Enum<E>> E read(String name, E[] shapes) {
    return Arrays.stream(shapes)
        .filter(shape -> of(shape).equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Model shape '%s' is unknown; choose %s."
                        .formatted(name, String.join(" or ", of(shapes)))));
  }
}
