package org.vitrail.bot.core.service;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vitrail.bot.command.Audience;
import org.vitrail.bot.core.Origin;
import org.vitrail.bot.core.admission.Verdict.QueueFull;
import org.vitrail.bot.core.admission.Verdict.Refusal;
import org.vitrail.bot.core.admission.Verdict.TooFast;
import org.vitrail.bot.core.admission.Verdict.TooManyWaiting;
import org.vitrail.bot.core.admission.Verdict.Unreachable;
import org.vitrail.bot.core.journal.KeptRequest;
import org.vitrail.bot.core.journal.RequestJournal;

/**
 * Hands kept requests on, those first that were accepted first. Each goes the way of a request that
 * arrives now, through rules, rate and quota, and leaves the journal when it has its job, or when
 * its person has heard why it comes to none. One that is handed on twice, because the process was
 * killed in between, finds its job.
 *
 * <p>Where only waiting is needed, for the rate, for a place in the queue, or for a person's
 * earlier jobs, a request was promised that it waits: it stays in the journal and is tried again
 * after a pause. Meanwhile later ones of the same person, or of the same place, do not overtake it,
 * and all others go on. What waits for longer than a job may is given up, and its person told.
 */
final class HandOn {
  private static final Logger LOG = LoggerFactory.getLogger(HandOn.class);

  /** Jobs end every few seconds or minutes, and a try costs a few calls of Redis. */
  static final Duration PAUSE = Duration.ofSeconds(15);

  /** The rate says when; only so long is it believed, as rules and clocks change. */
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

  private final RequestJournal journal;
  private final CommandDispatcher dispatcher;
  private final CoreWiring core;

  /** When a person's, or a place's, requests are tried again, by the ticker. */
  private final Map<String, Long> rests = new HashMap<>();

  HandOn(RequestJournal journal, CommandDispatcher dispatcher, CoreWiring core) {
    this.journal = journal;
    this.dispatcher = dispatcher;
    this.core = core;
  }

  /**
   * Hands on what can be.
   *
   * @return false when Redis went away in between
   * @throws redis.clients.jedis.exceptions.JedisException likewise
   */
  boolean all() {
    rests.values().removeIf(until -> core.time.nanoTime() - until >= 0);
    for (KeptRequest each : journal.waiting()) {
      if (rests.containsKey(person(each)) || rests.containsKey(place(each))) {
        continue;
      }
      Optional<KeptRequest> kept = journal.read(each.jobId());
      if (kept.isEmpty() || journal.isForgotten(kept.get())) {
        journal.remove(each.jobId());
      } else if (!isHandedOn(kept.get())) {
        return false;
      }
    }
    return true;
  }

  /** False when Redis went away. */
  private boolean isHandedOn(KeptRequest kept) {
    Duration waited = Duration.between(kept.at(), core.time.instant());
    boolean isTooLate =
        waited.compareTo(core.queue.longestWait()) > 0 && core.cards.find(kept.jobId()).isEmpty();
    if (isTooLate) {
      end(kept, core.messages.text(kept.who().locale(), "error.waited-too-long"));
      return true;
    }
    Reply reply = dispatcher.resume(kept);
    if (reply instanceof Reply.Refused refused) {
      return isRefused(kept, refused);
    }
    if (reply instanceof Reply.Kept) {
      return false;
    }
    if (reply instanceof Reply.Accepted) {
      LOG.info("The kept request of job {} is in the queue.", kept.jobId());
      kept.origin().filter(Origin::isChat).ifPresent(from -> letOthersTake(kept));
    }
    journal.remove(kept.jobId());
    return true;
  }

  private boolean isRefused(KeptRequest kept, Reply.Refused refused) {
    Refusal why = refused.verdict();
    if (why instanceof Unreachable) {
      return false;
    }
    if (why instanceof TooFast fast) {
      rest(person(kept), fast.retryAfter());
    } else if (why instanceof TooManyWaiting) {
      rest(person(kept), PAUSE);
    } else if (why instanceof QueueFull) {
      rest(place(kept), PAUSE);
    } else {
      end(kept, refused.text());
    }
    return true;
  }

  private void rest(String whose, Duration pause) {
    Duration bounded = pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
    rests.put(whose, core.time.nanoTime() + bounded.toNanos());
  }

  private static String person(KeptRequest kept) {
    return "person " + kept.who().key();
  }

  private static String place(KeptRequest kept) {
    return "place " + kept.place();
  }

  private void end(KeptRequest kept, String words) {
    LOG.info("The kept request of job {} comes to nothing; its person is told.", kept.jobId());
    tell(kept, words);
    journal.remove(kept.jobId());
  }

  private void tell(KeptRequest kept, String words) {
    Optional<Origin> chat = kept.origin().filter(Origin::isChat);
    if (chat.isEmpty()) {
      core.notices.add(kept.who(), words);
      return;
    }
    boolean isPrivate = kept.command().audience() == Audience.ASKER;
    Map<String, String> address = chat.get().addressOf(isPrivate);
    core.outbox.openWords(kept.who(), kept.jobId(), address, words);
    letOthersTake(kept);
  }

  /** The platform's adapter looks for messages that nobody holds. */
  private void letOthersTake(KeptRequest kept) {
    core.outbox.release(kept.who().platform(), kept.jobId());
  }
}
