package org.vitrail.bot.telegram;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.telegram.telegrambots.meta.exceptions.TelegramApiException;
import org.telegram.telegrambots.meta.exceptions.TelegramApiRequestException;
import org.vitrail.bot.core.messaging.SendResult;
import org.vitrail.bot.core.outbox.PostedMessage;

/** Reads from a failed call what is to be done next. */
final class TelegramFailure {
  private static final Duration PAUSE_WITHOUT_A_NUMBER = Duration.ofSeconds(5);

  /** In an address: a message that could not be edited was given up once, and is not again. */
  private static final String RENEWED = "renewed";

  /** From here on, what stands in front of the server says so, and not the server itself. */
  private static final int BAD_GATEWAY = 502;

  private TelegramFailure() {}

  /**
   * @param shown the message that the call was to change, if any
   */
  static SendResult read(
      TelegramApiException failure, Map<String, String> address, PostedMessage shown) {
    if (!(failure instanceof TelegramApiRequestException refused)
        || refused.getApiResponse() == null) {
      return new SendResult.Failed(String.valueOf(failure.getMessage()), !isUnsent(failure));
    }
    TelegramReplyTarget target = TelegramReplyTarget.of(address);
    String said = refused.getApiResponse().toLowerCase(Locale.ROOT);
    if (refused.getParameters() != null && refused.getParameters().getMigrateToChatId() != null) {
      return moved(address, target.movedTo(refused.getParameters().getMigrateToChatId()));
    }
    int code = refused.getErrorCode() == null ? 0 : refused.getErrorCode();
    if (code == 429) {
      return new SendResult.Later(retryAfter(refused), false);
    } else if (code == 413 || said.contains("too big") || said.contains("too large")) {
      return new SendResult.TooLarge();
    } else if (shown != null && said.contains("message is not modified")) {
      return new SendResult.Shown(shown);
    } else if (said.contains("message thread not found") && target.thread().isPresent()) {
      return moved(address, target.withoutThread());
    } else if (said.contains("message can't be edited") && !address.containsKey(RENEWED)) {
      // That of a group which has become a supergroup, for one: posting tells where it went.
      Map<String, String> renewed = new HashMap<>(address);
      renewed.put(RENEWED, "");
      return new SendResult.Moved(renewed);
    } else if (code == 403 || code == 400) {
      return new SendResult.Gone(refused.getApiResponse());
    }
    return new SendResult.Failed(refused.getApiResponse(), code >= BAD_GATEWAY);
  }

  /** Whether there was no connection by which anything could have been sent. */
  private static boolean isUnsent(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof ConnectException
          || cause instanceof UnknownHostException
          || cause instanceof NoRouteToHostException) {
        return true;
      }
    }
    return false;
  }

  /** How long the server wants nothing from us. */
  static Duration retryAfter(TelegramApiRequestException refused) {
    return refused.getParameters() == null || refused.getParameters().getRetryAfter() == null
        ? PAUSE_WITHOUT_A_NUMBER
        : Duration.ofSeconds(refused.getParameters().getRetryAfter());
  }

  /** Fields are kept, so an empty one takes the place of what is gone. */
  private static SendResult moved(Map<String, String> from, TelegramReplyTarget to) {
    Map<String, String> address = new HashMap<>(from);
    address.replaceAll((field, value) -> field.equals(RENEWED) ? value : "");
    address.putAll(to.address());
    return new SendResult.Moved(address);
  }
}
