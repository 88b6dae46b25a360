package org.vitrail.inference.worker;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import org.vitrail.inference.protocol.Stage;

/**
 * Learns how long this worker's work takes and says from that how much is left of a job. Is told
 * all times, measures none; one thread.
 *
 * <p>A job's time depends on those it is drawn with: a step draws one token for every picture of
 * the batch, and the pictures of whoever is complete are finished while the others stand still. All
 * averages move exponentially, so that they follow a machine that gets busy.
 */
final class Pace {
  /** The first step after a model was loaded takes many times as long as all others. */
  private static final int COLD_STEPS = 1;

  /** Fewer say nothing: one of them may have had a prompt to encode. */
  private static final int FEWEST_STEPS = 4;

  /**
   * No step counts as more than so many usual ones: the first preview takes seconds, and would make
   * minutes of what is left.
   */
  private static final int LONGEST_STEP = 4;

  private static final double NEWEST_STEP = .05;
  private static final double NEWEST_FINISH = .3;

  /** Until pictures were finished once: their part of the time that drawing takes. */
  private static final double GUESSED_FINISH = 1 / 3.;

  private final int tokenCount;
  private final Average tokenNanos = new Average(NEWEST_STEP);
  private final Average finishNanos = new Average(NEWEST_FINISH);
  private final Average enlargeNanos = new Average(NEWEST_FINISH);
  private int coldSteps;

  /**
   * @param tokenCount image tokens of one picture
   */
  Pace(int tokenCount) {
    this.tokenCount = tokenCount;
  }

  /** A token was drawn for each of so many pictures, with all that is done between two steps. */
  void drew(int images, long nanos) {
    if (coldSteps < COLD_STEPS) {
      coldSteps++;
    } else if (images > 0) {
      double each = (double) nanos / images;
      tokenNanos.add(isKnown() ? Math.min(each, LONGEST_STEP * tokenNanos.value) : each);
    }
  }

  /** The tokens of so many pictures became pictures that are stored. */
  void finished(int images, long nanos) {
    finishNanos.add((double) nanos / images);
  }

  /** A picture was enlarged and stored. */
  void enlarged(long nanos) {
    enlargeNanos.add(nanos);
  }

  /** Pictures a second in a batch, all stages included; empty while too little was drawn. */
  OptionalDouble imagesPerSecond() {
    return isKnown()
        ? OptionalDouble.of(1e9 / (tokenCount * tokenNanos.value + finishNanos()))
        : OptionalDouble.empty();
  }

  /**
   * Time until a job that is being drawn is done.
   *
   * @param stepsLeft of the job
   * @param batchImages pictures drawn together, its own included
   * @param finishedImages pictures that are complete no later than its own, which are included
   */
  Optional<Duration> drawing(int stepsLeft, int batchImages, int finishedImages) {
    return isKnown()
        ? Optional.of(
            nanos(stepsLeft * batchImages * tokenNanos.value + finishedImages * finishNanos()))
        : Optional.empty();
  }

  /** Time until a job of so many pictures is done whose tokens are drawn and that is at a stage. */
  Optional<Duration> finishing(Stage stage, int images) {
    double share =
        switch (stage) {
          case WAITING, STARTING, DRAWING, DECODING -> 1;
          case RANKING -> .4;
          case UPSCALING -> .35;
          case SAVING -> .1;
        };
    return isKnown() ? Optional.of(nanos(share * images * finishNanos())) : Optional.empty();
  }

  /** How long it takes to enlarge a picture. */
  Optional<Duration> enlarging() {
    return enlargeNanos.count == 0 ? Optional.empty() : Optional.of(nanos(enlargeNanos.value));
  }

  private boolean isKnown() {
    return tokenNanos.count >= FEWEST_STEPS;
  }

  private double finishNanos() {
    return finishNanos.count == 0
        ? GUESSED_FINISH * tokenCount * tokenNanos.value
        : finishNanos.value;
  }

  private static Duration nanos(double nanos) {
    return Duration.ofNanos((long) nanos);
  }

  /** The plain mean of the first values, and a moving one from then on. */
  private static final class Average {
    private final double newest;
    private double value;
    private int count;

    Average(double newest) {
      this.newest = newest;
    }

    void add(double next) {
      count++;
      value += Math.max(newest, 1. / count) * (next - value);
    }
  }
}
