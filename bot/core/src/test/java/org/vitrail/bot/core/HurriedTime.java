package org.vitrail.bot.core;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The machine's wall clock with a ticker that runs ten times as fast: pauses between edits, retries
 * and caches' ages take a tenth of their time, while leases, quotas and people's patience keep
 * theirs. For tests in which many parts run by themselves and nobody could move the time by hand.
 */
public class HurriedTime extends TimeSource {
  private static final int SPEED = 10;

  private final AtomicLong skipped = new AtomicLong();
  private final AtomicLong moved = new AtomicLong();

  /** Lets caches and pauses of so much come to their end at once. */
  public final void skip(Duration span) {
    skipped.addAndGet(span.toNanos());
  }

  /** The same for leases and everything else: moves the wall clock, too. */
  public final void advance(Duration span) {
    moved.addAndGet(span.toNanos());
    skip(span);
  }

  @Override
  public Instant instant() {
    return unmoved().plusNanos(moved.get());
  }

  /** What the wall clock says where nobody has moved it. */
  Instant unmoved() {
    return Instant.now();
  }

  @Override
  public final long nanoTime() {
    return System.nanoTime() * SPEED + skipped.get();
  }

  @Override
  public final Duration sleepFor(Duration span) {
    return span.dividedBy(SPEED);
  }
}
