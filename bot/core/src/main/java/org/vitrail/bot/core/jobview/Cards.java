package org.vitrail.bot.core.jobview;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vitrail.bot.command.catalogue.ModelMenu;
import org.vitrail.bot.core.JobCard;
import org.vitrail.bot.core.TimeLeft;
import org.vitrail.bot.core.TimeSource;
import org.vitrail.bot.core.queue.Lanes;
import org.vitrail.bot.core.queue.Lanes.Pulse;
import org.vitrail.config.Messages;
import org.vitrail.inference.protocol.JobQueue;
import org.vitrail.inference.protocol.JobStatus;
import org.vitrail.inference.protocol.JobStatus.State;
import redis.clients.jedis.exceptions.JedisException;

/**
 * The cards of jobs by id, read from the queue and remembered for as long as they hold. Safe for
 * several threads.
 *
 * <p>A card of an open job is dropped when an event says that the job changed, and after a second
 * in any case, for events may be lost and others' jobs move it forward. A final card never changes,
 * so it stays a few minutes, as long as people look at it; not longer, since an expired job should
 * look expired.
 *
 * <p>All methods throw {@link redis.clients.jedis.exceptions.JedisException} when Redis does not
 * answer.
 */
public final class Cards {
  private static final Logger LOG = LoggerFactory.getLogger(Cards.class);

  private static final Duration OPEN_FRESH = Duration.ofSeconds(1);
  private static final Duration FINAL_FRESH = Duration.ofMinutes(5);

  /** About 2 KB each. */
  private static final int MAX_CARDS = 10_000;

  private final JobQueue queue;
  private final Lanes lanes;
  private final TimeSource time;
  private final CardMaker maker;

  private final Cache<String, JobCard> cards;

  public Cards(JobQueue queue, Lanes lanes, ModelMenu models, Messages messages, TimeSource time) {
    this.queue = queue;
    this.lanes = lanes;
    this.time = time;
    this.maker = new CardMaker(messages, models, queue.longestWait());
    this.cards =
        Caffeine.newBuilder()
            .maximumSize(MAX_CARDS)
            .expireAfter(
                Expiry.<String, JobCard>writing(
                    (id, card) -> card.isFinal() ? FINAL_FRESH : OPEN_FRESH))
            .ticker(time::nanoTime)
            .build();
  }

  /** The job's card; empty when there is no such job, or no longer. */
  public Optional<JobCard> find(String jobId) {
    return Optional.ofNullable(cards.get(jobId, id -> read(id).orElse(null)));
  }

  /**
   * The same for what hangs on the job's end: one that was open a moment ago is looked at again, as
   * it may have ended without this process having heard of it.
   */
  public Optional<JobCard> findEnded(String jobId) {
    return find(jobId).filter(JobCard::isFinal).or(() -> reread(jobId));
  }

  /** The job's card as it is now. */
  public Optional<JobCard> reread(String jobId) {
    forget(jobId);
    return find(jobId);
  }

  /**
   * Ends a job that has waited for longer than it may. The clock here only says when to ask: Redis
   * knows since when the job waits.
   *
   * @return whether it ended now
   */
  boolean endIfOverdue(JobCard card) {
    return card.status().state() == State.WAITING
        && time.instant().isAfter(card.request().at().plus(queue.longestWait()))
        && queue.endOverdue(card.id());
  }

  /** The card of a job that was queued this moment, made without asking for the job. */
  public JobCard queued(JobStatus status) {
    try {
      JobCard card = card(status);
      // Whoever heard of it and read it meanwhile knows more.
      cards.asMap().putIfAbsent(card.id(), card);
      return card;
    } catch (JedisException e) {
      // The job is queued: that its lane cannot be read this moment makes no failure of it.
      LOG.info("Job {} is queued but its lane cannot be read now.", status.job().id(), e);
      Pulse somebody = new Pulse(OptionalDouble.empty(), 1);
      return maker.make(
          status, Optional.empty(), new CardMaker.Outlook(somebody, Optional.empty(), false));
    }
  }

  /** To be called when the job changed. */
  public void forget(String jobId) {
    cards.invalidate(jobId);
  }

  /** The last card of an open job that the queue no longer knows. */
  JobCard lost(JobCard last) {
    return maker.lost(last);
  }

  private Optional<JobCard> read(String jobId) {
    return queue.status(jobId).map(this::card);
  }

  private JobCard card(JobStatus status) {
    String id = status.job().id();
    // Read past the cache: a cache must not be asked while it computes.
    Optional<JobCard> source =
        status
            .job()
            .task()
            .source()
            .flatMap(picture -> queue.status(picture.jobId()))
            .filter(drawn -> drawn.job().task().asDraw().isPresent())
            .map(this::card);
    String lane = status.job().lane();
    Optional<TimeLeft> left =
        status.state().isFinal() ? Optional.empty() : lanes.left(lane, id, status.position());
    Pulse pulse = lanes.pulse(lane);
    return maker.make(
        status, source, new CardMaker.Outlook(pulse, left, comesTooLate(status, pulse, left)));
  }

  /** Whether its turn is sure to come when it has waited for longer than it may. */
  private boolean comesTooLate(JobStatus status, Pulse pulse, Optional<TimeLeft> left) {
    if (status.state() != State.WAITING || status.interrupted() || pulse.speed().isEmpty()) {
      return false;
    }
    // What it takes itself comes after its turn.
    double seconds =
        status.job().task().countedImages() * pulse.workers() / pulse.speed().getAsDouble();
    Instant latest =
        status.job().submittedAt().plus(queue.longestWait()).plusMillis((long) (1e3 * seconds));
    return left.filter(TimeLeft::isSure)
        .filter(it -> time.instant().plus(it.least()).isAfter(latest))
        .isPresent();
  }
}
