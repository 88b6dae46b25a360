package org.vitrail.inference.worker;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.vitrail.inference.protocol.WorkerPace;
import org.vitrail.inference.protocol.WorkerPace.Cost;

/**
 * Learns how long this worker's work takes. Is told all times, measures none; one thread. What
 * follows from it for a job is said by whoever knows who else waits.
 */
final class Pace {
  /** The first step after a model was loaded takes many times as long as all others. */
  private static final int COLD_STEPS = 1;

  /** Fewer say nothing. */
  private static final int MIN_STEPS = 4;

  /** No step counts as more than so many usual ones: something else kept the machine busy. */
  private static final int MAX_STEP = 4;

  /**
   * What is done between two steps counts as no more than such a part of one in the long run:
   * previews take a sixth at most, but the first one seconds.
   */
  private static final double MAX_BETWEEN = .25;

  private static final double NEWEST_STEP = .05;
  private static final double NEWEST_BETWEEN = .005;
  private static final double NEWEST_ACT = .3;

  /** The fixed parts in pictures: bundled and published models on processors of two to 16 cores. */
  private static final double USUAL_FIXED_OF_STEP = 2;

  private static final double USUAL_FIXED_OF_FINISH = .5;

  /** Until pictures were finished once: their part of the time that drawing takes. */
  private static final double GUESSED_FINISH = 1 / 3.;

  private final int batchImages;
  private final int tokenCount;
  private final LearnedCost step = new LearnedCost(NEWEST_STEP, .002, USUAL_FIXED_OF_STEP);
  private LearnedCost finish = newFinish();
  private final Average between = new Average(NEWEST_BETWEEN);
  private final Average join = new Average(NEWEST_ACT);
  private final Average enlarge = new Average(NEWEST_ACT);
  private final Map<Integer, Average> enlargeByFactor = new HashMap<>();
  private int coldSteps;
  private int finishes;

  /**
   * @param batchImages pictures that are drawn at once
   * @param tokenCount image tokens of one picture
   */
  Pace(int batchImages, int tokenCount) {
    this.batchImages = batchImages;
    this.tokenCount = tokenCount;
  }

  /** Pictures that are drawn at once. */
  int batchImages() {
    return batchImages;
  }

  /**
   * A token was drawn for each of so many pictures.
   *
   * @param nanosBetween since the step before, such as for previews; without joining and finishing
   */
  void drew(int images, long nanos, long nanosBetween) {
    if (coldSteps < COLD_STEPS) {
      coldSteps++;
    } else if (images > 0) {
      double longest = isKnown() ? MAX_STEP * step.of(images) : nanos;
      double counted = Math.min(nanos, longest);
      step.add(images, counted);
      between.add(nanosBetween / Math.max(counted, 1));
    }
  }

  /** A job came into the batch; the first one finds everything cold. */
  void joined(long nanos) {
    if (coldSteps > 0) {
      join.add(nanos);
    }
  }

  private static LearnedCost newFinish() {
    return new LearnedCost(NEWEST_ACT, .1, USUAL_FIXED_OF_FINISH);
  }

  /** The tokens of so many pictures became pictures that are stored. */
  void finished(int images, long nanos) {
    if (++finishes == 2) {
      // The first time everything is cold: better than a guess, but only until the next.
      finish = newFinish();
    }
    finish.add(images, nanos);
  }

  /**
   * A picture was enlarged and stored.
   *
   * @param factor that somebody chose
   */
  void enlarged(OptionalInt factor, long nanos) {
    Average average =
        factor.isPresent()
            ? enlargeByFactor.computeIfAbsent(factor.getAsInt(), it -> new Average(NEWEST_ACT))
            : enlarge;
    average.add(nanos);
  }

  /** What is known; empty while too little was drawn. */
  Optional<WorkerPace> known() {
    if (!isKnown()) {
      return Optional.empty();
    }
    Cost drawing = step.cost(1 + Math.min(MAX_BETWEEN, between.value));
    Cost finishing =
        finish.count() > 0
            ? finish.cost(1)
            : new Cost(0, GUESSED_FINISH * tokenCount * drawing.of(batchImages) / batchImages);
    Map<Integer, Double> byFactor = new HashMap<>();
    enlargeByFactor.forEach((factor, average) -> byFactor.put(factor, average.value / 1e6));
    return Optional.of(
        new WorkerPace(
            batchImages,
            tokenCount,
            drawing,
            finishing,
            join.value / 1e6,
            enlarge.count == 0 ? OptionalDouble.empty() : OptionalDouble.of(enlarge.value / 1e6),
            byFactor));
  }

  private boolean isKnown() {
    return step.count() >= MIN_STEPS;
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
