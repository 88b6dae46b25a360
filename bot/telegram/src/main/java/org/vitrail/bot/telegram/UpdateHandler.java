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

  void handle(Update update) {
    if (update.hasMessage() && update.getMessage().getFrom() != null) {
      requests.received(update.getMessage());
    } else if (update.hasCallbackQuery()) {
      clicks.pressed(update.getCallbackQuery());
    }
  }
}
