package org.vitrail.bot.core.admission;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.vitrail.bot.core.admission.Verdict.Blocked;
import org.vitrail.bot.core.admission.Verdict.QueueFull;
import org.vitrail.bot.core.admission.moderation.Blocklist;

/**
 * Decides whether a job may enter the queue: first what is not drawn at all, then the ledger. Knows
 * nothing of the queue itself.
 */
public final class Admission {
  private final Blocklist blocklist;
  private final Ledger ledger;

  public Admission(Blocklist blocklist, Ledger ledger) {
    this.blocklist = blocklist;
    this.ledger = ledger;
  }

  /**
   * Takes a job's share if all agree; a refusal spends nothing.
   *
   * @param person key of the person
   * @param prompt what is drawn; empty where nothing is
   * @param speed measured pictures per second, for saying when a full queue has room
   * @throws redis.clients.jedis.exceptions.JedisException when Redis does not answer
   */
  public Verdict admit(
      String person, String jobId, String prompt, int pictures, OptionalDouble speed) {
    Optional<String> blocked = blocklist.find(prompt);
    if (blocked.isPresent()) {
      return new Blocked(blocked.get());
    }
    Verdict verdict = ledger.take(person, jobId, pictures);
    return verdict instanceof QueueFull full && speed.isPresent()
        ? new QueueFull(full.depth(), full.limit(), wait(speed.getAsDouble()))
        : verdict;
  }

  /** A place is free when the oldest job is done, the one that runs or is next. */
  private Optional<Duration> wait(double picturesPerSecond) {
    List<Ledger.Entry> open = ledger.open();
    return open.stream()
        .findFirst()
        .map(oldest -> Duration.ofMillis((long) (1000 * oldest.pictures() / picturesPerSecond)));
  }
}
