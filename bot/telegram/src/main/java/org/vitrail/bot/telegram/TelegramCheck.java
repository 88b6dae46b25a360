package org.vitrail.bot.telegram;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.telegram.telegrambots.meta.api.methods.GetMe;
import org.telegram.telegrambots.meta.api.methods.commands.GetMyCommands;
import org.telegram.telegrambots.meta.api.methods.updates.GetWebhookInfo;
import org.telegram.telegrambots.meta.api.objects.User;
import org.telegram.telegrambots.meta.api.objects.WebhookInfo;
import org.telegram.telegrambots.meta.api.objects.commands.BotCommand;
import org.telegram.telegrambots.meta.exceptions.TelegramApiException;
import org.telegram.telegrambots.meta.exceptions.TelegramApiRequestException;
import org.vitrail.bot.core.TimeSource;

/** What Telegram says of the bot, for those who only want to check; changes nothing. */
public final class TelegramCheck {
  private static final int UNAUTHORIZED = 401;
  private static final int NOT_FOUND = 404;

  private TelegramCheck() {}

  /**
   * The bot as Telegram knows it.
   *
   * @param joinsGroups whether it may be added to groups
   * @param readsEverything whether groups show it every message (privacy mode is off)
   * @param commands that are listed below the field where people type
   * @param waiting updates that nobody has fetched
   * @param clockAhead how far Telegram's clock is ahead of ours, to a second
   */
  public record State(
      String name,
      boolean joinsGroups,
      boolean readsEverything,
      Set<String> commands,
      int waiting,
      Webhook webhook,
      Optional<Duration> clockAhead) {}

  /**
   * Where updates are sent.
   *
   * @param url empty for long polling
   * @param error what went wrong there last, empty for nothing
   */
  public record Webhook(String url, String error) {}

  /** Telegram does not know the token. */
  public static final class UnknownTokenException extends IOException {
    private static final long serialVersionUID = 1L;

    UnknownTokenException() {
      super("Telegram does not know this token");
    }
  }

  /**
   * @throws UnknownTokenException if the token is wrong
   * @throws IOException if Telegram does not answer, or not as documented
   */
  public static State ask(TelegramOptions options) throws IOException {
    try (TelegramApi api = new TelegramApi(options)) {
      User bot = api.call(new GetMe());
      WebhookInfo webhook = api.call(new GetWebhookInfo());
      Set<String> commands =
          api.call(GetMyCommands.builder().build()).stream()
              .map(BotCommand::getCommand)
              .collect(Collectors.toSet());
      return new State(
          bot.getUserName(),
          Boolean.TRUE.equals(bot.getCanJoinGroups()),
          Boolean.TRUE.equals(bot.getCanReadAllGroupMessages()),
          commands,
          webhook.getPendingUpdatesCount() == null ? 0 : webhook.getPendingUpdatesCount(),
          new Webhook(
              webhook.getUrl() == null ? "" : webhook.getUrl(),
              webhook.getLastErrorMessage() == null ? "" : webhook.getLastErrorMessage()),
          api.serverTime().map(theirs -> Duration.between(TimeSource.system().instant(), theirs)));
    } catch (TelegramApiRequestException e) {
      int code = e.getErrorCode() == null ? 0 : e.getErrorCode();
      throw code == UNAUTHORIZED || code == NOT_FOUND
          ? new UnknownTokenException()
          : new IOException(options.proxies().why(options.apiUrl(), e), e);
    } catch (TelegramApiException e) {
      throw new IOException(options.proxies().why(options.apiUrl(), e), e);
    }
  }
}
