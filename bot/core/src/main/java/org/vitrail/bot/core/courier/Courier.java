package org.vitrail.bot.core.courier;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vitrail.bot.core.JobCard;
import org.vitrail.bot.core.delivery.Cards;
import org.vitrail.bot.core.delivery.JobWatch;
import org.vitrail.bot.core.outbox.DeadLetter;
import org.vitrail.bot.core.outbox.Outbox;
import org.vitrail.bot.core.outbox.Parcel;
import org.vitrail.bot.core.outbox.PostedMessage;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Keeps the messages of one platform's jobs up to date and settles each once.
 *
 * <p>A picture is never posted, it only ever comes into a message that is known, by an edit. Edits
 * may be repeated without harm, so whatever fails in between, a process killed after the upload
 * included, is simply done again and nobody sees a grid twice. What cannot be repeated is the
 * posting of a message in words: the intent is noted first, and a message that may exist is looked
 * for before another is posted.
 *
 * <p>Changes are not sent as they come: a message shows the newest card when it is its turn, see
 * {@link Trip} and {@link Pacer}. Failures of progress are forgotten, as the next one is better;
 * the last word is tried until the platform has it, says that nobody can, or a day is over.
 */
public final class Courier implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Courier.class);
  private static final int THREADS = 16;
  private static final int MOST_TAKEN_AT_ONCE = 100;
  private static final Duration TICK = Duration.ofSeconds(1);
  private static final Duration RENEW = Duration.ofSeconds(5);
  private static final Duration GIVE_UP_AFTER = Duration.ofDays(1);

  /** Between parcel and job lie milliseconds; a job this late never comes. */
  private static final Duration LOST_AFTER = Duration.ofSeconds(30);

  private static final int MOST_CRASHES = 3;
  private static final Duration PATIENCE_AT_CLOSE = Duration.ofSeconds(3);

  private final Messenger messenger;
  private final Outbox outbox;
  private final Cards cards;
  private final NoticeMaker notices;
  private final Pacer pacer;
  private final Clock clock;
  private final Map<String, Trip> trips = new ConcurrentHashMap<>();
  private final ScheduledThreadPoolExecutor threads;
  private final AutoCloseable subscription;
  private long renewedNanos = System.nanoTime();

  /** Takes up what earlier processes left, and follows all changes from now on. */
  public Courier(
      Messenger messenger,
      Outbox outbox,
      Cards cards,
      JobWatch watch,
      NoticeMaker notices,
      Pacer pacer,
      Clock clock) {
    this.messenger = messenger;
    this.outbox = outbox;
    this.cards = cards;
    this.notices = notices;
    this.pacer = pacer;
    this.clock = clock;
    threads =
        new ScheduledThreadPoolExecutor(
            THREADS,
            task -> {
              Thread thread = new Thread(task, "courier-" + messenger.platform());
              thread.setDaemon(true);
              return thread;
            });
    threads.setRemoveOnCancelPolicy(true);
    // What is due later is for the next process; to clear the queue by hand would leave threads
    // waiting for what is no longer in it.
    threads.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    threads.scheduleWithFixedDelay(this::tick, 0, TICK.toMillis(), TimeUnit.MILLISECONDS);
    subscription = watch.watch(this::changed);
  }

  /** To be called when a job of this platform was accepted here: its message begins at once. */
  public void take(String jobId) {
    try {
      outbox.take(messenger.platform(), jobId).ifPresent(this::begin);
    } catch (JedisException e) {
      LOG.debug("Job {} is shown when Redis answers again: {}", jobId, e.getMessage());
    }
  }

  private void begin(Parcel parcel) {
    trips.computeIfAbsent(parcel.jobId(), id -> new Trip(parcel));
    run(parcel.jobId(), Duration.ZERO);
  }

  private void changed(JobCard card) {
    Trip trip = trips.get(card.id());
    if (trip != null) {
      synchronized (trip) {
        trip.card(card);
      }
      run(card.id(), trip.untilDue());
    }
  }

  private void run(String jobId, Duration delay) {
    try {
      threads.schedule(() -> advance(jobId), Math.max(0, delay.toMillis()), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException closed) {
      LOG.debug("Job {} is left to the next process.", jobId);
    }
  }

  /** Nothing that one parcel does may stop the others. */
  private void tick() {
    try {
      if (System.nanoTime() - renewedNanos >= RENEW.toNanos()) {
        renewedNanos = System.nanoTime();
        renew();
      }
      for (Parcel parcel : outbox.abandoned(messenger.platform(), MOST_TAKEN_AT_ONCE)) {
        if (!trips.containsKey(parcel.jobId()) && messenger.reaches(parcel.address())) {
          LOG.info("The message of job {} is taken over.", parcel.jobId());
          take(parcel.jobId());
        }
      }
      outbox.takeRemovals(messenger.platform(), MOST_TAKEN_AT_ONCE).forEach(this::remove);
      trips.keySet().forEach(id -> run(id, Duration.ZERO));
    } catch (JedisException e) {
      LOG.debug("Redis does not answer ({}); messages wait.", e.getMessage());
    } catch (RuntimeException | Error e) {
      // Whatever leaves here would end the ticking for good, and nobody would hear of it.
      LOG.error("Looking after messages failed; it is tried again in a second.", e);
    }
  }

  private void renew() {
    List<String> held = List.copyOf(trips.keySet());
    if (!held.isEmpty()) {
      for (String lost : outbox.renew(messenger.platform(), held)) {
        LOG.warn("The message of job {} was taken over by another adapter.", lost);
        trips.remove(lost);
      }
    }
  }

  /** What is not removed now is wanted again: by this process, or by one that reaches it. */
  private void remove(String jobId) {
    Optional<Parcel> parcel = outbox.find(jobId);
    if (parcel.isEmpty() || parcel.get().message().isEmpty()) {
      outbox.nothingToRemove(messenger.platform(), jobId);
      return;
    }
    Sent sent =
        messenger.reaches(parcel.get().address())
            ? messenger.remove(parcel.get(), parcel.get().message().get())
            : new Sent.Failed("another process looks after it");
    boolean isOld =
        clock.instant().isAfter(parcel.get().openedAt().plus(GIVE_UP_AFTER.multipliedBy(2)));
    if (sent instanceof Sent.Failed || sent instanceof Sent.Later) {
      if (isOld) {
        LOG.warn("The message of job {} could not be removed: {}", jobId, sent);
        outbox.nothingToRemove(messenger.platform(), jobId);
      } else {
        outbox.wantRemoved(messenger.platform(), jobId);
      }
    } else {
      outbox.drop(messenger.platform(), jobId);
      LOG.info("The message of job {} is removed.", jobId);
    }
  }

  private void advance(String jobId) {
    Trip trip = trips.get(jobId);
    if (trip == null) {
      return;
    }
    synchronized (trip) {
      if (!trip.begin()) {
        return;
      }
    }
    try {
      show(trip);
    } catch (JedisException e) {
      trip.waitFor(TICK);
      LOG.debug("The message of job {} waits for Redis: {}", jobId, e.getMessage());
    } catch (RuntimeException | Error e) {
      crashed(trip, e);
    } finally {
      synchronized (trip) {
        if (trip.done()) {
          run(jobId, trip.untilDue());
        }
      }
    }
  }

  /**
   * The bot itself failed. After three times a finished job's message says so in words, and where
   * even that fails it is given up as any other that does not arrive.
   */
  private void crashed(Trip trip, Throwable failure) {
    String jobId = trip.parcel().jobId();
    trip.crash();
    if (trip.crashes() >= MOST_CRASHES && isOld(trip)) {
      giveUp(trip, failure);
      return;
    }
    Duration pause = trip.backOff();
    trip.waitFor(pause);
    LOG.error(
        "The message of job {} failed {} times in a row; {} in {}.",
        jobId,
        trip.crashes(),
        trip.crashes() < MOST_CRASHES ? "it is tried again" : "it is tried in words alone",
        pause,
        failure);
  }

  private void giveUp(Trip trip, Throwable failure) {
    String jobId = trip.parcel().jobId();
    try {
      outbox.bury(
          messenger.platform(),
          new DeadLetter(clock.instant(), jobId, "message of a job", failure.getClass().getName()));
      settle(trip, "given up, kept as a dead letter");
    } catch (JedisException e) {
      trip.waitFor(TICK);
      LOG.debug("The message of job {} is given up when Redis answers: {}", jobId, e.getMessage());
    }
  }

  private boolean isOld(Trip trip) {
    return clock.instant().isAfter(trip.parcel().openedAt().plus(GIVE_UP_AFTER));
  }

  /** Shows what the message should show now, if that is something new and there is budget. */
  private void show(Trip trip) {
    if (trip.shown() != null && trip.shown().isLast()) {
      // Shown before, but Redis could not be told.
      settle(trip, "delivered");
      return;
    }
    Optional<Notice> next = next(trip);
    if (next.isEmpty()) {
      return;
    }
    Notice notice = next.get();
    Duration wait = pacer.take(messenger.chat(trip.parcel().address()), !notice.isLast());
    if (!wait.isZero()) {
      trip.waitFor(wait);
      run(trip.parcel().jobId(), wait);
      return;
    }
    Optional<PostedMessage> message = trip.parcel().message().or(() -> lookFor(trip));
    Sent sent =
        message.isPresent()
            ? messenger.edit(trip.parcel(), message.get(), notice)
            : post(trip, notice);
    after(trip, notice, message.isEmpty(), sent);
  }

  private Optional<Notice> next(Trip trip) {
    JobCard card = trip.card();
    if (card == null) {
      card = cards.find(trip.parcel().jobId()).orElse(null);
      trip.card(card);
    }
    if (card == null) {
      Instant lost = trip.parcel().openedAt().plus(LOST_AFTER);
      return clock.instant().isBefore(lost)
          ? Optional.empty()
          : Optional.of(notices.lost(trip.parcel()));
    }
    if (trip.crashes() >= MOST_CRASHES) {
      return card.isFinal() ? Optional.of(notices.unshown(card)) : Optional.empty();
    }
    Notice notice = notices.of(card, trip.shownPreview(), messenger.extraButtons());
    if (trip.shrinks() > 0 && notice.picture().isPresent()) {
      notice = SmallerPicture.of(notice, trip.shrinks());
    }
    boolean isNew = notice.picture().isPresent() || !notice.equals(trip.shown());
    boolean sameWords =
        trip.shown() != null
            && notice.picture().isEmpty()
            && notice.equals(trip.shown().withoutPicture());
    return isNew && !sameWords ? Optional.of(notice) : Optional.empty();
  }

  private Optional<PostedMessage> lookFor(Trip trip) {
    if (trip.parcel().postingSince().isEmpty()) {
      return Optional.empty();
    }
    Optional<PostedMessage> found = messenger.find(trip.parcel());
    found.ifPresent(message -> remember(trip, message));
    return found;
  }

  private Sent post(Trip trip, Notice notice) {
    Instant now = clock.instant();
    outbox.posting(trip.parcel().jobId(), now);
    trip.parcel(trip.parcel().posting(now));
    return messenger.post(trip.parcel(), notice.withoutPicture());
  }

  private void remember(Trip trip, PostedMessage message) {
    if (!Optional.of(message).equals(trip.parcel().message())) {
      outbox.posted(trip.parcel().jobId(), message);
      trip.parcel(trip.parcel().posted(message));
    }
  }

  private void after(Trip trip, Notice notice, boolean wasPosted, Sent sent) {
    String jobId = trip.parcel().jobId();
    if (sent instanceof Sent.Shown shown) {
      remember(trip, shown.message());
      if (wasPosted && notice.picture().isPresent()) {
        run(jobId, Duration.ZERO);
      } else {
        boolean isInWordsAlone = trip.crashes() >= MOST_CRASHES;
        trip.shown(notice);
        if (notice.isLast() && isInWordsAlone) {
          outbox.bury(
              messenger.platform(),
              new DeadLetter(clock.instant(), jobId, "message of a job", "shown in words alone"));
        }
        if (notice.isLast()) {
          settle(
              trip, isInWordsAlone ? "without its pictures, kept as a dead letter" : "delivered");
        }
      }
    } else if (sent instanceof Sent.Later later) {
      if (later.everywhere()) {
        pacer.pauseAll(later.pause());
      } else {
        pacer.pause(messenger.chat(trip.parcel().address()), later.pause());
      }
      LOG.info("{} wants a pause of {}.", messenger.platform(), later.pause());
      trip.waitFor(later.pause());
      run(jobId, later.pause());
    } else if (sent instanceof Sent.Moved moved) {
      LOG.info("The message of job {} goes on in a new one.", jobId);
      outbox.moved(jobId, moved.address());
      trip.parcel(trip.parcel().movedTo(moved.address()));
      run(jobId, Duration.ZERO);
    } else if (sent instanceof Sent.Gone gone) {
      settle(trip, gone.why());
    } else if (sent instanceof Sent.TooLarge) {
      trip.shrink();
      run(jobId, Duration.ZERO);
    } else if (sent instanceof Sent.Failed failed) {
      failed(trip, notice, failed.why());
    }
  }

  private void failed(Trip trip, Notice notice, String why) {
    String jobId = trip.parcel().jobId();
    if (isOld(trip)) {
      LOG.error("The message of job {} is given up after a day: {}", jobId, why);
      settle(trip, "given up");
      return;
    }
    Duration pause = trip.backOff();
    LOG.warn(
        "The {} of job {} did not arrive ({}); trying again in {}.",
        notice.isLast() ? "result" : "progress",
        jobId,
        why,
        pause);
    trip.waitFor(pause);
    run(jobId, pause);
  }

  private void settle(Trip trip, String how) {
    String jobId = trip.parcel().jobId();
    outbox.close(messenger.platform(), jobId);
    trip.settle();
    trips.remove(jobId);
    LOG.info("The message of job {} is settled: {}.", jobId, how);
  }

  /** How many messages are under way here. */
  int underWay() {
    return trips.size();
  }

  /** Lets what is being sent end, and leaves the rest to others. */
  @Override
  public void close() {
    try {
      subscription.close();
      threads.shutdown();
      if (!threads.awaitTermination(PATIENCE_AT_CLOSE.toMillis(), TimeUnit.MILLISECONDS)) {
        threads.shutdownNow();
      }
      trips.keySet().forEach(id -> outbox.release(messenger.platform(), id));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      LOG.warn("Messages under way are taken over when their lease ends: {}", e.getMessage());
    }
  }
}
