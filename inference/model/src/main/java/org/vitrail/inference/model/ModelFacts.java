package org.vitrail.inference.model;

import java.util.Optional;
import java.util.Set;
import org.vitrail.inference.model.image.Pixels;

/**
 * What a loaded model is and can do.
 *
 * @param id what jobs and people call it
 * @param family the way in which it draws, as the catalogue names it
 * @param weightsHash SHA-256 over all weights, in hex: what a seed draws depends on it
 * @param width of a picture in the networks' own pixels, before it is enlarged to be shown
 * @param height of such a picture
 * @param steps of one picture, as a batch counts them
 * @param cells that a picture is drawn in, where it is drawn in cells: what {@link Borders} count
 */
public record ModelFacts(
    String id,
    String family,
    String weightsHash,
    int width,
    int height,
    int steps,
    Set<Ability> abilities,
    Optional<Cells> cells) {
  /** Of a model that draws in no cells. */
  public ModelFacts(
      String id,
      String family,
      String weightsHash,
      int width,
      int height,
      int steps,
      Set<Ability> abilities) {
    this(id, family, weightsHash, width, height, steps, abilities, Optional.empty());
  }

  /** Columns and rows of a picture. */
  public record Cells(int columns, int rows) {}

  public ModelFacts {
    abilities = Set.copyOf(abilities);
  }

  /**
   * How many pictures of the model's own shape a picture of it is as large as, 1 or more; whatever
   * it was enlarged by since.
   */
  public double squares(Pixels picture) {
    return Math.max(1, longToShort(picture.width(), picture.height()) / longToShort(width, height));
  }

  private static double longToShort(int width, int height) {
    return Math.max(width, height) / (double) Math.min(width, height);
  }

  public boolean can(Ability ability) {
    return abilities.contains(ability);
  }
}
