package org.vitrail.inference.worker;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.vitrail.inference.protocol.Stage;

/** Measures how long each stage of some work takes. */
final class StageWatch {
  private final LongSupplier nanos;
  private final long startNanos;
  private final Map<Stage, Long> took = new EnumMap<>(Stage.class);
  private Optional<Stage> stage = Optional.empty();
  private long sinceNanos;

  StageWatch(LongSupplier nanos) {
    this.nanos = nanos;
    this.startNanos = nanos.getAsLong();
    this.sinceNanos = startNanos;
  }

  /** Ends the stage before. */
  void begin(Stage next) {
    long now = nanos.getAsLong();
    stage.ifPresent(it -> took.merge(it, now - sinceNanos, Long::sum));
    stage = Optional.of(next);
    sinceNanos = now;
  }

  /** Since it was made. */
  double millis() {
    return (nanos.getAsLong() - startNanos) / 1e6;
  }

  /** All is done. */
  void end(StageShares learned) {
    stage.ifPresent(this::begin);
    learned.add(took);
  }
}
