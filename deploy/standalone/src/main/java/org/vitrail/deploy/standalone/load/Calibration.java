package org.vitrail.deploy.standalone.load;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.HdrHistogram.Histogram;

/**
 * How well the first estimates foretold when jobs were done, by kind. Safe for several threads.
 *
 * <p>An error is how far an estimate was off, as a part of the time that it took. What had no
 * estimate counts as one that was not good.
 */
final class Calibration {
  /** An estimate is good if it is off by no more than such a part. */
  static final double GOOD = .25;

  private static final int PER_MILLE = 1_000;
  private static final int LARGEST_PER_MILLE = 1_000_000;

  private final Map<LoadKind, Kind> kinds = new EnumMap<>(LoadKind.class);
  private final Kind all = new Kind();

  private static final class Kind {
    private final Histogram errors = new Histogram(LARGEST_PER_MILLE, 3);
    private int jobs;
    private int good;

    void add(Optional<Double> error) {
      jobs++;
      error.ifPresent(
          off -> {
            good += off <= GOOD ? 1 : 0;
            errors.recordValue((long) Math.min(LARGEST_PER_MILLE, PER_MILLE * off));
          });
    }

    Row row() {
      return new Row(
          jobs,
          (int) errors.getTotalCount(),
          jobs == 0 ? 0 : (double) good / jobs,
          errors.getValueAtPercentile(50) / (double) PER_MILLE);
    }
  }

  /**
   * @param estimateSeconds that was said first; empty where nothing was said
   * @param seconds that it took from then on
   */
  synchronized void add(LoadKind kind, Optional<Double> estimateSeconds, double seconds) {
    Optional<Double> error =
        estimateSeconds.map(said -> Math.abs(said - seconds) / Math.max(seconds, 1e-3));
    kinds.computeIfAbsent(kind, it -> new Kind()).add(error);
    all.add(error);
  }

  /**
   * @param jobs that were done
   * @param estimated of which something was said
   * @param goodShare of all of them, 0 to 1
   * @param medianError of those of which something was said, 0.25 for a quarter
   */
  record Row(int jobs, int estimated, double goodShare, double medianError) {}

  synchronized Map<LoadKind, Row> byKind() {
    Map<LoadKind, Row> rows = new EnumMap<>(LoadKind.class);
    kinds.forEach((kind, it) -> rows.put(kind, it.row()));
    return rows;
  }

  synchronized Row all() {
    return all.row();
  }
}
