package org.vitrail.bot.telegram;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.telegram.telegrambots.meta.exceptions.TelegramApiException;
import org.telegram.telegrambots.meta.exceptions.TelegramApiRequestException;

/**
 * Fetches updates into the inbox; deals with none. The server forgets an update only when a later
 * one is asked for, and that happens only once this one is in the inbox.
 */
final class UpdateLoop implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(UpdateLoop.class);
  private static final Duration SHORT = Duration.ofSeconds(1);
  private static final Duration LONG = Duration.ofSeconds(30);

  private final TelegramApi api;
  private final Inbox inbox;
  private final Duration standby;
  private final CountDownLatch closing;
  private Duration pause = SHORT;
  private long offset;

  /**
   * @param standby while another process fetches
   * @param closing ends the loop when it is counted down
   */
  UpdateLoop(TelegramApi api, Inbox inbox, Duration standby, CountDownLatch closing) {
    this.api = api;
    this.inbox = inbox;
    this.standby = standby;
    this.closing = closing;
  }

  @Override
  public void run() {
    while (closing.getCount() > 0) {
      try {
        keep(api.updates(offset));
        pause = SHORT;
      } catch (TelegramApiException e) {
        rest(wanted(e), api.why(e));
      } catch (RuntimeException e) {
        // Redis may be away: what was not kept is fetched again.
        LOG.debug("Updates could not be kept.", e);
        rest(SHORT, e.getMessage());
      } catch (Error e) {
        LOG.error("Fetching updates failed; it goes on.", e);
        rest(LONG, e.toString());
      }
    }
  }

  /** Each by its number alone: whether anything can be made of it is for others to find out. */
  private void keep(List<JsonNode> updates) throws TelegramApiException {
    long before = offset;
    for (JsonNode update : updates) {
      JsonNode id = update.path("update_id");
      if (!id.canConvertToLong() || !id.isIntegralNumber()) {
        LOG.error("Telegram sent an update without a number; it is left out.");
        continue;
      }
      inbox.add(id.asText(), update.toString());
      offset = Math.max(offset, id.asLong() + 1);
    }
    if (offset == before && !updates.isEmpty() && !isRepeated(updates)) {
      // Else they would be asked for, and come, at once and for ever.
      throw new TelegramApiException("none of " + updates.size() + " updates has a number");
    }
  }

  /** Whether they are earlier ones, which the server may send once more. */
  private static boolean isRepeated(List<JsonNode> updates) {
    return updates.stream().anyMatch(it -> it.path("update_id").isIntegralNumber());
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
