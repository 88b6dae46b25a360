package org.vitrail.bot.telegram;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.telegram.telegrambots.meta.api.objects.Update;
import org.telegram.telegrambots.meta.exceptions.TelegramApiException;
import org.telegram.telegrambots.meta.exceptions.TelegramApiRequestException;
import org.vitrail.bot.core.outbox.Inbox;

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
  private final ObjectMapper json;
  private final Duration standby;
  private final CountDownLatch closing;
  private Duration pause = SHORT;
  private int offset;

  /**
   * @param standby while another process fetches
   * @param closing ends the loop when it is counted down
   */
  UpdateLoop(
      TelegramApi api, Inbox inbox, ObjectMapper json, Duration standby, CountDownLatch closing) {
    this.api = api;
    this.inbox = inbox;
    this.json = json;
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
        rest(wanted(e), e.getMessage());
      } catch (RuntimeException e) {
        // Redis may be away: what was not kept is fetched again.
        LOG.debug("Updates could not be kept.", e);
        rest(SHORT, e.getMessage());
      }
    }
  }

  private void keep(List<Update> updates) {
    for (Update update : updates) {
      try {
        inbox.add(update.getUpdateId().toString(), json.writeValueAsString(update));
      } catch (JsonProcessingException e) {
        LOG.error("Update {} cannot be kept and is left out.", update.getUpdateId(), e);
      }
      offset = update.getUpdateId() + 1;
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
