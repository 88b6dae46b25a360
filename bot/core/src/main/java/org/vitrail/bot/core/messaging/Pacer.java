package org.vitrail.bot.core.messaging;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How much may be sent: a token bucket (as in <a
 * href="https://en.wikipedia.org/wiki/Token_bucket">generic cell rate form</a>) for each chat and
 * one over all of them, and pauses that the platform asked for. Progress leaves some of every
 * budget to answers and pictures. Safe for several threads.
 */
public final class Pacer {
  /** Progress may use so much of a burst. */
  private static final double PROGRESS_SHARE = 0.5;

  private static final int MAX_CHATS = 100_000;
  private static final Duration FORGOTTEN_AFTER = Duration.ofMinutes(10);

  private final LongSupplier nanos;
  private final Bucket overall;
  private final Cache<String, Bucket> chats;

  /**
   * @param overall of all chats together
   * @param nanos a clock that never goes back
   */
  public Pacer(Budget overall, LongSupplier nanos) {
    this.nanos = nanos;
    this.overall = new Bucket(overall);
    this.chats =
        Caffeine.newBuilder()
            .expireAfterAccess(FORGOTTEN_AFTER)
            .maximumSize(MAX_CHATS)
            .ticker(nanos::getAsLong)
            .build();
  }

  /**
   * @param interval between two messages in the long run
   * @param burst messages that may come at once after a rest
   */
  public record Budget(Duration interval, int burst) {
    /** No limit. */
    public static final Budget ANY = new Budget(Duration.ZERO, 1);
  }

  /** A chat and what may be sent to it. */
  public record Chat(String id, Budget budget) {}

  /**
   * Takes one message's share, or nothing.
   *
   * @param isProgress whether it could be left out
   * @return how long to wait before asking again; zero when the message may go
   */
  public synchronized Duration take(Chat chat, boolean isProgress) {
    long now = nanos.getAsLong();
    Bucket own = bucket(chat);
    long wait = Math.max(own.wait(now, isProgress), overall.wait(now, isProgress));
    if (wait > 0) {
      return Duration.ofNanos(wait);
    }
    own.take(now);
    overall.take(now);
    return Duration.ZERO;
  }

  /** Sends nothing to a chat for a while. */
  public synchronized void pause(Chat chat, Duration pause) {
    bucket(chat).pauseUntil(nanos.getAsLong() + pause.toNanos());
  }

  /** Sends nothing to anybody for a while. */
  public synchronized void pauseAll(Duration pause) {
    overall.pauseUntil(nanos.getAsLong() + pause.toNanos());
  }

  private Bucket bucket(Chat chat) {
    return chats.get(chat.id(), id -> new Bucket(chat.budget()));
  }

  /** The moment at which it would be full again stands for how empty it is. */
  private final class Bucket {
    private final long interval;
    private final long depth;
    private long fullAt = nanos.getAsLong();
    private long pausedUntil = nanos.getAsLong();

    Bucket(Budget budget) {
      interval = budget.interval().toNanos();
      depth = interval * (budget.burst() - 1L);
    }

    long wait(long now, boolean isProgress) {
      long room = isProgress ? (long) (depth * PROGRESS_SHARE) : depth;
      return Math.max(pausedUntil - now, Math.max(0, fullAt - now) - room);
    }

    void take(long now) {
      fullAt = Math.max(fullAt - now, 0) + now + interval;
    }

    void pauseUntil(long moment) {
      pausedUntil = moment - pausedUntil > 0 ? moment : pausedUntil;
    }
  }
}
