package org.vitrail.inference.worker;

import org.vitrail.inference.protocol.WorkerPace.Cost;

/**
 * Learns what an act costs that is done for several pictures at once: a fixed part, and one for
 * each picture.
 *
 * <p>Two things are learned. How long it takes follows quickly, as a machine may get busy at any
 * time. How the fixed part compares with that of a picture belongs to the model and follows slowly:
 * from a line of least squares through what was seen, which leans towards a usual value for as long
 * as all had the same number of pictures.
 */
final class LearnedCost {
  /** What the usual value weighs against what was seen, in pictures². */
  private static final double LEANING = .05;

  /** A fixed part counts as no more than so many pictures: then they cost nothing of their own. */
  private static final double MAX_FIXED = 200;

  private final double newest;
  private final double newestOfLine;
  private final double usualFixed;
  private int count;
  private double fixed;
  private double each;
  private double meanImages;
  private double meanNanos;
  private double variance;
  private double covariance;

  /**
   * @param newest share of the newest value in how long it takes
   * @param newestOfLine the same in how the two parts compare
   * @param usualFixed the fixed part, in pictures, until others were seen
   */
  LearnedCost(double newest, double newestOfLine, double usualFixed) {
    this.newest = newest;
    this.newestOfLine = newestOfLine;
    this.usualFixed = usualFixed;
  }

  void add(int images, double nanos) {
    double before = count == 0 ? nanos : of(images);
    count++;
    follow(images, nanos);
    double level = before + weight(newest) * (nanos - before);
    double slope = (covariance + LEANING * usualSlope()) / (variance + LEANING);
    double ratio =
        slope <= 0 ? MAX_FIXED : Math.min(MAX_FIXED, Math.max(0, meanNanos / slope - meanImages));
    each = level / (ratio + images);
    fixed = ratio * each;
  }

  private void follow(int images, double nanos) {
    double weight = weight(newestOfLine);
    double imagesOff = images - meanImages;
    double nanosOff = nanos - meanNanos;
    meanImages += weight * imagesOff;
    meanNanos += weight * nanosOff;
    variance = (1 - weight) * (variance + weight * imagesOff * imagesOff);
    covariance = (1 - weight) * (covariance + weight * imagesOff * nanosOff);
  }

  private double usualSlope() {
    return meanNanos / (usualFixed + meanImages);
  }

  /** The plain mean of the first values, and a moving one from then on. */
  private double weight(double least) {
    return Math.max(least, 1. / count);
  }

  int count() {
    return count;
  }

  /** In nanoseconds. */
  double of(int images) {
    return fixed + each * images;
  }

  /** The same with everything so many times as long. */
  Cost cost(double times) {
    return new Cost(times * fixed / 1e6, times * each / 1e6);
  }
}
