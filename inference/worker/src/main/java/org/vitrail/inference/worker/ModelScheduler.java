package org.vitrail.inference.worker;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.vitrail.inference.protocol.ServedModel;

/**
 * Says which model draws, as one does at a time: in time slices, and the one whose job has waited
 * longest is next (round robin, as operating systems share a processor). One thread.
 *
 * <p>A model goes on for as long as nobody else has jobs. When somebody has, it may use up its
 * slice; then it takes no more jobs in, finishes those that it has, and leaves; those that can go
 * on from where they are wait for its next slice. So none waits for longer than the slices of the
 * others with what they hold by then. A slice is several times as long as loading the model took:
 * while two models that do not fit into memory together both have jobs, most of the time is still
 * spent drawing.
 */
final class ModelScheduler {
  static final Duration MIN_SLICE = ServedModel.MIN_TURN;
  static final Duration MAX_SLICE = Duration.ofMinutes(5);

  /** Loading takes no more than a fifth of the time, below the longest slice. */
  static final int SLICE_PER_LOADING = 4;

  private final LongSupplier nanos;
  private Optional<String> active = Optional.empty();
  private boolean othersWait;
  private long sliceEnd;

  ModelScheduler(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /**
   * A model begins its slice.
   *
   * @param loading how long it took to load it just now
   */
  void begin(String model, Duration loading) {
    active = Optional.of(model);
    sliceEnd = nanos.getAsLong() + slice(loading).toNanos();
  }

  /** No model is at work any more. */
  void end() {
    active = Optional.empty();
  }

  static Duration slice(Duration loading) {
    Duration wished = loading.multipliedBy(SLICE_PER_LOADING);
    if (wished.compareTo(MIN_SLICE) < 0) {
      return MIN_SLICE;
    }
    return wished.compareTo(MAX_SLICE) > 0 ? MAX_SLICE : wished;
  }

  /** Whether other models have jobs, as was seen last. */
  void see(boolean othersHaveJobs) {
    othersWait = othersHaveJobs;
  }

  /** Whether the active model takes more jobs in. */
  boolean takesIn() {
    return !othersWait || !isOver();
  }

  /**
   * The model that draws next, once the active one has nothing left.
   *
   * @param waiting for how long the next job of each model has waited; those without any are absent
   */
  Optional<String> next(Map<String, Duration> waiting) {
    boolean stays = active.isPresent() && waiting.containsKey(active.get());
    Optional<String> other =
        waiting.entrySet().stream()
            .filter(entry -> !Optional.of(entry.getKey()).equals(active))
            .max(Map.Entry.comparingByValue())
            .map(Map.Entry::getKey);
    othersWait = other.isPresent();
    return stays && takesIn() ? active : other.or(() -> stays ? active : Optional.empty());
  }

  private boolean isOver() {
    return nanos.getAsLong() - sliceEnd >= 0;
  }
}
