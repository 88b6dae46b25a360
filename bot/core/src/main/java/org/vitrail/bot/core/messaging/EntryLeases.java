package org.vitrail.bot.core.messaging;

import java.time.Duration;
import java.util.List;
import org.vitrail.bot.core.TimeSource;
import org.vitrail.bot.core.outbox.Outbox;

/**
 * Holds the outbox entries of messages that are kept here, and knows for how long that is certain.
 *
 * <p>A process may be stopped for longer than a lease, and goes on as if nothing had been: what it
 * was about to send then overwrites the words of whoever took over. So it asks before it sends
 * whether it still holds an entry when that is in doubt, and where it could not ask any more, as it
 * was stopped while it sent, has the message shown once more by whoever holds the entry.
 *
 * <p>All methods that ask throw {@link redis.clients.jedis.exceptions.JedisException} when Redis
 * does not answer.
 */
final class EntryLeases {
  static final Duration RENEW = Duration.ofSeconds(5);

  /** From when an entry was last known to be held; it may have been taken RENEW before that. */
  private static final Duration CERTAIN = Outbox.LEASE.minus(RENEW);

  private final Outbox outbox;
  private final String platform;
  private final TimeSource time;
  private long askedNanos;

  EntryLeases(Outbox outbox, String platform, TimeSource time) {
    this.outbox = outbox;
    this.platform = platform;
    this.time = time;
    this.askedNanos = time.nanoTime();
  }

  /** Whether it is time to renew all. */
  boolean isDue() {
    return time.nanoTime() - askedNanos >= RENEW.toNanos();
  }

  /**
   * Holds entries for another while.
   *
   * @param states of which nothing else is to be asked first
   * @return the jobs whose entries another has taken
   */
  List<String> renew(List<JobMessageState> states) {
    long asked = time.nanoTime();
    askedNanos = asked;
    List<String> jobIds = states.stream().map(JobMessageState::jobId).toList();
    List<String> lost = jobIds.isEmpty() ? List.of() : outbox.renew(platform, jobIds);
    states.stream()
        .filter(state -> !lost.contains(state.jobId()))
        .forEach(state -> state.heldSince(asked));
    return lost;
  }

  /** Whether this process holds an entry, by asking where that is not certain. */
  boolean holds(JobMessageState state) {
    if (isCertain(state)) {
      return true;
    }
    long asked = time.nanoTime();
    boolean isHeld = outbox.renew(platform, List.of(state.jobId())).isEmpty();
    if (isHeld) {
      state.heldSince(asked);
    }
    return isHeld;
  }

  /**
   * To be called after something was sent: whether it may have been sent after another had taken
   * the entry. Then that other shows the message once more.
   */
  boolean wasLate(JobMessageState state) {
    if (!state.isInDoubt() && isCertain(state)) {
      return false;
    }
    // Stays so while Redis does not answer.
    state.inDoubt(true);
    boolean late = outbox.late(platform, state.jobId());
    state.inDoubt(false);
    return late;
  }

  private boolean isCertain(JobMessageState state) {
    return time.nanoTime() - state.heldSince() < CERTAIN.toNanos();
  }
}
