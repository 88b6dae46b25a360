package org.vitrail.inference.model.tensor;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.vitrail.inference.model.tensor.Neighbours.Load;

/**
 * How many threads image tokens are drawn on: as many as there are free cores. The threads of an
 * operation wait for each other, some thousand times a picture, so one that has to share its core
 * holds all of them up: beside one busy program on two cores, two threads took a third longer than
 * one, and three times as long where they spin on while they wait.
 */
final class ThreadChoice {
  private static final long INTERVAL_NANOS = Duration.ofMillis(500).toNanos();

  /**
   * A core counts as taken when others use more than this of it; less is the system's own bustle.
   */
  private static final double TAKEN = .4;

  /** A core counts as free again when others use less than this of it. */
  private static final double FREE = .2;

  private final int most;
  private final Supplier<Optional<Load>> neighbours;
  private final LongSupplier nanoTime;
  private ThreadUse use;
  private long nextLook;

  /**
   * @param most threads
   */
  ThreadChoice(int most, Supplier<Optional<Load>> neighbours, LongSupplier nanoTime) {
    this.most = most;
    this.neighbours = neighbours;
    this.nanoTime = nanoTime;
    this.use = new ThreadUse(most, most, most, false);
    neighbours.get();
    this.nextLook = nanoTime.getAsLong() + INTERVAL_NANOS;
  }

  /** The choice now; looks at the machine twice a second at most. */
  ThreadUse now() {
    if (nanoTime.getAsLong() - nextLook >= 0) {
      nextLook = nanoTime.getAsLong() + INTERVAL_NANOS;
      neighbours.get().ifPresent(this::adapt);
    }
    return use;
  }

  private void adapt(Load load) {
    double free = load.cores() - load.busyCores();
    use = new ThreadUse(load.cores(), free, threads(use.threads(), free), false);
  }

  private int threads(int before, double free) {
    int threads = before;
    if (free + FREE >= before + 1) {
      threads = (int) (free + FREE);
    } else if (free + TAKEN < before) {
      threads = (int) (free + TAKEN);
    }
    return Math.max(1, Math.min(most, threads));
  }
}
