package org.vitrail.bot.core.admission;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Supplier;
import org.vitrail.bot.core.Person;
import org.vitrail.bot.core.admission.Verdict.Blocked;
import org.vitrail.bot.core.admission.Verdict.QueueFull;
import org.vitrail.bot.core.admission.moderation.Match;
import org.vitrail.bot.core.admission.moderation.TextFilter;
import org.vitrail.config.Messages;

/**
 * Decides whether a job may enter the queue: first what is not drawn at all, then the ledger. Knows
 * nothing of the queue itself.
 */
public final class Admission {
  private final Supplier<TextFilter> blocklist;
  private final Ledger ledger;
  private final Messages messages;

  /**
   * @param blocklist asked anew for each job, as it may change
   * @param messages know in which language a person is answered
   */
  public Admission(Supplier<TextFilter> blocklist, Ledger ledger, Messages messages) {
    this.blocklist = blocklist;
    this.ledger = ledger;
    this.messages = messages;
  }

  /**
   * Takes a job's share if all agree; a refusal spends nothing.
   *
   * @param prompt what is drawn; empty where nothing is
   * @param speed measured pictures per second, for saying when a full queue has room
   * @throws redis.clients.jedis.exceptions.JedisException when Redis does not answer
   */
  public Verdict admit(
      Person who, String jobId, String prompt, int pictures, OptionalDouble speed) {
    Optional<Match> blocked = blocklist.get().find(prompt, messages.closest(who.locale()));
    if (blocked.isPresent()) {
      return new Blocked(blocked.get().named());
    }
    Verdict verdict = ledger.take(who.key(), jobId, pictures);
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
