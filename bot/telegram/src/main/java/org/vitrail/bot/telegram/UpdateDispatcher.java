package org.vitrail.bot.telegram;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vitrail.bot.core.TimeSource;
import org.vitrail.bot.core.outbox.DeadLetter;

/**
 * Deals with updates, those in the inbox and those that it does not take, side by side, each for
 * itself: whatever one of them does, an {@link Error} included, concerns no other. One that fails
 * is tried again, by any process; after three attempts, a process that died over it counts as one,
 * its person gets an apology and the operator a dead letter.
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
  private final ScheduledExecutorService later;
  private final TakenUp takenUp = new TakenUp();
  private final Set<Inbox.Item> inHand = ConcurrentHashMap.newKeySet();
  private final TimeSource time;
  private long renewedNanos;

  /**
   * @param threads that deal with updates
   * @param later for what is to be dealt with after a pause
   */
  UpdateDispatcher(
      Inbox inbox,
      UpdateReader reader,
      UpdateHandler handler,
      ExecutorService threads,
      ScheduledExecutorService later,
      TimeSource time) {
    this.inbox = inbox;
    this.reader = reader;
    this.handler = handler;
    this.threads = threads;
    this.later = later;
    this.time = time;
    this.renewedNanos = time.nanoTime();
  }

  /**
   * Takes what is there, or waits a moment for it.
   *
   * @throws RuntimeException when Redis does not answer
   * @throws RejectedExecutionException when the threads are shut down
   */
  void takeSome() {
    List<Inbox.Item> items = inbox.take(MAX_TAKEN, WAIT);
    inHand.addAll(items);
    items.forEach(item -> take(new FromInbox(item)));
    if (time.nanoTime() - renewedNanos >= RENEW.toNanos()) {
      renewedNanos = time.nanoTime();
      inbox.renew(List.copyOf(inHand));
    }
  }

  /** An update that was dealt with from memory, or is: done when it has been. */
  Optional<CompletableFuture<Void>> takenFromMemory(String id) {
    return takenUp.takenFromMemory(id);
  }

  /**
   * Deals with an update that the inbox did not take, or that it took without saying so.
   *
   * @return done when nobody else needs to see to the update; failed when this process is ending
   */
  CompletableFuture<Void> dealFromMemory(String id, String text) {
    CompletableFuture<Void> dealt = new CompletableFuture<>();
    Optional<CompletableFuture<Void>> earlier = takenUp.fromMemory(id, dealt);
    if (earlier.isPresent()) {
      return earlier.get();
    }
    try {
      take(new FromMemory(text, 1, dealt));
    } catch (RejectedExecutionException closing) {
      takenUp.forget(id);
      dealt.completeExceptionally(closing);
    }
    return dealt;
  }

  /** Everybody hears that their message arrived before the first of them is dealt with. */
  private void take(UpdateInHand item) {
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
    if (item instanceof FromInbox) {
      Optional<CompletableFuture<Void>> dealt = takenUp.fromInbox(arrival.id());
      if (dealt.isPresent()) {
        // Should this process die before, the inbox is the only one that still has it.
        dealt.get().thenRun(item::done);
        return;
      }
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
  private void leaveOut(UpdateInHand item, String why) {
    LOG.error(
        "Update {} ({}) cannot be read and is left out: {}",
        reader.number(item.text()),
        reader.what(item.text()),
        why);
    item.done();
  }

  private void deal(UpdateArrival arrival, UpdateInHand item) {
    if (item.attempt() > MAX_ATTEMPTS) {
      giveUp(arrival, item, "whoever dealt with it was gone each time");
      return;
    }
    Optional<Duration> pause;
    try {
      pause = handler.handle(arrival, item.attempt() == 1);
    } catch (RuntimeException | Error e) {
      failed(arrival, item, e);
      return;
    }
    pause.ifPresentOrElse(item::again, item::done);
  }

  private void failed(UpdateArrival arrival, UpdateInHand item, Throwable failure) {
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
    item.again(BEFORE_THE_NEXT);
  }

  private void giveUp(UpdateArrival arrival, UpdateInHand item, String why) {
    LOG.error("Update {} is given up, its person is told: {}", arrival.id(), why);
    Instant now = time.instant();
    try {
      handler.apologise(arrival.update(), now);
    } catch (RuntimeException | Error e) {
      LOG.error("Nobody could be told that update {} was given up.", arrival.id(), e);
    }
    item.bury(new DeadLetter(now, arrival.id(), arrival.what(), why));
  }

  /**
   * One that Redis keeps until it hears what came of it. Where it cannot hear that now, this
   * process sees to it alone: what Redis still has of it then counts as left behind, and is worth
   * nothing.
   */
  private final class FromInbox implements UpdateInHand {
    private final Inbox.Item item;

    FromInbox(Inbox.Item item) {
      this.item = item;
    }

    @Override
    public String text() {
      return item.text();
    }

    @Override
    public int attempt() {
      return item.attempt();
    }

    @Override
    public void done() {
      tell(() -> inbox.done(item), dealt -> dealt.complete(null));
    }

    @Override
    public void again(Duration pause) {
      tell(
          () -> inbox.again(item, pause),
          dealt -> new FromMemory(text(), attempt(), dealt).again(pause));
    }

    @Override
    public void bury(DeadLetter letter) {
      tell(() -> inbox.bury(item, letter), dealt -> dealt.complete(null));
    }

    private void tell(Runnable telling, Consumer<CompletableFuture<Void>> otherwise) {
      try {
        telling.run();
      } catch (RuntimeException | Error e) {
        String id = reader.number(text());
        LOG.warn("The inbox takes update {} for left behind: {}", id, e.getMessage());
        CompletableFuture<Void> dealt = new CompletableFuture<>();
        takenUp.goesOnFromMemory(id, dealt);
        otherwise.accept(dealt);
      } finally {
        inHand.remove(item);
      }
    }
  }

  /** One that Telegram keeps until it hears that it arrived. A dead letter needs Redis. */
  private final class FromMemory implements UpdateInHand {
    private final String text;
    private final int attempt;
    private final CompletableFuture<Void> dealt;

    FromMemory(String text, int attempt, CompletableFuture<Void> dealt) {
      this.text = text;
      this.attempt = attempt;
      this.dealt = dealt;
    }

    @Override
    public String text() {
      return text;
    }

    @Override
    public int attempt() {
      return attempt;
    }

    @Override
    public void done() {
      dealt.complete(null);
    }

    @Override
    public void again(Duration pause) {
      FromMemory next = new FromMemory(text, attempt + 1, dealt);
      later.schedule(() -> take(next), time.sleepFor(pause).toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void bury(DeadLetter letter) {
      dealt.complete(null);
    }
  }
}
