package org.vitrail.bot.telegram;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vitrail.bot.core.TimeSource;
import org.vitrail.bot.core.outbox.DeadLetter;

/**
 * Deals with the updates in the inbox side by side, each for itself: whatever one of them does, an
 * {@link Error} included, concerns no other. One that fails is tried again, by any process; after
 * three attempts, a process that died over it counts as one, its person gets an apology and the
 * operator a dead letter.
 */
final class UpdateDispatcher {
  private static final Logger LOG = LoggerFactory.getLogger(UpdateDispatcher.class);
  private static final int MAX_ATTEMPTS = 3;
  private static final Duration BEFORE_THE_NEXT = Duration.ofMillis(500);

  /** So many people hear at once that their message arrived. */
  private static final int MAX_TAKEN = 100;

  private static final Duration WAIT = Duration.ofMillis(300);
  private static final Duration RENEW = Duration.ofSeconds(10);

  private final Inbox inbox;
  private final UpdateReader reader;
  private final UpdateHandler handler;
  private final ExecutorService threads;
  private final Set<Inbox.Item> inHand = ConcurrentHashMap.newKeySet();
  private final TimeSource time;
  private long renewedNanos;

  /**
   * @param threads that deal with updates
   */
  UpdateDispatcher(
      Inbox inbox,
      UpdateReader reader,
      UpdateHandler handler,
      ExecutorService threads,
      TimeSource time) {
    this.inbox = inbox;
    this.reader = reader;
    this.handler = handler;
    this.threads = threads;
    this.time = time;
    this.renewedNanos = time.nanoTime();
  }

  /**
   * Takes what is there, or waits a moment for it.
   *
   * @throws RuntimeException when Redis does not answer
   * @throws java.util.concurrent.RejectedExecutionException when the threads are shut down
   */
  void takeSome() {
    List<Inbox.Item> items = inbox.take(MAX_TAKEN, WAIT);
    inHand.addAll(items);
    items.forEach(this::take);
    if (time.nanoTime() - renewedNanos >= RENEW.toNanos()) {
      renewedNanos = time.nanoTime();
      inbox.renew(List.copyOf(inHand));
    }
  }

  /** Everybody hears that their message arrived before the first of them is dealt with. */
  private void take(Inbox.Item item) {
    UpdateArrival arrival;
    try {
      arrival = reader.read(item.text());
    } catch (UnreadableUpdateException e) {
      leaveOut(item, e.getMessage());
      return;
    } catch (RuntimeException | Error e) {
      leaveOut(item, e.getClass().getName());
      return;
    }
    try {
      handler.acknowledge(arrival.update());
    } catch (RuntimeException | Error e) {
      LOG.debug(
          "Update {} could not be acknowledged; it is dealt with all the same.", arrival.id(), e);
    }
    threads.execute(() -> deal(arrival, item));
  }

  /** Nothing else would come of it later. */
  private void leaveOut(Inbox.Item item, String why) {
    LOG.error(
        "Update {} ({}) cannot be read and is left out: {}",
        reader.number(item.text()),
        reader.what(item.text()),
        why);
    quietly(item, () -> inbox.done(item));
  }

  private void deal(UpdateArrival arrival, Inbox.Item item) {
    if (item.attempt() > MAX_ATTEMPTS) {
      giveUp(arrival, item, "whoever dealt with it was gone each time");
      return;
    }
    Optional<Duration> later;
    try {
      later = handler.handle(arrival, item.attempt() == 1);
    } catch (RuntimeException | Error e) {
      failed(arrival, item, e);
      return;
    }
    quietly(
        item,
        () -> later.ifPresentOrElse(pause -> inbox.again(item, pause), () -> inbox.done(item)));
  }

  private void failed(UpdateArrival arrival, Inbox.Item item, Throwable failure) {
    if (item.attempt() >= MAX_ATTEMPTS) {
      LOG.error(
          "Update {} ({}) failed {} times and is given up.",
          arrival.id(),
          arrival.what(),
          item.attempt(),
          failure);
      giveUp(arrival, item, failure.getClass().getName());
      return;
    }
    LOG.warn(
        "Update {} ({}) failed, attempt {} of {}; it is tried again in {}.",
        arrival.id(),
        arrival.what(),
        item.attempt(),
        MAX_ATTEMPTS,
        BEFORE_THE_NEXT,
        failure);
    quietly(item, () -> inbox.again(item, BEFORE_THE_NEXT));
  }

  private void giveUp(UpdateArrival arrival, Inbox.Item item, String why) {
    LOG.error("Update {} is kept as a dead letter, its person is told: {}", arrival.id(), why);
    Instant now = time.instant();
    try {
      handler.apologise(arrival.update(), now);
    } catch (RuntimeException | Error e) {
      LOG.error("Nobody could be told that update {} was given up.", arrival.id(), e);
    }
    DeadLetter letter = new DeadLetter(now, arrival.id(), arrival.what(), why);
    quietly(item, () -> inbox.bury(item, letter));
  }

  /** What Redis was not told now it finds out later: the update counts as left behind then. */
  private void quietly(Inbox.Item item, Runnable telling) {
    try {
      telling.run();
    } catch (RuntimeException | Error e) {
      LOG.warn("An update may be dealt with again: {}", e.getMessage());
    } finally {
      inHand.remove(item);
    }
  }
}
