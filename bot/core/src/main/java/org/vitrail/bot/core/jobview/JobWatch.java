package org.vitrail.bot.core.jobview;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vitrail.bot.core.JobCard;
import org.vitrail.bot.core.TimeSource;
import org.vitrail.bot.core.admission.Ledger;
import org.vitrail.bot.core.admission.Ledger.Settlement;
import org.vitrail.inference.protocol.JobEvents;
import org.vitrail.inference.protocol.ProtocolException;
import org.vitrail.inference.protocol.RedisTrouble;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Tells watchers of every change of any job and settles each job with the ledger when it ends. One
 * daemon thread does all of it.
 *
 * <p>Events are hints: they are gathered per job and answered by reading the job again, at most
 * every {@link #PACE}. As hints get lost, and as a waiting job moves up without an event of its
 * own, all open jobs are read once a second as well; that also covers what happened while Redis, or
 * this process, was away. Where very many are open, that round takes longer, and hints come
 * between: else the end of a job would be heard of late, or not before it has expired. A job is
 * settled before its last card is shown, so whoever sees a failure already has the pictures back.
 * Several adapters may watch the same jobs: the ledger settles once.
 *
 * <p>Jobs whose percentage rises by the clock while their worker says nothing are looked at more
 * often, in a round of their own.
 */
public final class JobWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(JobWatch.class);

  private static final Duration PACE = Duration.ofMillis(200);
  private static final Duration RESYNC = Duration.ofSeconds(1);
  private static final Duration MOVES = Duration.ofMillis(250);

  /**
   * Between the ledger's entry and the job itself lie milliseconds; a job this late never comes.
   */
  private static final Duration LOST_AFTER = Duration.ofSeconds(30);

  private static final long NEWS = Duration.ofMinutes(1).toNanos();
  private static final Duration PATIENCE_AT_CLOSE = Duration.ofSeconds(2);
  private static final int MAX_SHOWN = 10_000;
  private static final int MAX_STUMBLES = 3;

  private final Cards cards;
  private final Ledger ledger;
  private final Consumer<JobCard> endSeen;
  private final TimeSource time;
  private final JobEvents events;
  private final BlockingQueue<String> hints = new LinkedBlockingQueue<>();
  private final OpenRound all;
  private final OpenRound moving;
  private final Set<String> movers = new HashSet<>();
  private final Queue<Consumer<JobCard>> newcomers = new ConcurrentLinkedQueue<>();
  private final List<Consumer<JobCard>> watchers = new CopyOnWriteArrayList<>();

  /** Last card shown and when; it keeps a repeated hint from repeating a card. */
  private final Cache<String, Shown> shown;

  /** How often in a row a job could not be looked at. */
  private final Cache<String, Integer> stumbles;

  private final Thread thread = new Thread(this::run, "job-watch");
  private volatile boolean closed;
  private boolean reachable = true;

  private record Shown(JobCard card, long nanos) {}

  /**
   * Watches from now on.
   *
   * @param endSeen told of each job that has ended, before anybody else, as that is when what is
   *     there of it begins to age; may throw what Redis throws, and is told again then
   */
  public JobWatch(
      UnifiedJedis redis, Cards cards, Ledger ledger, Consumer<JobCard> endSeen, TimeSource time) {
    this.cards = cards;
    this.ledger = ledger;
    this.endSeen = endSeen;
    this.time = time;
    this.shown = remembered();
    this.stumbles = remembered();
    this.all = new OpenRound(RESYNC, time.nanoTime());
    this.moving = new OpenRound(MOVES, time.nanoTime());
    this.events = new JobEvents(redis, this::changed);
    thread.setDaemon(true);
    thread.start();
  }

  private <V> Cache<String, V> remembered() {
    return Caffeine.newBuilder()
        .maximumSize(MAX_SHOWN)
        .expireAfterWrite(Duration.ofHours(1))
        .ticker(time::nanoTime)
        .build();
  }

  /**
   * Calls the watcher from this class's thread until the subscription is closed: first with all
   * jobs that are open or ended within the last minute, so that nothing falls between the start of
   * a process and its first watcher.
   */
  public AutoCloseable watch(Consumer<JobCard> onChange) {
    // A wrapper, so that one consumer may watch twice and close each on its own.
    Consumer<JobCard> watcher = onChange::accept;
    newcomers.add(watcher);
    return () -> {
      newcomers.remove(watcher);
      watchers.remove(watcher);
    };
  }

  /** A hint that a job changed; from any thread. */
  public void changed(String jobId) {
    cards.forget(jobId);
    hints.add(jobId);
  }

  @Override
  public void close() {
    closed = true;
    events.close();
    thread.interrupt();
    try {
      thread.join(PATIENCE_AT_CLOSE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    Set<String> due = new HashSet<>();
    while (!closed) {
      try {
        String hint = hints.poll(pause(due), TimeUnit.NANOSECONDS);
        if (hint != null) {
          due.add(hint);
          hints.drainTo(due);
        }
        welcome();
        long now = time.nanoTime();
        if (all.isDue(now)) {
          all.begin(open(), now);
        }
        if (moving.isDue(now)) {
          moving.begin(movers, now);
          movers.clear();
        }
        boolean some = due.addAll(all.next(now)) | due.addAll(moving.next(now));
        refresh(due);
        if (some) {
          all.rest(now, time.nanoTime());
          moving.rest(now, time.nanoTime());
        }
        noteReachable();
      } catch (InterruptedException e) {
        return;
      } catch (JedisException e) {
        // What is due stays due: its event does not come again.
        noteUnreachable(e);
      } catch (RuntimeException | Error e) {
        // An error that escapes would end the watching for good.
        due.clear();
        LOG.error("Watching jobs failed; all open jobs are read again in a second.", e);
      }
    }
  }

  /** Until the next thing to do, at least a moment so that an error cannot spin. */
  private long pause(Set<String> due) {
    long now = time.nanoTime();
    long untilNext = all.isOver() || reachable ? all.nextNanos() - now : RESYNC.toNanos();
    if (reachable && !(movers.isEmpty() && moving.isOver())) {
      untilNext = Math.min(untilNext, moving.nextNanos() - now);
    }
    if (reachable && !due.isEmpty()) {
      untilNext = Math.min(untilNext, PACE.toNanos() / 4);
    }
    Duration sleep = time.sleepFor(Duration.ofNanos(untilNext));
    return Math.max(sleep.toNanos(), TimeUnit.MILLISECONDS.toNanos(1));
  }

  private void welcome() {
    for (Consumer<JobCard> next = newcomers.peek(); next != null; next = newcomers.peek()) {
      Consumer<JobCard> watcher = next;
      shown.asMap().values().stream()
          .filter(last -> !last.card().isFinal() || time.nanoTime() - last.nanos() < NEWS)
          .forEach(last -> show(watcher, last.card()));
      watchers.add(watcher);
      if (!newcomers.remove(watcher)) {
        // It was closed while it was being welcomed.
        watchers.remove(watcher);
      }
    }
  }

  /** Jobs that are open, or shown as open here, or settled by another adapter in a gap of ours. */
  private Set<String> open() {
    Set<String> open =
        shown.asMap().values().stream()
            .map(Shown::card)
            .filter(card -> !card.isFinal())
            .map(JobCard::id)
            .collect(Collectors.toCollection(HashSet::new));
    for (String id : ledger.settledLately()) {
      Shown last = shown.getIfPresent(id);
      if (last == null || !last.card().isFinal()) {
        open.add(id);
      }
    }
    ledger.open().forEach(entry -> open.add(entry.jobId()));
    open.removeIf(id -> stumbles.asMap().getOrDefault(id, 0) >= MAX_STUMBLES);
    return open;
  }

  private void refresh(Set<String> due) {
    JedisException refusal = null;
    for (Iterator<String> ids = due.iterator(); ids.hasNext(); ) {
      String id = ids.next();
      Shown before = shown.getIfPresent(id);
      if (before == null || time.nanoTime() - before.nanos() >= PACE.toNanos()) {
        try {
          refresh(id, before);
          ids.remove();
        } catch (JedisException e) {
          if (RedisTrouble.of(e).isOutage()) {
            throw e;
          }
          // A job that cannot be settled while writes are refused must not hide the others.
          refusal = e;
        }
      }
    }
    if (refusal != null) {
      throw refusal;
    }
  }

  private void refresh(String id, Shown before) {
    try {
      Optional<JobCard> read = read(id);
      if (read.isEmpty()) {
        settleIfLost(id);
      }
      read.or(() -> Optional.ofNullable(before).map(Shown::card).map(this::ended))
          .filter(card -> before == null || !before.card().equals(card))
          .ifPresent(this::show);
      read.filter(JobCard::movesByItself).ifPresent(card -> movers.add(card.id()));
      stumbles.invalidate(id);
    } catch (ProtocolException e) {
      LOG.warn("Job {} is left to adapters that can read it: {}", id, e.getMessage());
    } catch (JedisException e) {
      throw e;
    } catch (RuntimeException | Error e) {
      stumbled(id, e);
    }
  }

  /** Workers end what has waited too long when its turn comes, but there may be no worker. */
  private Optional<JobCard> read(String id) {
    Optional<JobCard> read = cards.reread(id);
    return read.filter(cards::endIfOverdue).isPresent() ? cards.reread(id) : read;
  }

  /** One job that cannot be looked at must not keep the others from being looked at. */
  private void stumbled(String id, Throwable failure) {
    int times = stumbles.asMap().merge(id, 1, Integer::sum);
    if (times < MAX_STUMBLES) {
      LOG.warn("Job {} could not be looked at; it is tried again in a second.", id, failure);
    } else {
      LOG.error(
          "Job {} could not be looked at {} times; it is left alone until it changes.",
          id,
          times,
          failure);
    }
  }

  private void show(JobCard card) {
    settleIfOver(card);
    if (card.isFinal()) {
      endSeen.accept(card);
    }
    shown.put(card.id(), new Shown(card, time.nanoTime()));
    watchers.forEach(watcher -> show(watcher, card));
  }

  private void settleIfLost(String id) {
    ledger
        .find(id)
        .filter(entry -> time.instant().isAfter(entry.at().plus(LOST_AFTER)))
        .ifPresent(
            entry -> {
              LOG.warn("Job {} is not in the queue; its share is given back.", id);
              ledger.settle(id, Settlement.FAILED);
            });
  }

  /** A job that is no longer known, as a card: expired after its end, or lost before it. */
  private JobCard ended(JobCard last) {
    return last.isFinal() ? last : cards.lost(last);
  }

  private void settleIfOver(JobCard card) {
    switch (card.status().state()) {
      case DONE -> ledger.settle(card.id(), Settlement.USED);
      case FAILED -> ledger.settle(card.id(), Settlement.FAILED);
      case CANCELLED -> ledger.settle(card.id(), Settlement.CANCELLED);
      case WAITING, RUNNING -> {}
    }
  }

  private static void show(Consumer<JobCard> watcher, JobCard card) {
    try {
      watcher.accept(card);
    } catch (RuntimeException | Error e) {
      LOG.error("Showing job {} failed; its next change is shown again.", card.id(), e);
    }
  }

  private void noteReachable() {
    if (!reachable) {
      LOG.debug("All open jobs were read.");
      reachable = true;
    }
  }

  /** The operator hears of it from the connection. */
  private void noteUnreachable(JedisException e) {
    if (reachable && !closed) {
      LOG.debug("Jobs cannot be read; trying again every second.", e);
      reachable = false;
    }
  }
}
