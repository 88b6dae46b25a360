package org.vitrail.inference.model.family.vqganclip;

/**
 * A projective map of the plane, row by row. Pixels are counted from the middle of the first one;
 * places of −1 to 1 from the middle of the first pixel to that of the last, as kornia counts them.
 */
record Homography(double[] rows) {
  static final Homography IDENTITY = new Homography(new double[] {1, 0, 0, 0, 1, 0, 0, 0, 1});

  /** Across and down by their factors. */
  static Homography scaling(double across, double down) {
    return new Homography(new double[] {across, 0, 0, 0, down, 0, 0, 0, 1});
  }

  /**
   * A shear, a turn around the same point, and a move.
   *
   * @param degrees counter-clockwise as kornia counts them
   * @param shear degrees by which columns lean
   * @param centre in pixels, of x and of y
   */
  static Homography affine(double degrees, double shear, double right, double down, double centre) {
    double angle = StrictMath.toRadians(-degrees);
    double cos = StrictMath.cos(angle);
    double sin = StrictMath.sin(angle);
    double rest = 1 - cos;
    Homography turn =
        new Homography(
            new double[] {
              cos,
              sin,
              rest * centre - sin * centre + right,
              -sin,
              cos,
              sin * centre + rest * centre + down,
              0,
              0,
              1
            });
    double lean = StrictMath.tan(StrictMath.toRadians(shear));
    return turn.after(new Homography(new double[] {1, -lean, lean * centre, 0, 1, 0, 0, 0, 1}));
  }

  /**
   * The map that takes four points to four others.
   *
   * @param from x and y of each
   * @param to x and y of each
   */
  static Homography between(double[] from, double[] to) {
    double[][] equations = new double[8][];
    for (int i = 0; i < 4; i++) {
      double x = from[2 * i];
      double y = from[2 * i + 1];
      double u = to[2 * i];
      double v = to[2 * i + 1];
      equations[2 * i] = new double[] {x, y, 1, 0, 0, 0, -u * x, -u * y, u};
      equations[2 * i + 1] = new double[] {0, 0, 0, x, y, 1, -v * x, -v * y, v};
    }
    double[] rows = new double[9];
    System.arraycopy(solved(equations), 0, rows, 0, 8);
    rows[8] = 1;
    return new Homography(rows);
  }

  /** Gauss' elimination with partial pivoting. */
  private static double[] solved(double[][] rows) {
    int n = rows.length;
    for (int column = 0; column < n; column++) {
      int pivot = column;
      for (int row = column + 1; row < n; row++) {
        if (Math.abs(rows[row][column]) > Math.abs(rows[pivot][column])) {
          pivot = row;
        }
      }
      double[] swapped = rows[column];
      rows[column] = rows[pivot];
      rows[pivot] = swapped;
      for (int row = 0; row < n; row++) {
        double factor = rows[row][column] / rows[column][column];
        for (int i = column; row != column && i <= n; i++) {
          rows[row][i] -= factor * rows[column][i];
        }
      }
    }
    double[] solution = new double[n];
    for (int i = 0; i < n; i++) {
      solution[i] = rows[i][n] / rows[i][i];
    }
    return solution;
  }

  /** First the other, then this. */
  Homography after(Homography other) {
    double[] product = new double[9];
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 3; j++) {
        for (int k = 0; k < 3; k++) {
          product[3 * i + j] += rows[3 * i + k] * other.rows[3 * k + j];
        }
      }
    }
    return new Homography(product);
  }

  Homography inverse() {
    double[] m = rows;
    double[] cofactors = {
      m[4] * m[8] - m[5] * m[7], m[2] * m[7] - m[1] * m[8], m[1] * m[5] - m[2] * m[4],
      m[5] * m[6] - m[3] * m[8], m[0] * m[8] - m[2] * m[6], m[2] * m[3] - m[0] * m[5],
      m[3] * m[7] - m[4] * m[6], m[1] * m[6] - m[0] * m[7], m[0] * m[4] - m[1] * m[3]
    };
    double determinant = m[0] * cofactors[0] + m[1] * cofactors[3] + m[2] * cofactors[6];
    for (int i = 0; i < 9; i++) {
      cofactors[i] /= determinant;
    }
    return new Homography(cofactors);
  }

  /** The same map of places of −1 to 1 in a square of so many pixels. */
  Homography ofPlaces(int side) {
    double half = (side - 1) / 2.0;
    Homography toPixels = new Homography(new double[] {half, 0, half, 0, half, half, 0, 0, 1});
    return toPixels.inverse().after(this).after(toPixels);
  }

  void put(float[] into, int index) {
    for (int i = 0; i < 9; i++) {
      into[9 * index + i] = (float) rows[i];
    }
  }
}
