package org.vitrail.bot.core.queue;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BiPredicate;
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

    /** No estimate is surer than those before it were. */
    private TimeLeft takes(Load load) {
      return new TimeLeft(drawing(load), pace.error(load));
    }

    boolean maySuffice(Load load) {
      return takes(load).least().compareTo(jobTimeout) <= 0;
    }

    boolean likelySuffices(Load load) {
      return drawing(load).compareTo(jobTimeout) <= 0;
    }

    boolean surelySuffices(Load load) {
      return takes(load).most().compareTo(jobTimeout) <= 0;
    }

    private double share(Load load) {
      return drawing(load).toMillis() / (double) jobTimeout.toMillis();
    }
  }

  /**
   * Why a job would be drawn in vain, and what would not; empty where somebody may draw it in time.
   *
   * @param workers all of the lane; none where nothing is known of one of them
   * @param wasTooLong whether it was ended for its time before: then it has to be likely that it is
   *     done in time now
   * @param isIdle whether the lane has no other job. Then the least that can be asked for is drawn
   *     even so, unless it was in vain before: only what is drawn shows that a worker has become
   *     faster.
   */
  static Optional<TooLong> refusal(
      List<Limit> workers, Load load, boolean wasTooLong, boolean isIdle) {
    Load least = resized(load, 1, 1);
    BiPredicate<Limit, Load> suffices = wasTooLong ? Limit::likelySuffices : Limit::maySuffice;
    if (load.isAlone()
        || workers.isEmpty()
        || anyOf(workers, suffices, load)
        || (isIdle && !wasTooLong && load.equals(least))) {
      return Optional.empty();
    }
    // What is sure, if there is such a thing: nobody should be told to ask for what may fail again.
    for (BiPredicate<Limit, Load> fits :
        List.<BiPredicate<Limit, Load>>of(Limit::surelySuffices, suffices)) {
      for (double squares : new double[] {load.squares(), 1}) {
        OptionalInt count =
            IntStream.rangeClosed(1, load.images())
                .filter(images -> anyOf(workers, fits, resized(load, images, squares)))
                .max();
        if (count.isPresent()) {
          return Optional.of(tooLong(workers, load, count, squares < load.squares()));
        }
      }
    }
    return Optional.of(tooLong(workers, least, OptionalInt.empty(), false));
  }

  private static boolean anyOf(List<Limit> workers, BiPredicate<Limit, Load> suffices, Load load) {
    return workers.stream().anyMatch(worker -> suffices.test(worker, load));
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
