package org.vitrail.deploy.standalone.load;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SynchronizedHistogram;

/** How long it took jobs to get to each stage, from the moment they were due. */
final class Latencies {
  private static final Duration LONGEST = Duration.ofDays(1);
  private static final int DIGITS = 3;

  private final Map<LoadStage, Histogram> micros = new EnumMap<>(LoadStage.class);

  Latencies() {
    for (LoadStage stage : LoadStage.values()) {
      micros.put(stage, new SynchronizedHistogram(LONGEST.toNanos() / 1_000, DIGITS));
    }
  }

  void add(LoadStage stage, long nanos) {
    Histogram histogram = micros.get(stage);
    histogram.recordValue(
        Math.min(histogram.getHighestTrackableValue(), Math.max(0, nanos / 1_000)));
  }

  /** How many jobs got there, and after how many milliseconds. */
  record Row(long count, double median, double p90, double p99, double longest) {}

  Row row(LoadStage stage) {
    Histogram histogram = micros.get(stage);
    return new Row(
        histogram.getTotalCount(),
        histogram.getValueAtPercentile(50) / 1e3,
        histogram.getValueAtPercentile(90) / 1e3,
        histogram.getValueAtPercentile(99) / 1e3,
        histogram.getMaxValue() / 1e3);
  }
}
