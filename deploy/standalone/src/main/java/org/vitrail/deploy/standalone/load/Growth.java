package org.vitrail.deploy.standalone.load;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.LongSummaryStatistics;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Whether what a run takes grew after its first tenth. It did where the least of three late moments
 * is more than the most of three early ones, by more than what fluctuates.
 *
 * <p>What is kept for a while has to fill first: of Redis nothing can be said where the first tenth
 * was over before it forgot the first jobs, and of memory where it was over before caches were
 * full.
 */
final class Growth {
  /** The cards of so many jobs are remembered. */
  private static final int CACHED_JOBS = 10_000;

  private static final int COMPARED = 3;
  private static final double FLUCTUATION = .1;

  private final List<Sample> samples;
  private final Duration retention;

  /**
   * What was taken at a moment.
   *
   * @param ended jobs that had ended by then
   */
  record Sample(Duration sinceStart, int ended, Resources resources) {}

  /**
   * @param samples of the end of each tenth of a run
   * @param retention how long Redis keeps jobs that have ended
   */
  Growth(List<Sample> samples, Duration retention) {
    this.samples = List.copyOf(samples);
    this.retention = retention;
  }

  /** Whether something grew for certain. */
  boolean isClear() {
    return some(this::grew).findAny().isPresent();
  }

  /** What grew and by how much, or that nothing did; and of what that cannot be said. */
  String sentence() {
    if (some(this::isJudged).findAny().isEmpty()) {
      return "Whether anything grew cannot be said of so short a run.";
    }
    String grown = changes(this::grew);
    String said =
        grown.isEmpty()
            ? "No growth after the first tenth: " + changes(this::isJudged) + "."
            : "Grew after the first tenth: " + grown + ".";
    String others =
        some(it -> !isJudged(it)).map(Resource::toString).collect(Collectors.joining(", "));
    return others.isEmpty()
        ? said
        : said + " Whether these grew needs a longer run: " + others + ".";
  }

  private static Stream<Resource> some(Predicate<Resource> which) {
    return Arrays.stream(Resource.values()).filter(which);
  }

  private String changes(Predicate<Resource> which) {
    return some(which)
        .map(it -> String.format(Locale.ROOT, "%s %+.0f %%", it, 100 * change(it)))
        .collect(Collectors.joining(", "));
  }

  /** From the most of the early moments to the least of the late ones, as a part of the former. */
  private double change(Resource resource) {
    return late(resource).getMin() / (double) Math.max(1, early(resource).getMax()) - 1;
  }

  private boolean grew(Resource resource) {
    if (!isJudged(resource)) {
      return false;
    }
    long before = early(resource).getMax();
    long slack = Math.max(resource.slack(), Math.round(FLUCTUATION * before));
    return late(resource).getMin() > before + slack;
  }

  private boolean isJudged(Resource resource) {
    if (samples.size() < 2 * COMPARED) {
      return false;
    }
    Sample first = samples.get(0);
    return switch (resource) {
      case HEAP_BYTES, RESIDENT_BYTES -> first.ended() >= CACHED_JOBS;
      case REDIS_KEYS, REDIS_BYTES -> first.sinceStart().compareTo(retention) > 0;
      case THREADS, OPEN_FILES, REDIS_CONNECTIONS -> true;
    };
  }

  private LongSummaryStatistics early(Resource resource) {
    return over(samples.subList(0, COMPARED), resource);
  }

  private LongSummaryStatistics late(Resource resource) {
    return over(samples.subList(samples.size() - COMPARED, samples.size()), resource);
  }

  private static LongSummaryStatistics over(List<Sample> samples, Resource resource) {
    return samples.stream().mapToLong(it -> resource.of(it.resources())).summaryStatistics();
  }
}
