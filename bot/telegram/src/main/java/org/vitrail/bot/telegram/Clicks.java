package org.vitrail.bot.telegram;

import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.telegram.telegrambots.meta.api.methods.AnswerCallbackQuery;
import org.telegram.telegrambots.meta.api.methods.updatingmessages.DeleteMessage;
import org.telegram.telegrambots.meta.api.objects.CallbackQuery;
import org.telegram.telegrambots.meta.exceptions.TelegramApiException;
import org.vitrail.bot.core.JobCard;
import org.vitrail.bot.core.Origin;
import org.vitrail.bot.core.Person;
import org.vitrail.bot.core.Standing;
import org.vitrail.bot.core.button.Button;
import org.vitrail.bot.core.command.Command;
import org.vitrail.bot.core.service.BotService;
import org.vitrail.bot.core.service.QueueUnreachable;
import org.vitrail.bot.core.service.Reply;
import org.vitrail.bot.core.wording.TextCut;
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
        Optional.ofNullable(click.getData()).flatMap(botService.buttons()::read);
    if (click.getMessage() == null || button.isEmpty()) {
      String own = click.getFrom().getLanguageCode();
      answer(click, messages.text(own == null ? "" : own, "button.stale"));
      return;
    }
    TelegramReplyTarget target = TelegramReplyTarget.of(click.getMessage());
    Person who = replies.person(Author.of(click.getFrom()), target);
    switch (button.get().action()) {
      case CANCEL -> cancel(click, who, button.get());
      case DELETE -> delete(click, who, button.get(), target);
      case REPORT -> report(click, who, button.get(), target);
      case COPY -> copy(click, who, button.get());
      case ALBUM -> album(click, who, button.get(), target);
      default -> draw(click, who, button.get(), target);
    }
  }

  /** Says that a click could not be dealt with: in the chat, as it may be answered already. */
  void apologise(CallbackQuery click) {
    String own = click.getFrom().getLanguageCode();
    String words = replies.apology(own == null ? "" : own);
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
    Optional<Origin> origin = origin(click, who, target, Standing.MEMBER);
    button
        .drawing()
        .ifPresent(command -> replies.show(target, who, botService.handle(who, command, origin)));
  }

  private Optional<Origin> origin(
      CallbackQuery click, Person who, TelegramReplyTarget target, Standing standing) {
    return Optional.of(replies.origin(who, target, "c" + click.getId(), standing));
  }

  private void cancel(CallbackQuery click, Person who, Button button) {
    Optional<JobCard> card = card(click, who, button);
    if (card.isPresent() && !isOwn(who, card.get())) {
      answer(click, messages.text(who.locale(), "button.not-yours"));
    } else if (card.isPresent()) {
      Command cancel = new Command.Cancel(Optional.of(button.jobId()));
      answer(click, botService.handle(who, cancel).text());
    }
  }

  /** For whoever asked, and for administrators. */
  private void delete(CallbackQuery click, Person who, Button button, TelegramReplyTarget target) {
    Optional<JobCard> card = card(click, who, button);
    if (card.isEmpty()) {
      return;
    }
    boolean isOwn = isOwn(who, card.get());
    if (!isOwn && !(target.isGroup() && postingRights.isAdministrator(who, target))) {
      answer(click, messages.text(who.locale(), "button.not-yours"));
      return;
    }
    Standing standing = isOwn ? Standing.MEMBER : Standing.MODERATOR;
    Reply reply =
        botService.handle(
            who, new Command.Delete(button.jobId()), origin(click, who, target, standing));
    boolean isDone = reply instanceof Reply.Said;
    answer(click, isDone && isOwn ? messages.text(who.locale(), "button.deleted") : reply.text());
    if (isDone) {
      // The job's own message goes by itself; this may be another one that shows the pictures.
      delete(target, button.jobId());
    }
  }

  private void report(CallbackQuery click, Person who, Button button, TelegramReplyTarget target) {
    Command report = new Command.Report(button.jobId());
    Optional<Origin> origin = origin(click, who, target, Standing.MEMBER);
    answer(click, botService.handle(who, report, origin).text());
  }

  /** The button's job; where there is none, the click is answered with why. */
  private Optional<JobCard> card(CallbackQuery click, Person who, Button button) {
    try {
      Optional<JobCard> card = botService.card(button.jobId(), who.locale());
      if (card.isEmpty()) {
        answer(click, messages.text(who.locale(), "button.stale"));
      }
      return card;
    } catch (QueueUnreachable e) {
      answer(click, e.getMessage());
      return Optional.empty();
    }
  }

  private static boolean isOwn(Person who, JobCard card) {
    return card.who().key().equals(who.key());
  }

  private void copy(CallbackQuery click, Person who, Button button) {
    Optional<String> obstacle = postingRights.obstacleInPrivate(who);
    Reply reply = botService.handle(who, new Command.Show(button.jobId()));
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
    Reply reply = botService.handle(who, new Command.Show(button.jobId()));
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
