package org.vitrail.bot.core.queue;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.vitrail.bot.core.TimeLeft;
import org.vitrail.bot.core.admission.Verdict.TooLong;
import org.vitrail.inference.protocol.LaneSnapshot.Load;
import org.vitrail.inference.protocol.WorkerPace;

/**
 * Refuses drawings that would be ended before they are done, by all that is learnt: those that take
 * each worker of the lane clearly longer than it lets a job take, even with the batch to itself.
 *
 * <p>Work on one finished picture is not refused: how long that takes is only learnt where it was
 * done in time.
 */
final class LongJobs {
  private LongJobs() {}

  /**
   * What a worker draws by.
   *
   * @param jobTimeout after which it ends a job that is being drawn
   */
  record Limit(WorkerPace pace, Duration jobTimeout) {
    Duration drawing(Load load) {
      double millis = pace.stepsToDraw(load) * pace.step().of(load.images());
      return Duration.ofMillis((long) millis);
    }

    /** Whether the job may be done in time: no estimate is surer than those before it were. */
    boolean leavesTimeFor(Load load) {
      return new TimeLeft(drawing(load), pace.error(load)).least().compareTo(jobTimeout) <= 0;
    }

    private double share(Load load) {
      return drawing(load).toMillis() / (double) jobTimeout.toMillis();
    }
  }

  /**
   * Why a job would be drawn in vain, and what would not; empty where somebody may draw it in time.
   *
   * @param workers all of the lane; none where nothing is known of one of them
   * @param isIdle whether the lane has no other job. Then the least that can be asked for is drawn
   *     in any case: only what is drawn shows that a worker has become faster.
   */
  static Optional<TooLong> refusal(List<Limit> workers, Load load, boolean isIdle) {
    Load least = resized(load, 1, 1);
    if (load.isAlone()
        || workers.isEmpty()
        || isInTime(workers, load)
        || (isIdle && load.equals(least))) {
      return Optional.empty();
    }
    OptionalInt count = most(workers, load, load.squares());
    if (count.isPresent()) {
      return Optional.of(tooLong(workers, load, count, false));
    }
    OptionalInt ofSquares = most(workers, load, 1);
    return Optional.of(
        ofSquares.isPresent()
            ? tooLong(workers, load, ofSquares, true)
            : tooLong(workers, least, ofSquares, false));
  }

  private static boolean isInTime(List<Limit> workers, Load load) {
    return workers.stream().anyMatch(worker -> worker.leavesTimeFor(load));
  }

  /** The most pictures of a size that may be done in time, no more than were asked for. */
  private static OptionalInt most(List<Limit> workers, Load load, double squares) {
    return IntStream.rangeClosed(1, load.images())
        .filter(images -> isInTime(workers, resized(load, images, squares)))
        .max();
  }

  private static Load resized(Load load, int images, double squares) {
    return new Load(images, squares, load.iterations(), load.from(), load.act());
  }

  /** As the worker sees it that would be done first. */
  private static TooLong tooLong(
      List<Limit> workers, Load load, OptionalInt count, boolean asSquares) {
    Limit best =
        workers.stream().min(Comparator.comparingDouble(it -> it.share(load))).orElseThrow();
    return new TooLong(best.drawing(load), best.jobTimeout(), count, asSquares);
  }
}
