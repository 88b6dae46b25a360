package org.vitrail.bot.core;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.vitrail.bot.core.service.BotService;
import org.vitrail.inference.protocol.ClaimedJob;

/** A job that is drawn in many small steps, each of which is seen before the next one is made. */
public final class ManyTokens {
  private static final int TOKENS_A_PREVIEW = WorkerDriver.TOKENS / 4;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final HandMovedTime time;
  private final Instant began;
  private final AtomicInteger seen = new AtomicInteger();

  /** Watches from now on. */
  public ManyTokens(BotService botService, HandMovedTime time) {
    this.time = time;
    this.began = time.instant();
    botService.jobs().watch(card -> seen.set(card.status().progress().done()));
  }

  /** Draws the next job to its end, a quarter of a second for a token. */
  public void draw(WorkerDriver worker) {
    ClaimedJob job = worker.take();
    for (int token = 1; token <= WorkerDriver.TOKENS; token++) {
      if (token % TOKENS_A_PREVIEW == 0) {
        worker.draw(job, token, token / TOKENS_A_PREVIEW);
      } else {
        worker.progress(job, token, token / TOKENS_A_PREVIEW);
      }
      time.advance(Duration.ofMillis(250));
      int drawn = token;
      moveUntil(() -> seen.get() == drawn);
    }
    worker.finish(job);
  }

  /**
   * Moves time on until something holds. What was lost is looked for again after a while of this
   * time, so on a busy machine more of it may have to pass.
   */
  public void moveUntil(BooleanSupplier holds) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(10))
        .until(
            () -> {
              if (holds.getAsBoolean()) {
                return true;
              }
              time.advance(Duration.ofMillis(50));
              return false;
            });
  }

  /** One for each gap that progress keeps, and a few at beginning and end. */
  public int mostEdits() {
    return 4 + (int) Duration.between(began, time.instant()).dividedBy(Duration.ofMillis(2_500));
  }
}
