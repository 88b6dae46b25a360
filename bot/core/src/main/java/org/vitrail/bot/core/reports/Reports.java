package org.vitrail.bot.core.reports;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.vitrail.bot.quota.Rule;
import org.vitrail.inference.protocol.LuaScript;
import redis.clients.jedis.UnifiedJedis;

/**
 * Jobs that people reported to the moderators of a community, until these close them or the
 * pictures expire. A person counts once for a job, and only as a number: who reported is not told.
 *
 * <p>All methods throw {@link redis.clients.jedis.exceptions.JedisException} when Redis does not
 * answer.
 */
public final class Reports {
  private static final String PREFIX = "vitrail:{places}:";

  /** A community's worth of trouble in a day, of one person. */
  public static final int MAX_A_DAY = 20;

  private static final Duration DAY = Duration.ofDays(1);
  private static final String OPEN = PREFIX + "reports:";
  private static final String REPORTERS = PREFIX + "reported:";
  private static final String PLACES = PREFIX + "reported-places";
  private static final String BY = PREFIX + "reports-by:";

  private static final LuaScript REPORT = LuaScript.beside(Reports.class, "report.lua");

  private final UnifiedJedis redis;
  private final Clock clock;
  private final Duration retention;

  /**
   * @param retention how long pictures are kept, and so reports about them
   */
  public Reports(UnifiedJedis redis, Clock clock, Duration retention) {
    this.redis = redis;
    this.clock = clock;
    this.retention = retention;
  }

  /**
   * One job that was reported.
   *
   * @param reporters how many people did
   */
  public record Report(String jobId, Instant since, long reporters) {}

  /** What became of a report. */
  public enum Outcome {
    TAKEN,
    /** The person reported this job before. */
    TAKEN_BEFORE,
    /** The person has reported as much as one may in a day. */
    TOO_MANY
  }

  /** Takes a person's report of a job. */
  public Outcome add(String community, String jobId, String reporter) {
    Object answer =
        REPORT.run(
            redis,
            List.of(REPORTERS + jobId, BY + reporter, PLACES, OPEN + community),
            reporter,
            jobId,
            community,
            clock.millis(),
            retention.toMillis(),
            DAY.toMillis(),
            MAX_A_DAY);
    return switch ((String) answer) {
      case "taken" -> Outcome.TAKEN;
      case "before" -> Outcome.TAKEN_BEFORE;
      case "too-many" -> Outcome.TOO_MANY;
      default -> throw new IllegalStateException("report.lua answered " + answer);
    };
  }

  /** Where the reports lie that are seen from a community: the instance sees all. */
  private Set<String> communitiesOf(String community) {
    return community.equals(Rule.HOUSE) ? redis.smembers(PLACES) : Set.of(community);
  }

  /**
   * What waits for the moderators of a community, or of all for the instance, the most reported
   * first.
   */
  public List<Report> open(String community) {
    return communitiesOf(community).stream()
        .flatMap(this::openAt)
        .sorted(Comparator.comparingLong(Report::reporters).reversed())
        .toList();
  }

  private Stream<Report> openAt(String community) {
    Instant oldest = clock.instant().minus(retention);
    return redis.hgetAll(OPEN + community).entrySet().stream()
        .map(
            entry ->
                new Report(
                    entry.getKey(),
                    Instant.ofEpochMilli(Long.parseLong(entry.getValue())),
                    redis.scard(REPORTERS + entry.getKey())))
        // Whoever reports next strikes them off; a reader might strike off what is reported anew.
        .filter(report -> !report.since().isBefore(oldest));
  }

  /** Whether a job waits for the moderators of the community where it was asked for. */
  public boolean isOpen(String community, String jobId) {
    return redis.hexists(OPEN + community, jobId);
  }

  /**
   * Closes a job's reports in a community, or for the instance wherever they are.
   *
   * @return false when none was open
   */
  public boolean close(String community, String jobId) {
    return communitiesOf(community).stream().anyMatch(it -> redis.hdel(OPEN + it, jobId) == 1);
  }
}
