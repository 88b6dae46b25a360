package org.vitrail.inference.worker;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.vitrail.inference.protocol.WorkerPace;
import org.vitrail.inference.protocol.WorkerPace.Begin;
import org.vitrail.inference.protocol.WorkerPace.Cost;
import org.vitrail.inference.protocol.WorkerPace.Errors;
import org.vitrail.inference.protocol.WorkerPace.Start;

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

  /**
   * After one picture's steps, what was believed before them counts as one part of <i>e</i> to this
   * power: a machine that got slower is believed within two jobs, and what keeps it busy for some
   * seconds is not. Followed more closely, jobs of a machine that nothing happened to were foretold
   * worse.
   */
  private static final double OF_ONE_PICTURE = 2;

  private static final double NEWEST_BETWEEN = .005;
  private static final double NEWEST_ACT = .3;
  private static final double NEWEST_ERROR = .1;
  private static final double NEWEST_OF_STEPS = .001;
  private static final double NEWEST_OF_FINISHES = .1;

  /** The fixed parts in pictures: bundled and published models on processors of two to 16 cores. */
  private static final double USUAL_FIXED_OF_STEP = 2;

  private static final double USUAL_FIXED_OF_FINISH = .5;

  /** Until pictures were finished once: their part of the time that drawing takes. */
  private static final double GUESSED_FINISH = 1 / 3.;

  /** Kinds that are remembered: factors, codecs and what pictures begin from are few. */
  private static final int MOST_KINDS = 32;

  private static final double NANOS = 1e6;

  private final int batchImages;
  private final int tokenCount;
  private final LearnedCost step;
  private LearnedCost finish;
  private final Average between = new Average(NEWEST_BETWEEN);
  private final Average load = new Average(NEWEST_ACT);
  private final Average join = new Average(NEWEST_ACT);
  private final Average error = new Average(NEWEST_ERROR);
  private final Map<String, WarmAverage> alone = new HashMap<>();
  private final Map<String, Average> aloneErrors = new HashMap<>();
  private final Map<String, Beginning> beginnings = new HashMap<>();
  private double drawnNanos;
  private double foretoldNanos;
  private int imagesAtOnce;
  private int coldSteps;
  private int finishes;
  private boolean finishIsKnown;
  private OptionalLong loadingNanos = OptionalLong.empty();

  /**
   * @param batchImages pictures that are drawn at once where there is memory for them
   * @param tokenCount image tokens of one picture
   */
  Pace(int batchImages, int tokenCount) {
    this(batchImages, tokenCount, Optional.empty());
  }

  /**
   * Goes on from what a worker before this one learned, which may have been on another machine:
   * what this one measures soon counts for more.
   */
  Pace(int batchImages, int tokenCount, Optional<WorkerPace> before) {
    this.batchImages = batchImages;
    this.imagesAtOnce = batchImages;
    this.tokenCount = tokenCount;
    double newest = Math.min(1, OF_ONE_PICTURE / tokenCount);
    this.step =
        before
            .map(it -> new LearnedCost(newest, NEWEST_OF_STEPS, it.step()))
            .orElseGet(() -> new LearnedCost(newest, NEWEST_OF_STEPS, USUAL_FIXED_OF_STEP));
    this.finish =
        before
            .map(it -> new LearnedCost(NEWEST_ACT, NEWEST_OF_FINISHES, it.finish()))
            .orElseGet(Pace::newFinish);
    this.finishIsKnown = before.isPresent();
    Errors errors = before.map(WorkerPace::errors).orElse(Errors.UNKNOWN);
    error.learned(errors.drawing());
    errors.alone().forEach((act, it) -> aloneErrors.put(act, new Average(NEWEST_ERROR, it)));
    before.ifPresent(
        it -> {
          load.learned(NANOS * it.begin().loadMillis());
          join.learned(NANOS * it.begin().joinMillis());
          it.aloneMillis()
              .forEach((act, millis) -> alone.put(act, new WarmAverage(NANOS * millis)));
          it.begin()
              .from()
              .forEach(
                  (what, start) ->
                      beginnings.put(
                          what,
                          new Beginning(
                              new Average(NEWEST_ACT, NANOS * start.joinMillis()),
                              new Average(NEWEST_ACT, start.keptShare()))));
        });
  }

  /** Pictures that are drawn at once where there is memory for them. */
  int batchImages() {
    return batchImages;
  }

  /** From now on it is so many, as memory ran out, or is there again. */
  void drawsAtOnce(int images) {
    imagesAtOnce = images;
  }

  /**
   * A token was drawn for each of so many pictures.
   *
   * @param nanosBetween since the step before, such as for previews; without joining and finishing
   */
  void drew(int images, long nanos, long nanosBetween) {
    if (coldSteps < COLD_STEPS) {
      coldSteps++;
      double usual = isKnown() ? step.of(images) : 0;
      loadingNanos.ifPresent(loading -> load.add(loading + Math.max(0, nanos - usual)));
      loadingNanos = OptionalLong.empty();
    } else if (images > 0) {
      double longest = isKnown() ? MAX_STEP * step.of(images) : nanos;
      double counted = Math.min(nanos, longest);
      step.add(images, counted);
      between.add(nanosBetween / Math.max(counted, 1));
    }
  }

  /** The model was loaded, and is cold again. */
  void loaded(long nanos) {
    coldSteps = 0;
    loadingNanos = OptionalLong.of(nanos);
  }

  /**
   * A job's drawing is over; its pictures are finished next.
   *
   * @param foretold what was known when it began says that it would have taken, in the company that
   *     it had; nanoseconds
   */
  void drewJob(double nanos, double foretold) {
    drawnNanos = nanos;
    foretoldNanos = foretold;
  }

  /** The same of one whose pictures are not finished, as it took too long; of what was drawn. */
  void drewInVain(double nanos, double foretold) {
    if (foretold > 0) {
      error.add(error(nanos, foretold));
    }
  }

  private static double error(double took, double foretold) {
    return Math.min(WorkerPace.UNKNOWN_ERROR, Math.abs(took / foretold - 1));
  }

  /**
   * A job came into the batch; the first one finds everything cold.
   *
   * @param from see {@link org.vitrail.inference.protocol.LaneSnapshot.Load#from}
   * @param keptShare of its steps, which need not be drawn
   */
  void joined(long nanos, String from, double keptShare) {
    if (coldSteps == 0) {
      return;
    }
    if (from.isEmpty()) {
      join.add(nanos);
    } else if (beginnings.containsKey(from) || beginnings.size() < MOST_KINDS) {
      Beginning begun = beginnings.computeIfAbsent(from, it -> new Beginning());
      begun.joinNanos.add(nanos);
      begun.keptShare.add(keptShare);
    }
  }

  private static LearnedCost newFinish() {
    return new LearnedCost(NEWEST_ACT, NEWEST_OF_FINISHES, USUAL_FIXED_OF_FINISH);
  }

  /** The tokens of so many pictures became pictures that are stored. */
  void finished(int images, long nanos) {
    if (foretoldNanos > 0 && isKnown()) {
      error.add(error(drawnNanos + nanos, foretoldNanos + NANOS * finishing().of(images)));
    }
    foretoldNanos = 0;
    if (++finishes == 1 && finishIsKnown) {
      // Somebody else knew how long it takes where everything is warm.
      return;
    } else if (finishes == 2 && !finishIsKnown) {
      // The first time everything is cold: better than a guess, but only until the next.
      finish = newFinish();
    }
    finish.add(images, nanos);
  }

  /**
   * One picture was worked on while nothing was drawn.
   *
   * @param act see {@link org.vitrail.inference.protocol.LaneSnapshot.Load#act}
   * @param nanos for each square of the model's own size that the picture is as large as
   */
  void workedAlone(String act, long nanos) {
    WarmAverage believed = alone.get(act);
    if (believed != null && believed.isWarm()) {
      aloneErrors
          .computeIfAbsent(act, it -> new Average(NEWEST_ERROR, WorkerPace.UNKNOWN_ERROR))
          .add(error(nanos, believed.value()));
    }
    if (believed != null || alone.size() < MOST_KINDS) {
      alone.computeIfAbsent(act, it -> new WarmAverage()).add(nanos);
    }
  }

  /** What is known; empty while too little was drawn. */
  Optional<WorkerPace> known() {
    if (!isKnown()) {
      return Optional.empty();
    }
    Map<String, Double> aloneMillis = new HashMap<>();
    alone.forEach((act, average) -> aloneMillis.put(act, average.value() / NANOS));
    Map<String, Double> errors = new HashMap<>();
    aloneErrors.forEach((act, average) -> errors.put(act, average.value));
    Map<String, Start> starts = new HashMap<>();
    beginnings.forEach(
        (from, begun) ->
            starts.put(from, new Start(begun.joinNanos.value / NANOS, begun.keptShare.value)));
    return Optional.of(
        new WorkerPace(
            imagesAtOnce,
            tokenCount,
            new Begin(load.value / NANOS, join.value / NANOS, starts),
            drawing(),
            finishing(),
            aloneMillis,
            new Errors(error.value, errors)));
  }

  private Cost drawing() {
    return step.cost(1 + Math.min(MAX_BETWEEN, between.value));
  }

  private Cost finishing() {
    return finish.count() > 0
        ? finish.cost(1)
        : new Cost(0, GUESSED_FINISH * tokenCount * drawing().of(batchImages) / batchImages);
  }

  private boolean isKnown() {
    return step.count() >= MIN_STEPS;
  }

  /** How jobs come into the batch whose pictures begin from one kind of thing. */
  private record Beginning(Average joinNanos, Average keptShare) {
    Beginning() {
      this(new Average(NEWEST_ACT), new Average(NEWEST_ACT));
    }
  }

  /**
   * An average of what finds everything cold the first time in this process: that counts only while
   * there is nothing else.
   */
  private static final class WarmAverage {
    private final Average warm = new Average(NEWEST_ACT);
    private double cold;
    private boolean wasAdded;

    WarmAverage() {}

    /** Begins with what is believed already. */
    WarmAverage(double believed) {
      warm.learned(believed);
    }

    boolean isWarm() {
      return warm.count > 0;
    }

    double value() {
      return isWarm() ? warm.value : cold;
    }

    void add(double next) {
      if (wasAdded) {
        warm.add(next);
      } else {
        wasAdded = true;
        cold = next;
      }
    }
  }

  /** The plain mean of the first values, and a moving one from then on. */
  private static final class Average {
    private final double newest;
    private double value;
    private int count;

    Average(double newest) {
      this.newest = newest;
    }

    Average(double newest, double learned) {
      this(newest);
      learned(learned);
    }

    /** Begins with what is believed already, which counts as one value. */
    void learned(double believed) {
      value = believed;
      count = 1;
    }

    void add(double next) {
      count++;
      value += Math.max(newest, 1. / count) * (next - value);
    }
  }
}
