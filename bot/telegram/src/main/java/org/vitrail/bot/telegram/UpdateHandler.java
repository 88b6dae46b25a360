package org.vitrail.bot.telegram;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.telegram.telegrambots.meta.api.objects.Update;

/** Sends each update to where it is dealt with. */
class UpdateHandler {
  private final Requests requests;
  private final Clicks clicks;

  UpdateHandler(Requests requests, Clicks clicks) {
    this.requests = requests;
    this.clicks = clicks;
  }

  /** Lets the person see that something is under way; does not wait for anything. */
  void acknowledge(Update update) {
    if (isRequest(update)) {
      requests.acknowledge(update.getMessage());
    }
  }

  /**
   * @param isFirst whether it is handled for the first time
   * @return when it is to be handled once more, as there is more to come; empty where it is dealt
   *     with
   */
  Optional<Duration> handle(UpdateArrival arrival, boolean isFirst) {
    Update update = arrival.update();
    if (isRequest(update)) {
      return requests.received(update.getMessage(), arrival.kind(), isFirst);
    } else if (update.hasCallbackQuery()) {
      clicks.pressed(update.getCallbackQuery());
    }
    return Optional.empty();
  }

  /**
   * Says that an update could not be dealt with, where somebody waits for an answer.
   *
   * @param when it failed, by which the operator finds it in the log
   */
  void apologise(Update update, Instant when) {
    if (isRequest(update)) {
      requests.apologise(update.getMessage(), when);
    } else if (update.hasCallbackQuery()) {
      clicks.apologise(update.getCallbackQuery(), when);
    }
  }

  private static boolean isRequest(Update update) {
    return update.hasMessage() && update.getMessage().getFrom() != null;
  }
}
