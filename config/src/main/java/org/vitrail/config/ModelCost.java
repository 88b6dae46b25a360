package org.vitrail.config;

/**
 * What drawing by iterations costs those who have only so many pictures: so many iterations at such
 * a size count as one picture.
 *
 * @param iterations that count as one picture
 * @param side of such a picture in pixels; larger ones count as many times as much as they have
 *     pixels
 */
public record ModelCost(
    @Allowed("1 to 100000 iterations") int iterations, @Allowed("16 to 8192 pixels") int side) {
  public ModelCost {
    Class<ModelCost> here = ModelCost.class;
    Check.that(Check.within(1, iterations, 100_000), here, "iterations", iterations);
    Check.that(Check.within(16, side, 8_192), here, "side", side);
  }

  /**
   * As how many pictures one counts, at least 1.
   *
   * @param width pixels; 0 for the model's own
   * @param height likewise
   */
  public double pictures(int ofIterations, int width, int height) {
    double across = width > 0 ? width : side;
    double down = height > 0 ? height : side;
    return Math.max(1, (double) ofIterations / iterations * across * down / side / side);
  }
}
