package org.vitrail.bot.discord;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import net.dv8tion.jda.api.exceptions.ErrorResponseException;
import net.dv8tion.jda.api.exceptions.MissingAccessException;
import net.dv8tion.jda.api.exceptions.PermissionException;
import net.dv8tion.jda.api.exceptions.RateLimitedException;
import net.dv8tion.jda.api.requests.ErrorResponse;
import org.vitrail.bot.core.messaging.SendResult;

/** Reads from a failed call what is to be done next. */
final class DiscordFailure {
  private static final Set<ErrorResponse> TOKEN_IS_OVER =
      EnumSet.of(
          ErrorResponse.UNKNOWN_WEBHOOK,
          ErrorResponse.INVALID_WEBHOOK_TOKEN,
          ErrorResponse.UNKNOWN_INTERACTION);

  private static final Set<ErrorResponse> TOO_LARGE =
      EnumSet.of(
          ErrorResponse.FILE_UPLOAD_MAX_SIZE_EXCEEDED, ErrorResponse.REQUEST_ENTITY_TOO_LARGE);

  private static final Set<ErrorResponse> THREAD_IS_CLOSED =
      EnumSet.of(ErrorResponse.ILLEGAL_OPERATION_ARCHIVED_THREAD, ErrorResponse.THREAD_LOCKED);

  private static final int REQUEST_TOO_LARGE = 413;

  private DiscordFailure() {}

  static SendResult read(RuntimeException failure) {
    if (failure instanceof ErrorResponseException refused) {
      ErrorResponse response = refused.getErrorResponse();
      if (TOO_LARGE.contains(response) || refused.getErrorCode() == REQUEST_TOO_LARGE) {
        return new SendResult.TooLarge();
      }
      boolean mayPass = refused.isServerError() || refused.getErrorCode() <= 0;
      return mayPass
          ? new SendResult.Failed(why(refused), true)
          : new SendResult.Gone(why(refused));
    } else if (failure instanceof PermissionException missing) {
      return new SendResult.Gone(
          missing instanceof MissingAccessException
              ? "the channel is hidden from the bot"
              : "the bot lacks the permission " + missing.getPermission().getName());
    }
    return new SendResult.Failed(String.valueOf(failure.getMessage()), true);
  }

  static SendResult read(RateLimitedException limited) {
    return new SendResult.Later(Duration.ofMillis(Math.max(1, limited.getRetryAfter())), false);
  }

  /** Whether the interaction can no longer be answered, but its channel perhaps can. */
  static boolean isTokenOver(RuntimeException failure) {
    return failure instanceof ErrorResponseException refused
        && TOKEN_IS_OVER.contains(refused.getErrorResponse());
  }

  /**
   * Whether nothing can be changed in the thread: it is archived, which a new message ends, or
   * locked, so that none is taken either.
   */
  static boolean isThreadClosed(RuntimeException failure) {
    return failure instanceof ErrorResponseException refused
        && THREAD_IS_CLOSED.contains(refused.getErrorResponse());
  }

  private static String why(ErrorResponseException refused) {
    return refused.getErrorCode() + " " + refused.getMeaning();
  }
}
