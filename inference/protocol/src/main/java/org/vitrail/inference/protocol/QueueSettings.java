package org.vitrail.inference.protocol;

import java.time.Duration;

/**
 * The queue's six numbers. Everyone who shares a queue should use the same.
 *
 * @param maxAttempts how many workers may die of a job that they had alone before it fails for
 *     good, at least 1; with 1 a job is lost when its worker is killed for another reason, with
 *     very many a job that kills its worker keeps killing workers
 * @param retention how long an ended job and its dead letter can be looked up
 * @param unseenRetention the same of a job whose end nobody has seen yet, where that is longer: a
 *     bot that was away for a while still finds what was drawn meanwhile
 * @param workerTimeout after how long without a sign of life a worker no longer counts; should be a
 *     few times the interval in which workers claim or renew
 * @param paceTimeout how long a worker's pace is good for that it does not report again
 * @param longestWait how long a job may wait until it is begun, and again after it was given back;
 *     what has waited longer fails
 */
public record QueueSettings(
    int maxAttempts,
    Duration retention,
    Duration unseenRetention,
    Duration workerTimeout,
    Duration paceTimeout,
    Duration longestWait) {

  /** For how long a bot may be away and nothing is lost that was drawn for its people. */
  public static final Duration UNSEEN = Duration.ofDays(1);

  /** Three attempts, twice seven days, thirty seconds, thirty days and twelve hours. */
  public static final QueueSettings DEFAULT =
      new QueueSettings(
          3,
          Duration.ofDays(7),
          Duration.ofDays(7),
          Duration.ofSeconds(30),
          Duration.ofDays(30),
          Duration.ofHours(12));

  /**
   * @throws IllegalArgumentException naming the part that is not allowed
   */
  public QueueSettings {
    Require.between("queue.maxAttempts", maxAttempts, 1, Integer.MAX_VALUE);
    Require.atLeastOneMilli("queue.retention", retention);
    Require.atLeastOneMilli("queue.unseenRetention", unseenRetention);
    Require.atLeastOneMilli("queue.workerTimeout", workerTimeout);
    Require.atLeastOneMilli("queue.paceTimeout", paceTimeout);
    Require.atLeastOneMilli("queue.longestWait", longestWait);
  }

  /** How long a job that ends is kept until somebody sees that it ended. */
  Duration retentionUntilSeen() {
    return retention.compareTo(unseenRetention) > 0 ? retention : unseenRetention;
  }

  /** The same with another number of attempts. */
  public QueueSettings withMaxAttempts(int attempts) {
    return new QueueSettings(
        attempts, retention, unseenRetention, workerTimeout, paceTimeout, longestWait);
  }

  /** The same with another retention, whoever has seen what. */
  public QueueSettings withRetention(Duration duration) {
    return withRetention(duration, duration);
  }

  /** The same with another retention. */
  public QueueSettings withRetention(Duration seen, Duration unseen) {
    return new QueueSettings(maxAttempts, seen, unseen, workerTimeout, paceTimeout, longestWait);
  }

  /** The same with another longest wait. */
  public QueueSettings withLongestWait(Duration duration) {
    return new QueueSettings(
        maxAttempts, retention, unseenRetention, workerTimeout, paceTimeout, duration);
  }
}
