package org.vitrail.deploy.standalone.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import redis.clients.jedis.UnifiedJedis;

/** What came of a run so far; its size does not depend on the number of jobs. Several threads. */
final class LoadResult {
  /** Different sentences that are kept. */
  private static final int MOST_SENTENCES = 10;

  /** Jobs that are told of one by one, the first ones. */
  private static final int MOST_JOBS = 1_000;

  private final int warmUp;
  private final Latencies latencies = new Latencies();
  private final Calibration calibration = new Calibration();
  private final List<Growth.Sample> samples = new ArrayList<>();
  private final List<Ended> jobs = new ArrayList<>();
  private final Map<String, Integer> sentences = new LinkedHashMap<>();

  /** For how long a job's percentage stood still, in per mille of the time that the job took. */
  private final Histogram stillness = new Histogram(1_000, 3);

  private Stand longestStand = new Stand(0, 0);
  private int done;
  private int failed;
  private int refused;
  private int fell;

  /**
   * @param warmUp jobs that come first and whose times do not count
   */
  LoadResult(int warmUp) {
    this.warmUp = warmUp;
  }

  /**
   * One job that was done.
   *
   * @param seconds from when it was accepted
   * @param later jobs that came while it was open
   */
  record Ended(LoadJob job, double seconds, int later) {}

  Latencies latencies() {
    return latencies;
  }

  Calibration calibration() {
    return calibration;
  }

  private boolean isCounted(LoadJob job) {
    return job.number() >= warmUp;
  }

  /** A job came to a stage. */
  void reached(LoadStage stage, LoadJob job, long nanos) {
    if (isCounted(job)) {
      latencies.add(stage, job.sinceDue(nanos));
    }
  }

  /**
   * @param later jobs that came while it was open
   */
  synchronized void done(LoadJob job, int later, long nanos) {
    done++;
    reached(LoadStage.DELIVERED, job, nanos);
    double seconds = job.secondsSinceAccepted(nanos);
    Calibration.Estimate estimate =
        new Calibration.Estimate(job.estimateSeconds(), seconds, job.ahead(), later);
    if (isCounted(job)) {
      calibration.add(job.kind(), estimate);
    } else {
      calibration.addWarmUp(estimate);
    }
    fell += job.fell() ? 1 : 0;
    if (jobs.size() < MOST_JOBS) {
      jobs.add(new Ended(job, seconds, later));
    }
    if (job.kind().draws()) {
      double share = Math.min(1, job.stillestSeconds() / seconds);
      stillness.recordValue((long) (1_000 * share));
      if (share > longestStand.share()) {
        longestStand = new Stand(share, job.stillestPercent());
      }
    }
  }

  synchronized void failed(String sentence) {
    failed++;
    count(sentence);
  }

  synchronized void refused(String sentence) {
    refused++;
    count(sentence);
  }

  private void count(String sentence) {
    if (sentences.containsKey(sentence) || sentences.size() < MOST_SENTENCES) {
      sentences.merge(sentence, 1, Integer::sum);
    }
  }

  /** Measures what is taken now. */
  void sample(Duration sinceStart, UnifiedJedis redis) {
    Resources now = Resources.now(redis);
    synchronized (this) {
      samples.add(new Growth.Sample(sinceStart, ended(), now));
    }
  }

  synchronized List<Growth.Sample> samples() {
    return List.copyOf(samples);
  }

  /** The first ones that were done, in the order in which they were. */
  synchronized List<Ended> jobs() {
    return List.copyOf(jobs);
  }

  /** Jobs of which nothing more is to come. */
  synchronized int ended() {
    return done + failed + refused;
  }

  /**
   * @param fell jobs whose percentage was lower once than before
   */
  record Counts(int done, int failed, int refused, int fell) {}

  synchronized Counts counts() {
    return new Counts(done, failed, refused, fell);
  }

  /** What was said to those who got nothing, with how often. */
  synchronized Map<String, Integer> sentences() {
    return new LinkedHashMap<>(sentences);
  }

  /**
   * A percentage that stood still.
   *
   * @param share of the time that its job took
   */
  record Stand(double share, int percent) {}

  /** The longest of a job's time. */
  synchronized Stand longestStand() {
    return longestStand;
  }

  /** In such a part of jobs, the percentage stood still for no more than the returned part. */
  synchronized double stillness(double share) {
    return stillness.getValueAtPercentile(100 * share) / 1e3;
  }
}
