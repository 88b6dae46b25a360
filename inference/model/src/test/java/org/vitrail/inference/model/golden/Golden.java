package org.vitrail.inference.model.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * A tensor's fingerprint as the reference code gave it.
 *
 * @param first leading elements
 */
public record Golden(int count, double sum, double absoluteSum, double[] first, double last) {
  private static final double TOLERANCE = 1e-4;

  public static Golden of(int count, double sum, double absoluteSum, double last, double... first) {
    return new Golden(count, sum, absoluteSum, first, last);
  }

  /** Holds values against the fingerprint, within 1e-4 of their size. */
  public void matches(float[] values) {
    assertThat(values).hasSize(count);
    double total = 0;
    double absoluteTotal = 0;
    for (float value : values) {
      total += value;
      absoluteTotal += Math.abs(value);
    }
    // Element errors of either sign add up in the sums, so these are held against the absolute sum.
    assertThat(total).as("sum").isCloseTo(sum, within(TOLERANCE * absoluteSum));
    assertThat(absoluteTotal)
        .as("absolute sum")
        .isCloseTo(absoluteSum, within(TOLERANCE * absoluteSum));
    for (int i = 0; i < first.length; i++) {
      assertThat((double) values[i]).as("element " + i).isCloseTo(first[i], tolerance(first[i]));
    }
    assertThat((double) values[count - 1]).as("last element").isCloseTo(last, tolerance(last));
  }

  private static org.assertj.core.data.Offset<Double> tolerance(double expected) {
    return within(TOLERANCE * Math.max(1, Math.abs(expected)));
  }
}
