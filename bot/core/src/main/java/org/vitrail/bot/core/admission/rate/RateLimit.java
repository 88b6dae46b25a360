package org.vitrail.bot.core.admission.rate;

/**
 * How fast one person may ask for jobs: a token bucket of {@code burst} jobs that refills by {@code
 * perMinute} jobs a minute. Holds the numbers only; the bucket itself is in Redis.
 *
 * <p>The bucket is kept as the generic cell rate algorithm does: in place of a token count and a
 * time, one number stands for both, the moment at which the bucket will be full again. A job moves
 * it on by one interval; a job is refused when that moment lies more than {@code burst - 1}
 * intervals ahead. It is the same bucket without rounding, without a refill loop, and a clock that
 * steps back refuses but never breaks it.
 *
 * <ol>
 *   <li>ITU-T Recommendation I.371, the generic cell rate algorithm
 *   <li>ATM Forum, Traffic Management Specification 4.1 (af-tm-0121), section 4.4
 * </ol>
 *
 * @param burst jobs at once after a rest, at least 1
 * @param perMinute jobs a minute in the long run; 0 means any number
 */
public record RateLimit(int burst, int perMinute) {
  private static final long MICROS_PER_MINUTE = 60_000_000L;

  public RateLimit {
    if (burst < 1) {
      throw new IllegalArgumentException(
          "rate.burst: " + burst + " is not allowed; give 1 or more jobs.");
    }
    if (perMinute < 0) {
      throw new IllegalArgumentException(
          "rate.perMinute: " + perMinute + " is not allowed; give 0 (any number) or more jobs.");
    }
  }

  /** Microseconds in which one job flows back; 0 = no limit. */
  public long intervalMicros() {
    return perMinute == 0 ? 0 : MICROS_PER_MINUTE / perMinute;
  }
}
