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

  /** The same of a value that was learned by somebody else before. */
  private static final double LEANING_TO_LEARNED = 4;

  /** So many values count what somebody else learned: a machine may be another or busier now. */
  private static final int LEARNED_COUNT = 4;

  /** A fixed part counts as no more than so many pictures: then they cost nothing of their own. */
  private static final double MAX_FIXED = 200;

  private static final double NANOS = 1e6;
  private static final double TINY_MILLIS = 1e-6;

  private final double newest;
  private final double newestOfLine;
  private final double usualFixed;
  private final double leaning;
  private int count;
  private int lineCount;
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
    this.leaning = LEANING;
  }

  /** Goes on from what somebody else learned. */
  LearnedCost(double newest, double newestOfLine, Cost learned) {
    this.newest = newest;
    this.newestOfLine = newestOfLine;
    this.fixed = NANOS * learned.fixed();
    this.each = NANOS * learned.each();
    this.usualFixed = Math.min(MAX_FIXED, learned.fixed() / Math.max(learned.each(), TINY_MILLIS));
    this.leaning = LEANING_TO_LEARNED;
    this.count = LEARNED_COUNT;
  }

  void add(int images, double nanos) {
    double before = count == 0 ? nanos : of(images);
    count++;
    follow(images, nanos);
    double level = before + weight(newest, count) * (nanos - before);
    double slope = (covariance + leaning * usualSlope()) / (variance + leaning);
    double ratio =
        slope <= 0 ? MAX_FIXED : Math.min(MAX_FIXED, Math.max(0, meanNanos / slope - meanImages));
    each = level / (ratio + images);
    fixed = ratio * each;
  }

  private void follow(int images, double nanos) {
    double weight = weight(newestOfLine, ++lineCount);
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
  private static double weight(double least, int count) {
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
    return new Cost(times * fixed / NANOS, times * each / NANOS);
  }
}
