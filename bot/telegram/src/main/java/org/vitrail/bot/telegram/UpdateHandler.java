package org.vitrail.bot.telegram;

import org.telegram.telegrambots.meta.api.objects.Update;

/** Sends each update to where it is dealt with. */
final class UpdateHandler {
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

  void handle(Update update) {
    if (isRequest(update)) {
      requests.received(update.getMessage());
    } else if (update.hasCallbackQuery()) {
      clicks.pressed(update.getCallbackQuery());
    }
  }

  private static boolean isRequest(Update update) {
    return update.hasMessage() && update.getMessage().getFrom() != null;
  }
}
