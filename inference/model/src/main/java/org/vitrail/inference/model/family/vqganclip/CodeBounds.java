package org.vitrail.inference.model.family.vqganclip;

/**
 * The least and the largest number that codes have in each channel: points stay within.
 *
 * @param least for each channel
 * @param most for each channel
 */
record CodeBounds(float[] least, float[] most) {
  /**
   * @param bounds (2, channel)
   */
  static CodeBounds of(float[] bounds) {
    int width = bounds.length / 2;
    float[] least = new float[width];
    float[] most = new float[width];
    System.arraycopy(bounds, 0, least, 0, width);
    System.arraycopy(bounds, width, most, 0, width);
    return new CodeBounds(least, most);
  }

  /** Brings points (channel, y, x) back that have left. */
  void keep(float[] points) {
    int cells = points.length / least.length;
    for (int i = 0; i < points.length; i++) {
      points[i] = Math.min(Math.max(points[i], least[i / cells]), most[i / cells]);
    }
  }
}
