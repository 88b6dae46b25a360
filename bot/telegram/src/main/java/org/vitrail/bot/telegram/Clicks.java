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
import org.vitrail.bot.core.button.ButtonAction;
import org.vitrail.bot.core.command.Command;
import org.vitrail.bot.core.studio.QueueUnreachable;
import org.vitrail.bot.core.studio.Reply;
import org.vitrail.bot.core.studio.Studio;
import org.vitrail.config.Messages;

/** What is pressed below a message. */
final class Clicks {
  private static final Logger LOG = LoggerFactory.getLogger(Clicks.class);

  /** Telegram's own limit. */
  private static final int MOST_ANSWER = 200;

  private final TelegramApi api;
  private final Studio studio;
  private final Replies replies;
  private final Preflight preflight;
  private final Messages messages;

  Clicks(TelegramApi api, Studio studio, Replies replies, Preflight preflight, Messages messages) {
    this.api = api;
    this.studio = studio;
    this.replies = replies;
    this.preflight = preflight;
    this.messages = messages;
  }

  void pressed(CallbackQuery click) {
    Optional<Button> button = Optional.ofNullable(click.getData()).flatMap(studio.buttons()::read);
    if (click.getMessage() == null || button.isEmpty()) {
      String own = click.getFrom().getLanguageCode();
      answer(click, messages.text(own == null ? "" : own, "button.stale"));
      return;
    }
    Place place = Place.of(click.getMessage());
    Person who = replies.person(click.getFrom(), place);
    switch (button.get().action()) {
      case CANCEL, DELETE -> own(click, who, button.get(), place);
      case COPY -> copy(click, who, button.get());
      case ALBUM -> album(click, who, button.get(), place);
      default -> draw(click, who, button.get(), place);
    }
  }

  private void draw(CallbackQuery click, Person who, Button button, Place place) {
    answer(click, "");
    Optional<String> obstacle = place.isGroup() ? preflight.obstacle(who, place) : Optional.empty();
    if (obstacle.isPresent()) {
      replies.say(place, obstacle.get());
      return;
    }
    Origin origin = replies.origin(who, place, "c" + click.getId(), Standing.MEMBER);
    button
        .drawing()
        .ifPresent(
            command -> replies.show(place, who, studio.handle(who, command, Optional.of(origin))));
  }

  /** Only a click can be answered to one person alone, and only once: so this is the answer. */
  private void own(CallbackQuery click, Person who, Button button, Place place) {
    try {
      Optional<JobCard> card = studio.card(button.jobId());
      if (card.isEmpty()) {
        answer(click, messages.text(who.locale(), "button.stale"));
      } else if (!card.get().who().key().equals(who.key())) {
        answer(click, messages.text(who.locale(), "button.not-yours"));
      } else if (button.action() == ButtonAction.CANCEL) {
        Command cancel = new Command.Cancel(Optional.of(button.jobId()));
        answer(click, Replies.words(studio.handle(who, cancel)));
      } else {
        studio.gallery().delete(who, card.get());
        answer(click, messages.text(who.locale(), "button.deleted"));
        delete(place, button.jobId());
      }
    } catch (QueueUnreachable e) {
      answer(click, e.getMessage());
    }
  }

  private void copy(CallbackQuery click, Person who, Button button) {
    Optional<String> obstacle = preflight.obstacleInPrivate(who);
    Reply reply = studio.handle(who, new Command.Show(button.jobId()));
    if (obstacle.isPresent()) {
      answer(click, obstacle.get());
    } else if (reply instanceof Reply.Shown) {
      replies.show(Place.alone(who), who, reply);
      answer(click, messages.text(who.locale(), "copy.sent"));
    } else {
      answer(click, Replies.words(reply));
    }
  }

  private void album(CallbackQuery click, Person who, Button button, Place place) {
    answer(click, "");
    Reply reply = studio.handle(who, new Command.Show(button.jobId()));
    if (reply instanceof Reply.Shown shown) {
      replies.album(place, shown.job());
    } else {
      replies.show(place, who, reply);
    }
  }

  private void delete(Place place, String jobId) {
    try {
      api.call(new DeleteMessage(Long.toString(place.chat()), place.replyTo().orElseThrow()));
    } catch (TelegramApiException e) {
      LOG.info("The message of job {} could not be deleted: {}", jobId, e.getMessage());
    }
  }

  private void answer(CallbackQuery click, String words) {
    try {
      api.call(
          AnswerCallbackQuery.builder()
              .callbackQueryId(click.getId())
              .text(words.isEmpty() ? null : TelegramText.cut(words, MOST_ANSWER))
              .showAlert(!words.isEmpty())
              .build());
    } catch (TelegramApiException e) {
      LOG.debug("A click could not be answered: {}", e.getMessage());
    }
  }
}
