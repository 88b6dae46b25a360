package org.vitrail.bot.telegram;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.telegram.telegrambots.meta.exceptions.TelegramApiException;
import org.telegram.telegrambots.meta.exceptions.TelegramApiRequestException;

/**
 * Fetches updates; deals with none. The server forgets an update only when a later one is asked
 * for, and that happens only once this one is in the inbox, or dealt with where Redis is away.
 */
final class UpdateLoop implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(UpdateLoop.class);
  private static final Duration SHORT = Duration.ofSeconds(1);
  private static final Duration LONG = Duration.ofSeconds(30);

  private final TelegramApi api;

  /** What takes longer to be dealt with does not keep newer updates waiting. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final UpdateIntake intake;
  private final Duration standby;
  private final CountDownLatch closing;
  private Duration pause = SHORT;
  private long offset;
  private long confirmed;

  /**
   * @param standby while another process fetches
   * @param closing ends the loop when it is counted down
   */
  UpdateLoop(TelegramApi api, UpdateIntake intake, Duration standby, CountDownLatch closing) {
    this.api = api;
    this.intake = intake;
    this.standby = standby;
    this.closing = closing;
  }

  @Override
  public void run() {
    while (closing.getCount() > 0) {
      try {
        List<JsonNode> updates = api.updates(offset);
        confirmed = offset;
        pause = SHORT;
        take(updates);
      } catch (TelegramApiException e) {
        rest(wanted(e), api.why(e));
      } catch (RuntimeException e) {
        // What was not taken is fetched again.
        LOG.debug("Updates could not be taken.", e);
        rest(SHORT, e.getMessage());
      } catch (Error e) {
        LOG.error("Fetching updates failed; it goes on.", e);
        rest(LONG, e.toString());
      }
    }
    confirmTheLast();
  }

  /** Each by its number alone: whether anything can be made of it is for others to find out. */
  private void take(List<JsonNode> updates) throws TelegramApiException {
    SortedMap<Long, CompletableFuture<Void>> taken = new TreeMap<>();
    for (JsonNode update : updates) {
      JsonNode id = update.path("update_id");
      if (id.canConvertToLong() && id.isIntegralNumber()) {
        taken.put(id.asLong(), intake.take(id.asText(), update.toString()));
      } else {
        LOG.error("Telegram sent an update without a number; it is left out.");
      }
    }
    if (!taken.isEmpty()) {
      await(taken.values());
      offset = Math.max(offset, next(taken));
    } else if (!updates.isEmpty()) {
      // Else they would be asked for, and come, at once and for ever.
      throw new TelegramApiException("none of " + updates.size() + " updates has a number");
    }
  }

  private void await(Collection<CompletableFuture<Void>> taken) {
    try {
      CompletableFuture.allOf(taken.toArray(new CompletableFuture<?>[0]))
          .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      LOG.debug("Some updates are not dealt with yet; they are fetched once more.");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      closing.countDown();
    }
  }

  /** The first that the server has to keep: an offset confirms all that are below it. */
  private static long next(SortedMap<Long, CompletableFuture<Void>> taken) {
    return taken.entrySet().stream()
        .filter(it -> !it.getValue().isDone() || it.getValue().isCompletedExceptionally())
        .mapToLong(Map.Entry::getKey)
        .findFirst()
        .orElse(taken.lastKey() + 1);
  }

  /** Else the next process would answer once more what was answered from memory. */
  private void confirmTheLast() {
    if (offset > confirmed) {
      try {
        api.confirm(offset);
      } catch (TelegramApiException | RuntimeException e) {
        LOG.warn("The last updates come again at the next start: {}", api.why(e));
      }
    }
  }

  private Duration wanted(TelegramApiException e) {
    if (e instanceof TelegramApiRequestException refused && refused.getErrorCode() != null) {
      if (refused.getErrorCode() == 429) {
        return TelegramFailure.retryAfter(refused);
      } else if (refused.getErrorCode() == 409) {
        LOG.warn("Another process fetches this bot's updates; this one stands by.");
        return standby;
      }
    }
    Duration now = pause;
    Duration next = pause.multipliedBy(2);
    pause = next.compareTo(LONG) < 0 ? next : LONG;
    return now;
  }

  private void rest(Duration rest, String why) {
    if (closing.getCount() > 0) {
      LOG.warn("No updates ({}); trying again in {}.", why, rest);
      try {
        closing.await(rest.toMillis(), TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        closing.countDown();
      }
    }
  }
}
