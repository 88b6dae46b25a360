package org.vitrail.inference.worker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vitrail.inference.protocol.ClaimedJob;
import org.vitrail.inference.protocol.DrawnJob;
import org.vitrail.inference.protocol.ExponentialBackoff;
import org.vitrail.inference.protocol.ImageStore;
import org.vitrail.inference.protocol.JobOutcome;
import org.vitrail.inference.protocol.JobOutcome.Cancelled;
import org.vitrail.inference.protocol.JobOutcome.Failed;
import org.vitrail.inference.protocol.JobQueue;
import org.vitrail.inference.protocol.JobStatus;
import org.vitrail.inference.protocol.JobStatus.State;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Ends jobs: brings their pictures to Redis, then their outcome, and takes the pictures back where
 * that outcome does not count. What cannot be stored at once is kept and tried again from time to
 * time, so that the worker goes on meanwhile: one thread, which has to call {@link #retry}.
 *
 * <p>While Redis is away everything is kept, on disk where there is room, for the pictures took
 * work; a worker that was killed meanwhile stores them when it starts again, if its lease still
 * holds. When it answers and refuses, it may be full, and that may last: then the job fails with a
 * sentence, which takes less room; and when not even that can be stored, the job is let go, to be
 * claimed again when its lease has run out.
 */
final class OutcomeRetries {
  private static final Logger LOG = LoggerFactory.getLogger(OutcomeRetries.class);
  static final ExponentialBackoff BACKOFF =
      new ExponentialBackoff(Duration.ofMillis(100), Duration.ofSeconds(4));

  /** How long Redis may refuse before something less is tried. */
  static final Duration PATIENCE = Duration.ofSeconds(30);

  /** The same for what lies on the worker's own disk and gets lost with nobody. */
  static final Duration PATIENCE_ON_DISK = Duration.ofHours(1);

  private static final JobOutcome NOT_STORED =
      new Failed(
          Failed.NOT_STORED,
          "The pictures were drawn but could not be kept, because the server's store takes nothing"
              + " more. Its operator finds the reason in the log; please try again later.");

  private static final JobOutcome BROKE =
      new Failed(
          Failed.NOT_STORED,
          "The pictures were drawn but could not be kept, because the worker failed at that. Its"
              + " operator finds the reason in the log; please try again with fewer pictures.");

  private final JobQueue queue;
  private final ImageStore images;
  private final OutcomeSpool spool;
  private final LongSupplier nanoTime;
  private final Map<String, Ending> pending = new LinkedHashMap<>();

  /** An ending that could not be stored yet. */
  private static final class Ending {
    private final ClaimedJob job;
    private Map<String, byte[]> files;
    private JobOutcome outcome;
    private Duration pause = BACKOFF.first();
    private long nextNanos;
    private boolean isOnDisk;

    /** Whether an earlier worker drew it, under whose name its lease goes on. */
    private boolean isInherited;

    private boolean refused;
    private long refusedNanos;

    Ending(ClaimedJob job, Map<String, byte[]> files, JobOutcome outcome) {
      this.job = job;
      this.files = files;
      this.outcome = outcome;
    }

    String id() {
      return job.job().id();
    }
  }

  OutcomeRetries(JobQueue queue, ImageStore images, OutcomeSpool spool, LongSupplier nanoTime) {
    this.queue = queue;
    this.images = images;
    this.spool = spool;
    this.nanoTime = nanoTime;
  }

  /**
   * Ends a job, unless it has ended before.
   *
   * @param files by name; stored before anybody hears of the outcome
   */
  void end(ClaimedJob job, Map<String, byte[]> files, JobOutcome outcome) {
    Ending ending = new Ending(job, files, outcome);
    pending.put(ending.id(), ending);
    if (isOver(ending)) {
      drop(ending.id());
    }
  }

  /** Stores what earlier workers left on this disk, or keeps trying. */
  void inherit() {
    for (DrawnJob drawn : spool.all()) {
      Ending ending = new Ending(drawn.claimed(), drawn.files(), drawn.outcome());
      ending.isOnDisk = true;
      ending.isInherited = true;
      ending.nextNanos = nanoTime.getAsLong();
      pending.put(ending.id(), ending);
      LOG.info("Job {} was drawn before this start and is stored now.", ending.id());
    }
    retry();
  }

  /** Tries again what is due. */
  void retry() {
    for (Iterator<Ending> all = pending.values().iterator(); all.hasNext(); ) {
      Ending ending = all.next();
      if (nanoTime.getAsLong() - ending.nextNanos >= 0 && isOver(ending)) {
        all.remove();
        spool.remove(ending.id());
      }
    }
  }

  /** Whether nothing is left to be stored. */
  boolean isEmpty() {
    return pending.isEmpty();
  }

  /** Jobs of this worker that are done but for being stored. */
  List<ClaimedJob> jobs() {
    List<ClaimedJob> jobs = new ArrayList<>();
    for (Ending ending : pending.values()) {
      if (!ending.isInherited) {
        jobs.add(ending.job);
      }
    }
    return jobs;
  }

  /** Lets a job go that another worker has now. */
  void drop(String jobId) {
    pending.remove(jobId);
    spool.remove(jobId);
  }

  /** Leaves what is on the disk to the next worker, as before the end of this one. */
  void leave() {
    pending.values().removeIf(ending -> ending.isOnDisk);
  }

  /** Whether nothing is left to be done: it is stored, or given up. */
  private boolean isOver(Ending ending) {
    try {
      return isStoredOrGivenUp(ending);
    } catch (Error e) {
      // The worker recovers from it, and must not break down of the same pictures again.
      dropPictures(ending, BROKE);
      throw e;
    }
  }

  private boolean isStoredOrGivenUp(Ending ending) {
    try {
      if (!ending.files.isEmpty() && isLost(ending.job)) {
        LOG.warn("Job {} is not this worker's any more; its pictures are dropped.", ending.id());
        removeRemains(ending.job);
        return true;
      }
      ending.files.forEach((name, file) -> images.put(ending.id(), name, file));
      if (!queue.complete(ending.job, ending.outcome) || ending.outcome.equals(new Cancelled())) {
        removeRemains(ending.job);
        return true;
      }
      images.deleteSaved(ending.id());
      if (ending.outcome.asDone().isPresent()) {
        LOG.info("Job {} is done.", ending.id());
      }
      return true;
    } catch (JedisDataException refusal) {
      return isGivenUp(ending, refusal);
    } catch (JedisException outage) {
      later(ending, outage);
      return false;
    }
  }

  /** Whether it has another worker's pictures by now, or will have. */
  private boolean isLost(ClaimedJob job) {
    return !queue.renew(job.worker(), List.of(job)).isEmpty();
  }

  /**
   * Somebody withdrew the job and was promised that nothing comes of it. Left alone is what belongs
   * to an outcome that came before, of another worker or of a first try, or is still to come of
   * another worker.
   */
  private void removeRemains(ClaimedJob job) {
    String id = job.job().id();
    try {
      Optional<State> state = queue.status(id).map(JobStatus::state);
      if (state.isPresent() && !state.get().isFinal()) {
        return;
      }
      images.deleteSaved(id);
      if (!state.equals(Optional.of(State.DONE))) {
        images.deletePictures(id, job.job().task().imageCount());
        LOG.info("Job {} was withdrawn or given up; nothing of it is kept.", id);
      }
    } catch (JedisException e) {
      LOG.warn("Pictures of job {} stay unseen until they expire: {}", id, e.getMessage());
    }
  }

  private boolean isGivenUp(Ending ending, JedisDataException refusal) {
    long now = nanoTime.getAsLong();
    if (!ending.refused) {
      ending.refused = true;
      ending.refusedNanos = now;
    }
    Duration patience = ending.isOnDisk ? PATIENCE_ON_DISK : PATIENCE;
    if (now - ending.refusedNanos < patience.toNanos()) {
      later(ending, refusal);
      return false;
    }
    if (ending.outcome.equals(NOT_STORED)) {
      LOG.error(
          "Job {} is let go: Redis does not even keep that it failed ({}). It is drawn again when"
              + " its lease has run out.",
          ending.id(),
          refusal.getMessage());
      return true;
    }
    LOG.error(
        "The pictures of job {} are thrown away: Redis has refused to keep them for {} s ({}).",
        ending.id(),
        patience.toSeconds(),
        refusal.getMessage());
    dropPictures(ending, NOT_STORED);
    ending.refused = false;
    return isOver(ending);
  }

  private void dropPictures(Ending ending, JobOutcome instead) {
    spool.remove(ending.id());
    ending.isOnDisk = false;
    ending.files = Map.of();
    ending.outcome = instead;
  }

  private void later(Ending ending, JedisException cause) {
    if (!ending.isOnDisk && !ending.files.isEmpty()) {
      ending.isOnDisk = spool.keep(new DrawnJob(ending.job, ending.outcome, ending.files));
    }
    LOG.warn(
        "The outcome of job {} could not be stored ({}); trying again in {} ms.",
        ending.id(),
        cause.getMessage(),
        ending.pause.toMillis());
    ending.nextNanos = nanoTime.getAsLong() + ending.pause.toNanos();
    ending.pause = BACKOFF.next(ending.pause);
  }
}
