package org.vitrail.deploy.standalone.load;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/**
 * How well the first estimates foretold when jobs were done: by kind, by how many were open already
 * and by how many came while they were open. Safe for several threads.
 *
 * <p>An error is how far an estimate was off, as a part of the time that it took. What had no
 * estimate counts as one that was not good. What was said divided by what it took tells a bias, by
 * its median, from spread, by its tenths.
 */
final class Calibration {
  /** An estimate is good if it is off by no more than such a part. */
  static final double GOOD = .25;

  private static final int PER_MILLE = 1_000;
  private static final int LARGEST_PER_MILLE = 1_000_000;
  private static final int FEW = 2;

  private final Map<LoadKind, Group> kinds = new TreeMap<>();
  private final Map<Integer, Group> ahead = new TreeMap<>();
  private final Map<Integer, Group> later = new TreeMap<>();
  private final Group all = new Group();
  private final Group warmUp = new Group();

  /**
   * A job's first estimate and what came of it.
   *
   * @param said seconds; empty where nothing was said
   * @param took seconds from then on
   * @param ahead jobs that were open then
   * @param later jobs that came while it was open
   */
  record Estimate(Optional<Double> said, double took, int ahead, int later) {}

  private static final class Group {
    private final Histogram errors = new Histogram(LARGEST_PER_MILLE, 3);
    private final Histogram ratios = new Histogram(LARGEST_PER_MILLE, 3);
    private int jobs;
    private int good;

    void add(Estimate estimate) {
      jobs++;
      double took = Math.max(estimate.took(), 1e-3);
      estimate
          .said()
          .ifPresent(
              said -> {
                double off = Math.abs(said - took) / took;
                good += off <= GOOD ? 1 : 0;
                errors.recordValue(perMille(off));
                ratios.recordValue(perMille(said / took));
              });
    }

    private static long perMille(double share) {
      return (long) Math.min(LARGEST_PER_MILLE, PER_MILLE * share);
    }

    Row row() {
      return new Row(
          jobs,
          (int) errors.getTotalCount(),
          jobs == 0 ? 0 : (double) good / jobs,
          at(errors, 50),
          new Ratio(at(ratios, 10), at(ratios, 50), at(ratios, 90)));
    }

    private static double at(Histogram perMille, double percentile) {
      return perMille.getValueAtPercentile(percentile) / (double) PER_MILLE;
    }
  }

  synchronized void add(LoadKind kind, Estimate estimate) {
    kinds.computeIfAbsent(kind, it -> new Group()).add(estimate);
    ahead.computeIfAbsent(range(estimate.ahead()), it -> new Group()).add(estimate);
    later.computeIfAbsent(range(estimate.later()), it -> new Group()).add(estimate);
    all.add(estimate);
  }

  /** Of a job that came before those that count. */
  synchronized void addWarmUp(Estimate estimate) {
    warmUp.add(estimate);
  }

  /** None, few or more. */
  private static int range(int jobs) {
    return jobs <= 0 ? 0 : jobs <= FEW ? 1 : FEW + 1;
  }

  private static String words(int range) {
    return range == 0 ? "no job" : range == 1 ? "1 or 2" : "3 or more";
  }

  /**
   * @param jobs that were done
   * @param estimated of which something was said
   * @param goodShare of all of them, 0 to 1
   * @param medianError of those of which something was said, 0.25 for a quarter
   * @param ratio of those of which something was said
   */
  record Row(int jobs, int estimated, double goodShare, double medianError, Ratio ratio) {}

  /** What was said divided by what it took: a tenth was below the first, a tenth above the last. */
  record Ratio(double tenth, double median, double ninth) {}

  /** By what the jobs have in common, in the order in which they are shown. */
  synchronized Map<String, Row> rows() {
    Map<String, Row> rows = new LinkedHashMap<>();
    kinds.forEach((kind, it) -> rows.put(kind.toString(), it.row()));
    ahead.forEach((range, it) -> rows.put(words(range) + " ahead", it.row()));
    later.forEach((range, it) -> rows.put(words(range) + " later", it.row()));
    rows.put("all", all.row());
    if (warmUp.jobs > 0) {
      rows.put("before, to warm up", warmUp.row());
    }
    return rows;
  }
}
