package org.vitrail.bot.core.journal;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vitrail.bot.core.Person;
import org.vitrail.inference.protocol.spool.SpoiltFileException;
import org.vitrail.inference.protocol.spool.Spool;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.params.SetParams;

/**
 * Requests that were accepted while Redis was away, on this machine's disk, oldest first. Each is
 * there from before its person hears that it is kept until the queue has it, or its person had
 * their data erased. Safe for several threads.
 *
 * <p>Prompts are in it, so a person who is forgotten is forgotten here, too: at once in this
 * process, and by a note in Redis in others, which ask for it before they hand a request on.
 */
public final class RequestJournal {
  private static final Logger LOG = LoggerFactory.getLogger(RequestJournal.class);

  /** How many one person can have, so that nobody takes the room of all. */
  public static final int PER_PERSON = 10;

  private static final String FORGOTTEN = "vitrail:journal:forgotten:";

  /** Longer than anybody lets a process lie that has requests in its journal. */
  private static final Duration REMEMBERED = Duration.ofDays(90);

  /** Enough for an operator to look into it; prompts are in it. */
  private static final Duration KEPT_ASIDE = Duration.ofDays(7);

  private final Spool spool;
  private final UnifiedJedis redis;
  private final Notices notices;

  /** What waits and could be read, without pictures, by the ids of the jobs. */
  private final Map<String, KeptRequest> waiting = new HashMap<>();

  /** What is done with, but the disk does not let go of it. */
  private final Set<String> over = new HashSet<>();

  /**
   * @param spool with what earlier processes left; closed by whoever opened it
   * @param notices which may quote prompts, and are forgotten with them
   */
  public RequestJournal(Spool spool, UnifiedJedis redis, Notices notices) {
    this.notices = notices;
    this.spool = spool;
    this.redis = redis;
    learn();
    if (!spool.isEmpty()) {
      LOG.info("{} requests wait in the journal from before.", spool.names().size());
    }
  }

  /**
   * Takes over what processes kept that have ended meanwhile, and deletes what was set aside a week
   * ago. Where the disk does not let it, it is logged and tried the next time.
   */
  public void adopt(Instant now) {
    try {
      spool.removeSetAsideBefore(now.minus(KEPT_ASIDE));
      spool.adopt();
    } catch (IOException e) {
      LOG.warn("The folder of kept requests cannot be looked through: {}", e.toString());
    }
    learn();
  }

  private synchronized void learn() {
    for (String jobId : spool.names()) {
      try {
        if (!waiting.containsKey(jobId) && !over.contains(jobId)) {
          read(jobId).ifPresent(kept -> waiting.put(jobId, kept.withoutPictures()));
        }
      } catch (IOException e) {
        LOG.warn("The kept request of job {} could not be read yet: {}", jobId, e.toString());
      }
    }
  }

  /** What comes of a request that is to be kept. */
  public enum Keeping {
    KEPT,
    /** Its person has as many as one may have. */
    ENOUGH,
    /** All people have as many as there is room for. */
    FULL,
    /** The disk does not take it; the log says why. */
    NOT_WRITTEN
  }

  /** Keeps a request; one whose job is kept already stays as it is. */
  public synchronized Keeping keep(KeptRequest request) {
    boolean isNew = !waiting.containsKey(request.jobId());
    if (isNew && of(request.who()).size() >= PER_PERSON) {
      return Keeping.ENOUGH;
    }
    try {
      if (!spool.add(request.jobId(), KeptRequestFormat.write(request))) {
        LOG.error("The journal of requests is full; people are told to come back later.");
        return Keeping.FULL;
      }
    } catch (IOException e) {
      LOG.error("The journal of requests cannot be written: {}", e.toString());
      return Keeping.NOT_WRITTEN;
    }
    waiting.putIfAbsent(request.jobId(), request.withoutPictures());
    return Keeping.KEPT;
  }

  private List<String> of(Person who) {
    return waiting.values().stream()
        .filter(kept -> kept.who().key().equals(who.key()))
        .map(KeptRequest::jobId)
        .toList();
  }

  /** Whether nothing waits. */
  public synchronized boolean isEmpty() {
    return over.containsAll(spool.names());
  }

  /**
   * The jobs of all requests that wait, whichever process kept them: those first that were accepted
   * first, and before them what could not be read.
   */
  public synchronized List<String> jobIds() {
    return spool.names().stream()
        .filter(jobId -> !over.contains(jobId))
        .sorted(Comparator.comparing(this::at))
        .toList();
  }

  private Instant at(String jobId) {
    return outline(jobId).map(KeptRequest::at).orElse(Instant.MIN);
  }

  /** A request without its pictures; empty if it could not be read, or does not wait. */
  public synchronized Optional<KeptRequest> outline(String jobId) {
    return Optional.ofNullable(waiting.get(jobId));
  }

  /**
   * A request; empty when it is not there. It stays, however reading it ends.
   *
   * @throws SpoiltFileException if it is none and never will be
   * @throws IOException if it cannot be read now
   */
  public Optional<KeptRequest> read(String jobId) throws IOException {
    Optional<byte[]> bytes = spool.read(jobId);
    return bytes.isPresent() ? Optional.of(KeptRequestFormat.read(bytes.get())) : Optional.empty();
  }

  /** Lets a request go that the queue has, or whose person knows that it will not. */
  public synchronized void remove(String jobId) {
    waiting.remove(jobId);
    try {
      spool.remove(jobId);
      over.remove(jobId);
    } catch (IOException e) {
      // Its job is known to the queue by its id: to come again after a start does no harm.
      LOG.warn("The kept request of job {} stays on the disk: {}", jobId, e.toString());
      over.add(jobId);
    }
  }

  /**
   * Lets a request go that nothing could be done with; it is left for the operator to look at, for
   * a week or until its person is forgotten.
   *
   * @return where it lies, for the log
   */
  public synchronized String setAside(String jobId) {
    try {
      waiting.remove(jobId);
      return spool.setAside(jobId).map(Object::toString).orElse("nowhere");
    } catch (IOException e) {
      LOG.warn("The kept request of job {} cannot be set aside: {}", jobId, e.toString());
      remove(jobId);
      return "nowhere";
    }
  }

  /**
   * Erases all requests of a person, here at once and elsewhere before they are handed on.
   *
   * @return how many were here
   * @throws redis.clients.jedis.exceptions.JedisException when Redis does not answer; here they are
   *     gone all the same
   */
  public int forget(Person who, Instant now) {
    List<String> theirs;
    synchronized (this) {
      theirs = of(who);
      theirs.forEach(this::remove);
    }
    forgetSetAside(who);
    redis.set(
        FORGOTTEN + who.key(),
        Long.toString(now.toEpochMilli()),
        SetParams.setParams().px(REMEMBERED.toMillis()));
    notices.forget(who);
    return theirs.size();
  }

  /** What cannot be read may be theirs. */
  private void forgetSetAside(Person who) {
    removeSetAside(
        content ->
            content
                .flatMap(RequestJournal::request)
                .map(kept -> kept.who().key().equals(who.key()))
                .orElse(true));
  }

  /**
   * Erases what was set aside of people who were forgotten in other processes.
   *
   * @throws redis.clients.jedis.exceptions.JedisException when Redis does not answer
   */
  public void eraseForgotten() {
    removeSetAside(
        content -> content.flatMap(RequestJournal::request).filter(this::isForgotten).isPresent());
  }

  private void removeSetAside(Predicate<Optional<byte[]>> which) {
    try {
      spool.removeSetAside(which);
    } catch (IOException e) {
      LOG.error("Requests that were set aside cannot be erased: {}", e.toString());
    }
  }

  private static Optional<KeptRequest> request(byte[] content) {
    try {
      return Optional.of(KeptRequestFormat.read(content));
    } catch (SpoiltFileException none) {
      return Optional.empty();
    }
  }

  /** Whether the person had their data erased since they asked, in any process. */
  public boolean isForgotten(KeptRequest kept) {
    String at = redis.get(FORGOTTEN + kept.who().key());
    return at != null && kept.at().toEpochMilli() <= Long.parseLong(at);
  }
}
