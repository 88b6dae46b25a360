package org.vitrail.bot.core.service;

import java.io.IOException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vitrail.bot.core.admission.Verdict.QueueFull;
import org.vitrail.bot.core.admission.Verdict.Refusal;
import org.vitrail.bot.core.admission.Verdict.TooFast;
import org.vitrail.bot.core.admission.Verdict.TooManyWaiting;
import org.vitrail.bot.core.journal.KeptRequest;
import org.vitrail.bot.core.journal.RequestJournal;
import org.vitrail.inference.protocol.ExponentialBackoff;
import org.vitrail.inference.protocol.RedisTrouble;
import org.vitrail.inference.protocol.spool.SpoiltFileException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Hands kept requests on, those first that were accepted first. Each goes the way of a request that
 * arrives now, through rules, rate and quota, and leaves the journal when it has its job, or when
 * its person has heard why it comes to none. One that is handed on twice, because the process was
 * killed in between, finds its job.
 *
 * <p>Where only waiting is needed, for the rate, for a place in the queue, or for a person's
 * earlier jobs, a request was promised that it waits: it stays in the journal and is tried again
 * after a pause. Meanwhile later ones of the same person, or of the same place, do not overtake it,
 * and all others go on. What waits for longer than a job may is given up, and its person told. The
 * same happens, after some tries, with what a fault of the disk or of the program is in the way of.
 */
final class HandOn {
  private static final Logger LOG = LoggerFactory.getLogger(HandOn.class);

  /** Jobs end every few seconds or minutes, and a try costs a few calls of Redis. */
  private static final Duration PAUSE = Duration.ofSeconds(15);

  /** One try for all who wait; people who come meanwhile would take each place that is free. */
  private static final Duration PAUSE_OF_ALL = Duration.ofSeconds(5);

  private static final String ALL = "all";

  /** The rate says when; only so long is it believed, as rules and clocks change. */
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

  /** Five minutes in all. */
  private static final int MOST_TRIES = 8;

  private static final ExponentialBackoff BACKOFF =
      new ExponentialBackoff(Duration.ofSeconds(10), LONGEST_PAUSE);

  private final RequestJournal journal;
  private final CommandDispatcher dispatcher;
  private final CoreWiring core;
  private final LateAnswers answers;

  /** When requests are tried again, by the ticker: a person's, a place's, one alone, or all. */
  private final Map<String, Long> rests = new HashMap<>();

  /** How often in a row something unforeseen happened, by job. */
  private final Map<String, Integer> failures = new HashMap<>();

  HandOn(RequestJournal journal, CommandDispatcher dispatcher, CoreWiring core) {
    this.journal = journal;
    this.dispatcher = dispatcher;
    this.core = core;
    this.answers = new LateAnswers(core);
  }

  /**
   * Hands on what can be.
   *
   * @throws JedisException when Redis went away in between
   */
  void all() {
    List<String> jobIds = journal.jobIds();
    failures.keySet().retainAll(jobIds);
    rests.values().removeIf(until -> core.time.nanoTime() - until >= 0);
    for (String jobId : jobIds) {
      if (rests.containsKey(ALL)) {
        return;
      }
      Optional<KeptRequest> outline = journal.outline(jobId);
      if (!rests.containsKey(job(jobId)) && outline.filter(this::rests).isEmpty()) {
        one(jobId, outline);
      }
    }
  }

  private boolean rests(KeptRequest kept) {
    return rests.containsKey(person(kept)) || rests.containsKey(place(kept));
  }

  private void one(String jobId, Optional<KeptRequest> outline) {
    try {
      Optional<KeptRequest> kept = journal.read(jobId);
      if (kept.isEmpty() || journal.isForgotten(kept.get()) || answers.isRefused(kept.get())) {
        journal.remove(jobId);
      } else {
        handOn(kept.get());
      }
    } catch (SpoiltFileException e) {
      LOG.error("The kept request of job {} is given up: {}", jobId, e.getMessage());
      outline.ifPresent(this::tellFailure);
      journal.remove(jobId);
    } catch (IOException e) {
      failed(jobId, outline, e);
    } catch (RuntimeException | Error e) {
      throwIfAway(e);
      failed(jobId, outline, e);
    }
  }

  private static void throwIfAway(Throwable e) {
    if (e instanceof JedisException away && RedisTrouble.of(away) != RedisTrouble.OTHER) {
      throw away;
    }
  }

  /** A fault of the disk or of the program may pass, and nobody waits before the door. */
  private void failed(String jobId, Optional<KeptRequest> outline, Throwable e) {
    int tries = failures.merge(jobId, 1, Integer::sum);
    if (tries < MOST_TRIES) {
      Duration pause = BACKOFF.after(tries);
      rest(job(jobId), pause);
      LOG.warn(
          "Handing on the kept request of job {} failed; it is tried again in {} s.",
          jobId,
          pause.toSeconds(),
          e);
      return;
    }
    outline.ifPresent(this::tellFailure);
    String place = journal.setAside(jobId);
    LOG.error(
        "Handing on the kept request of job {} failed {} times; its file lies in {} for a week.",
        jobId,
        tries,
        place,
        e);
  }

  /** Unless it has its job: then its fault came later. */
  private void tellFailure(KeptRequest kept) {
    try {
      if (core.cards.find(kept.jobId()).isEmpty()) {
        String time = core.time.instant().truncatedTo(ChronoUnit.SECONDS).toString();
        answers.refused(kept, core.messages.text(kept.who().locale(), "refused.internal", time));
      }
    } catch (RuntimeException e) {
      throwIfAway(e);
      LOG.error("The person who asked for job {} cannot be told.", kept.jobId(), e);
    }
  }

  private void handOn(KeptRequest kept) {
    Duration waited = Duration.between(kept.at(), core.time.instant());
    boolean isTooLate =
        waited.compareTo(core.queue.longestWait()) > 0 && core.cards.find(kept.jobId()).isEmpty();
    if (isTooLate) {
      end(kept, core.messages.text(kept.who().locale(), "error.waited-too-long"));
      return;
    }
    Reply reply = dispatcher.resume(kept);
    if (reply instanceof Reply.Refused refused) {
      refused(kept, refused);
      return;
    }
    if (reply instanceof Reply.Accepted) {
      LOG.info("The kept request of job {} is in the queue.", kept.jobId());
      answers.accepted(kept);
    }
    journal.remove(kept.jobId());
  }

  private void refused(KeptRequest kept, Reply.Refused refused) {
    Refusal why = refused.verdict();
    if (why instanceof TooFast fast) {
      rest(person(kept), fast.retryAfter());
    } else if (why instanceof TooManyWaiting) {
      rest(person(kept), PAUSE);
    } else if (why instanceof QueueFull full) {
      // A place that holds as many as the whole queue may fills that, too.
      boolean isOfAll = full.limit() >= core.instance.limits().queuedJobs();
      rest(isOfAll ? ALL : place(kept), isOfAll ? PAUSE_OF_ALL : PAUSE);
    } else {
      end(kept, refused.text());
    }
  }

  private void rest(String whose, Duration pause) {
    Duration bounded = pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
    rests.put(whose, core.time.nanoTime() + bounded.toNanos());
  }

  private static String job(String jobId) {
    return "job " + jobId;
  }

  private static String person(KeptRequest kept) {
    return "person " + kept.who().key();
  }

  private static String place(KeptRequest kept) {
    return "place " + kept.place();
  }

  private void end(KeptRequest kept, String words) {
    LOG.info("The kept request of job {} comes to nothing; its person is told.", kept.jobId());
    answers.refused(kept, words);
    journal.remove(kept.jobId());
  }
}
