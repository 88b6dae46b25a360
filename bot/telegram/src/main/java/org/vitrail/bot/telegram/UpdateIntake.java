package org.vitrail.bot.telegram;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vitrail.bot.core.TimeSource;
import org.vitrail.inference.protocol.RedisTrouble;

/**
 * Sees to it that no update is lost: it is kept in the inbox, or, while Redis takes nothing, dealt
 * with at once from this process's memory, so that people hear what becomes of what they write.
 * Telegram keeps an update of the second kind until it is dealt with: should this process die, it
 * comes again, and makes the same job.
 */
final class UpdateIntake {
  private static final Logger LOG = LoggerFactory.getLogger(UpdateIntake.class);

  /** Twice as many as Telegram hands out at a time. */
  private static final int MOST_IN_MEMORY = 200;

  /** A Redis that hangs is not waited for with each update anew. */
  private static final Duration BEFORE_ASKING_AGAIN = Duration.ofSeconds(1);

  private static final CompletableFuture<Void> DONE = CompletableFuture.completedFuture(null);

  private final Inbox inbox;
  private final UpdateDispatcher dispatcher;
  private final TimeSource time;
  private final AtomicInteger inMemory = new AtomicInteger();
  private volatile boolean isRefused;
  private volatile long refusedNanos;

  UpdateIntake(Inbox inbox, UpdateDispatcher dispatcher, TimeSource time) {
    this.inbox = inbox;
    this.dispatcher = dispatcher;
    this.time = time;
  }

  /**
   * Takes what arrived. What comes twice is dealt with once.
   *
   * @param id Telegram's own
   * @return done when Telegram may forget it; failed when it has to bring it again
   * @throws RejectedExecutionException when the memory has no room: it has to be brought again, too
   */
  CompletableFuture<Void> take(String id, String text) {
    Optional<CompletableFuture<Void>> known = dispatcher.takenFromMemory(id);
    if (known.isPresent()) {
      return known.get();
    }
    return isKept(id, text) ? DONE : deal(id, text);
  }

  private boolean isKept(String id, String text) {
    if (isRefused && time.nanoTime() - refusedNanos < BEFORE_ASKING_AGAIN.toNanos()) {
      return false;
    }
    try {
      inbox.add(id, text);
    } catch (InboxUnreachableException e) {
      if (!isRefused) {
        RedisTrouble why = e.trouble();
        LOG.warn(
            "Updates are dealt with from memory. {}",
            why.sentence(),
            why == RedisTrouble.OTHER ? e : null);
      }
      isRefused = true;
      refusedNanos = time.nanoTime();
      return false;
    }
    if (isRefused) {
      isRefused = false;
      LOG.info("Updates are kept in Redis again.");
    }
    return true;
  }

  private CompletableFuture<Void> deal(String id, String text) {
    if (inMemory.get() >= MOST_IN_MEMORY) {
      throw new RejectedExecutionException(MOST_IN_MEMORY + " updates are being dealt with");
    }
    inMemory.incrementAndGet();
    CompletableFuture<Void> dealt = dispatcher.dealFromMemory(id, text);
    dealt.whenComplete((nothing, failure) -> inMemory.decrementAndGet());
    return dealt;
  }
}
