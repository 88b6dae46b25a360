package org.vitrail.inference.model;

/**
 * An option of a model by which people choose how it draws.
 *
 * @param name as people type it, such as {@code top-k}
 * @param standard its value where nobody chooses
 * @param min least allowed number
 * @param max largest allowed number
 * @param isWhole whether only whole numbers are allowed
 */
public record ModelOption(String name, double standard, double min, double max, boolean isWhole) {
  /** An option whose values are whole numbers. */
  public static ModelOption whole(String name, int standard, int min, int max) {
    return new ModelOption(name, standard, min, max, true);
  }

  /** An option whose values are any numbers of a range. */
  public static ModelOption real(String name, double standard, double min, double max) {
    return new ModelOption(name, standard, min, max, false);
  }
}
