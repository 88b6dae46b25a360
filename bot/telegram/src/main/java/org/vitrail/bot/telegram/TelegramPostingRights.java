package org.vitrail.bot.telegram;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.telegram.telegrambots.meta.api.methods.ActionType;
import org.telegram.telegrambots.meta.api.methods.groupadministration.GetChat;
import org.telegram.telegrambots.meta.api.methods.groupadministration.GetChatMember;
import org.telegram.telegrambots.meta.api.methods.send.SendChatAction;
import org.telegram.telegrambots.meta.api.objects.ChatPermissions;
import org.telegram.telegrambots.meta.api.objects.chatmember.ChatMember;
import org.telegram.telegrambots.meta.api.objects.chatmember.ChatMemberRestricted;
import org.telegram.telegrambots.meta.exceptions.TelegramApiException;
import org.telegram.telegrambots.meta.exceptions.TelegramApiRequestException;
import org.vitrail.bot.core.Person;
import org.vitrail.bot.core.TimeSource;
import org.vitrail.config.Messages;

/**
 * Finds out before any work is done whether its pictures could be shown. What Telegram does not say
 * for now counts as allowed: the delivery finds out.
 */
final class TelegramPostingRights {
  private static final Logger LOG = LoggerFactory.getLogger(TelegramPostingRights.class);

  /** A moderator who allowed it tries again at once; nobody asks more often in earnest. */
  private static final Duration REMEMBERED = Duration.ofSeconds(20);

  private static final int MAX_CHATS = 10_000;
  private static final int BAD_REQUEST = 400;
  private static final int FORBIDDEN = 403;

  private final TelegramApi api;
  private final Messages messages;
  private final long botId;
  private final String botName;
  private final Cache<Long, Boolean> mayShow;

  TelegramPostingRights(
      TelegramApi api, Messages messages, long botId, String botName, TimeSource time) {
    this.api = api;
    this.messages = messages;
    this.botId = botId;
    this.botName = botName;
    this.mayShow =
        Caffeine.newBuilder()
            .expireAfterWrite(REMEMBERED)
            .maximumSize(MAX_CHATS)
            .ticker(time::nanoTime)
            .build();
  }

  /** Why pictures cannot be shown in a group, in the person's language. */
  Optional<String> obstacle(Person who, TelegramReplyTarget group) {
    return mayShow.get(group.chat(), this::askWhetherItMayShow)
        ? Optional.empty()
        : Optional.of(messages.text(who.locale(), "place.no-photos"));
  }

  /** Why a person cannot be written to alone: bots cannot open a chat. */
  Optional<String> obstacleInPrivate(Person who) {
    try {
      api.call(
          SendChatAction.builder().chatId(who.id()).action(ActionType.TYPING.toString()).build());
      return Optional.empty();
    } catch (TelegramApiRequestException e) {
      return isRefusal(e) ? Optional.of(closed(who)) : Optional.empty();
    } catch (TelegramApiException e) {
      LOG.debug("Whether {} can be written to is not known: {}", who.key(), e.getMessage());
      return Optional.empty();
    }
  }

  /** That a person cannot be written to, and what they can do. */
  String closed(Person who) {
    return messages.text(who.locale(), "place.no-private-chat", botName);
  }

  boolean isAdministrator(Person who, TelegramReplyTarget target) {
    try {
      String status = member(target.chat(), Long.parseLong(who.id())).getStatus();
      return status.equals("creator") || status.equals("administrator");
    } catch (TelegramApiException e) {
      LOG.warn("Whether {} is an administrator is not known: {}", who.key(), e.getMessage());
      return false;
    }
  }

  private boolean askWhetherItMayShow(long chat) {
    try {
      ChatMember self = member(chat, botId);
      return switch (self.getStatus()) {
        case "administrator", "creator" -> true;
        case "restricted" ->
            !(self instanceof ChatMemberRestricted rights)
                || !(isFalse(rights.getCanSendMessages()) || isFalse(rights.getCanSendPhotos()));
        default -> mayEverybodyShow(chat);
      };
    } catch (TelegramApiException e) {
      LOG.debug("What the bot may do in {} is not known: {}", chat, e.getMessage());
      return true;
    }
  }

  private boolean mayEverybodyShow(long chat) throws TelegramApiException {
    ChatPermissions rights = api.call(new GetChat(Long.toString(chat))).getPermissions();
    return rights == null
        || !(isFalse(rights.getCanSendMessages()) || isFalse(rights.getCanSendPhotos()));
  }

  private ChatMember member(long chat, long user) throws TelegramApiException {
    return api.call(new GetChatMember(Long.toString(chat), user));
  }

  /** Whether the same would be answered to the same again. */
  static boolean isRefusal(TelegramApiRequestException e) {
    Integer code = e.getErrorCode();
    return code != null && (code == BAD_REQUEST || code == FORBIDDEN);
  }

  private static boolean isFalse(Boolean right) {
    return Boolean.FALSE.equals(right);
  }
}
