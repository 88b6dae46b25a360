package org.vitrail.inference.model.sticker;

/** Least squares of {@code a + b·x + c·y} for three channels, by the normal equations. */
final class PlaneFit {
  private static final int TERMS = 3;

  /** Keeps a slope at nothing where the points do not tell it. */
  private static final double RIDGE = 1e-3;

  private final double[][] sums = new double[TERMS][TERMS];
  private final double[][] values = new double[3][TERMS];
  private int count;

  void add(double x, double y, double[] channels) {
    double[] terms = {1, x, y};
    for (int i = 0; i < TERMS; i++) {
      for (int j = 0; j < TERMS; j++) {
        sums[i][j] += terms[i] * terms[j];
      }
      for (int channel = 0; channel < 3; channel++) {
        values[channel][i] += terms[i] * channels[channel];
      }
    }
    count++;
  }

  /** Of each channel a, b and c. */
  double[][] planes() {
    double[][] planes = new double[3][];
    for (int channel = 0; channel < 3; channel++) {
      planes[channel] = solved(values[channel]);
    }
    return planes;
  }

  /** By Cramer's rule. */
  private double[] solved(double[] right) {
    double[][] matrix = new double[TERMS][];
    for (int i = 0; i < TERMS; i++) {
      matrix[i] = sums[i].clone();
      matrix[i][i] += i == 0 ? 0 : RIDGE * count;
    }
    double whole = determinant(matrix);
    double[] solution = new double[TERMS];
    for (int column = 0; column < TERMS; column++) {
      double[][] replaced = new double[TERMS][];
      for (int i = 0; i < TERMS; i++) {
        replaced[i] = matrix[i].clone();
        replaced[i][column] = right[i];
      }
      solution[column] = determinant(replaced) / whole;
    }
    return solution;
  }

  private static double determinant(double[][] m) {
    return m[0][0] * (m[1][1] * m[2][2] - m[1][2] * m[2][1])
        - m[0][1] * (m[1][0] * m[2][2] - m[1][2] * m[2][0])
        + m[0][2] * (m[1][0] * m[2][1] - m[1][1] * m[2][0]);
  }
}
