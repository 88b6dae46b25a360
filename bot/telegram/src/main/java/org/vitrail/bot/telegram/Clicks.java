package org.vitrail.bot.telegram;

import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.telegram.telegrambots.meta.api.methods.AnswerCallbackQuery;
import org.telegram.telegrambots.meta.api.methods.updatingmessages.DeleteMessage;
import org.telegram.telegrambots.meta.api.objects.CallbackQuery;
import org.telegram.telegrambots.meta.exceptions.TelegramApiException;
import org.vitrail.bot.command.Button;
import org.vitrail.bot.command.ButtonAction;
import org.vitrail.bot.command.wording.TextCut;
import org.vitrail.bot.core.Person;
import org.vitrail.bot.core.Standing;
import org.vitrail.bot.core.service.BotService;
import org.vitrail.bot.core.service.Reply;
import org.vitrail.config.Messages;

/** What is pressed below a message. */
final class Clicks {
  private static final Logger LOG = LoggerFactory.getLogger(Clicks.class);

  /** Telegram's own limit. */
  private static final int MAX_ANSWER = 200;

  private final TelegramApi api;
  private final BotService botService;
  private final TelegramReplies replies;
  private final TelegramPostingRights postingRights;
  private final Messages messages;

  Clicks(
      TelegramApi api,
      BotService botService,
      TelegramReplies replies,
      TelegramPostingRights postingRights,
      Messages messages) {
    this.api = api;
    this.botService = botService;
    this.replies = replies;
    this.postingRights = postingRights;
    this.messages = messages;
  }

  void pressed(CallbackQuery click) {
    Optional<Button> button =
        Optional.ofNullable(click.getData()).flatMap(botService.chats().buttons()::read);
    if (click.getMessage() == null || button.isEmpty()) {
      String own = click.getFrom().getLanguageCode();
      answer(click, messages.text(own == null ? "" : own, "button.stale"));
      return;
    }
    TelegramReplyTarget target = TelegramReplyTarget.of(click.getMessage());
    Person who = replies.person(Author.of(click.getFrom()), target);
    switch (button.get().action()) {
      case STOP, CANCEL -> {
        reconcile(button.get().jobId(), target);
        answer(click, press(click, who, button.get(), target).text());
      }
      case REPORT -> answer(click, press(click, who, button.get(), target).text());
      case DELETE -> delete(click, who, button.get(), target);
      case COPY -> copy(click, who, button.get());
      case ALBUM -> album(click, who, button.get(), target);
      default -> draw(click, who, button.get(), target);
    }
  }

  /** Only clicks tell of a message that was posted when nobody was left to note it. */
  private void reconcile(String jobId, TelegramReplyTarget target) {
    String message = target.replyTo().map(String::valueOf).orElse("");
    if (!message.isEmpty() && botService.chats().isLeftOver(jobId, message)) {
      delete(target, jobId);
    }
  }

  /** Says that a click could not be dealt with: in the chat, as it may be answered already. */
  void apologise(CallbackQuery click, Instant when) {
    String own = click.getFrom().getLanguageCode();
    String words = replies.apology(own == null ? "" : own, when);
    if (click.getMessage() == null) {
      answer(click, words);
    } else {
      answer(click, "");
      replies.say(TelegramReplyTarget.of(click.getMessage()), words);
    }
  }

  private void draw(CallbackQuery click, Person who, Button button, TelegramReplyTarget target) {
    answer(click, "");
    Optional<String> obstacle =
        target.isGroup() ? postingRights.obstacle(who, target) : Optional.empty();
    if (obstacle.isPresent()) {
      replies.say(target, obstacle.get());
      return;
    }
    if (button.command().isPresent()) {
      replies.show(target, who, press(click, who, button, target));
    }
  }

  private Reply press(CallbackQuery click, Person who, Button button, TelegramReplyTarget target) {
    boolean isModerator =
        button.action() == ButtonAction.DELETE
            && target.isGroup()
            && postingRights.isAdministrator(who, target);
    Standing standing = isModerator ? Standing.MODERATOR : Standing.MEMBER;
    return botService.press(
        who, button, Optional.of(replies.origin(who, target, "c" + click.getId(), standing)));
  }

  private void delete(CallbackQuery click, Person who, Button button, TelegramReplyTarget target) {
    Reply reply = press(click, who, button, target);
    if (reply instanceof Reply.Deleted deleted) {
      boolean isOwn = deleted.isOwn();
      answer(click, isOwn ? messages.text(who.locale(), "button.deleted") : reply.text());
      // The job's own message goes by itself; this may be another one that shows the pictures.
      delete(target, button.jobId());
    } else {
      answer(click, reply.text());
    }
  }

  private void copy(CallbackQuery click, Person who, Button button) {
    Optional<String> obstacle = postingRights.obstacleInPrivate(who);
    Reply reply = botService.press(who, button, Optional.empty());
    if (obstacle.isPresent()) {
      answer(click, obstacle.get());
    } else if (reply instanceof Reply.Shown) {
      replies.show(TelegramReplyTarget.alone(who), who, reply);
      answer(click, messages.text(who.locale(), "copy.sent"));
    } else {
      answer(click, reply.text());
    }
  }

  private void album(CallbackQuery click, Person who, Button button, TelegramReplyTarget target) {
    answer(click, "");
    Reply reply = botService.press(who, button, Optional.empty());
    if (reply instanceof Reply.Shown shown) {
      replies.album(target, shown.job());
    } else {
      replies.show(target, who, reply);
    }
  }

  private void delete(TelegramReplyTarget target, String jobId) {
    try {
      api.call(new DeleteMessage(Long.toString(target.chat()), target.replyTo().orElseThrow()));
    } catch (TelegramApiException e) {
      LOG.info("The message of job {} could not be deleted: {}", jobId, e.getMessage());
    }
  }

  /** Only a click can be answered to one person alone, and only once. */
  private void answer(CallbackQuery click, String words) {
    try {
      api.call(
          AnswerCallbackQuery.builder()
              .callbackQueryId(click.getId())
              .text(words.isEmpty() ? null : TextCut.toUnits(words, MAX_ANSWER))
              .showAlert(!words.isEmpty())
              .build());
    } catch (TelegramApiException e) {
      LOG.debug("A click could not be answered: {}", e.getMessage());
    }
  }
}
