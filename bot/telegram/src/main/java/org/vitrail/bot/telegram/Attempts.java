package org.vitrail.bot.telegram;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.telegram.telegrambots.meta.exceptions.TelegramApiException;
import org.telegram.telegrambots.meta.exceptions.TelegramApiRequestException;

/**
 * Sends answers. One is tried again where Telegram said that it did not take it, and not where that
 * is unknown: it would be said twice.
 */
final class Attempts {
  private static final Logger LOG = LoggerFactory.getLogger(Attempts.class);
  private static final int MAX_TRIES = 4;
  private static final Duration RETRY = Duration.ofSeconds(2);
  private static final Duration MAX_PAUSE = Duration.ofMinutes(1);
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int SERVER_ERROR = 500;

  private final ScheduledExecutorService later;

  Attempts(ScheduledExecutorService later) {
    this.later = later;
  }

  /** One request to Telegram. Its files are opened anew for each try. */
  @FunctionalInterface
  interface Sending {
    void send() throws TelegramApiException;
  }

  void send(Sending sending) {
    send(sending, () -> {}, () -> {});
  }

  /**
   * @param then what follows when it was taken
   * @param refused what follows when Telegram will not have it, now or later
   */
  void send(Sending sending, Runnable then, Runnable refused) {
    attempt(sending, then, refused, 1);
  }

  private void attempt(Sending sending, Runnable then, Runnable refused, int number) {
    try {
      sending.send();
    } catch (TelegramApiRequestException e) {
      Duration pause = pause(e);
      if (pause.isNegative() || number >= MAX_TRIES) {
        LOG.warn("An answer was not taken: {}", e.getMessage());
        if (TelegramPostingRights.isRefusal(e)) {
          refused.run();
        }
      } else {
        again(() -> attempt(sending, then, refused, number + 1), pause);
      }
      return;
    } catch (TelegramApiException e) {
      LOG.warn("An answer may not have arrived: {}", e.getMessage());
      return;
    }
    then.run();
  }

  /** Until it may be tried again; negative when it would not help. */
  private static Duration pause(TelegramApiRequestException e) {
    int code = e.getErrorCode() == null ? 0 : e.getErrorCode();
    if (code == TOO_MANY_REQUESTS) {
      Duration wanted = TelegramFailure.retryAfter(e);
      return wanted.compareTo(MAX_PAUSE) <= 0 ? wanted : Duration.ofSeconds(-1);
    }
    return code == 0 || code >= SERVER_ERROR ? RETRY : Duration.ofSeconds(-1);
  }

  private void again(Runnable attempt, Duration pause) {
    try {
      later.schedule(() -> logged(attempt), pause.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException closing) {
      LOG.warn("An answer is given up, as the bot is closing.");
    }
  }

  /** A scheduler keeps to itself what its tasks throw. */
  private static void logged(Runnable attempt) {
    try {
      attempt.run();
    } catch (RuntimeException | Error e) {
      LOG.error("An answer failed and is given up.", e);
    }
  }
}
