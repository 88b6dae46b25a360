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
import org.vitrail.bot.core.studio.QueueUnreachable;
import org.vitrail.bot.core.studio.Reply;
import org.vitrail.bot.core.studio.Studio;
import org.vitrail.bot.core.wording.TextCut;
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
    Person who = replies.person(Author.of(click.getFrom()), place);
    switch (button.get().action()) {
      case CANCEL -> cancel(click, who, button.get());
      case DELETE -> delete(click, who, button.get(), place);
      case REPORT -> report(click, who, button.get(), place);
      case COPY -> copy(click, who, button.get());
      case ALBUM -> album(click, who, button.get(), place);
      default -> draw(click, who, button.get(), place);
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
      replies.say(Place.of(click.getMessage()), words);
    }
  }

  private void draw(CallbackQuery click, Person who, Button button, Place place) {
    answer(click, "");
    Optional<String> obstacle = place.isGroup() ? preflight.obstacle(who, place) : Optional.empty();
    if (obstacle.isPresent()) {
      replies.say(place, obstacle.get());
      return;
    }
    Optional<Origin> origin = origin(click, who, place, Standing.MEMBER);
    button
        .drawing()
        .ifPresent(command -> replies.show(place, who, studio.handle(who, command, origin)));
  }

  private Optional<Origin> origin(CallbackQuery click, Person who, Place place, Standing standing) {
    return Optional.of(replies.origin(who, place, "c" + click.getId(), standing));
  }

  private void cancel(CallbackQuery click, Person who, Button button) {
    Optional<JobCard> card = card(click, who, button);
    if (card.isPresent() && !isOwn(who, card.get())) {
      answer(click, messages.text(who.locale(), "button.not-yours"));
    } else if (card.isPresent()) {
      Command cancel = new Command.Cancel(Optional.of(button.jobId()));
      answer(click, studio.handle(who, cancel).text());
    }
  }

  /** For whoever asked, and for administrators. */
  private void delete(CallbackQuery click, Person who, Button button, Place place) {
    Optional<JobCard> card = card(click, who, button);
    if (card.isEmpty()) {
      return;
    }
    boolean isOwn = isOwn(who, card.get());
    if (!isOwn && !(place.isGroup() && preflight.isAdministrator(who, place))) {
      answer(click, messages.text(who.locale(), "button.not-yours"));
      return;
    }
    Standing standing = isOwn ? Standing.MEMBER : Standing.MODERATOR;
    Reply reply =
        studio.handle(who, new Command.Delete(button.jobId()), origin(click, who, place, standing));
    boolean isDone = reply instanceof Reply.Said;
    answer(click, isDone && isOwn ? messages.text(who.locale(), "button.deleted") : reply.text());
    if (isDone) {
      // The job's own message goes by itself; this may be another one that shows the pictures.
      delete(place, button.jobId());
    }
  }

  private void report(CallbackQuery click, Person who, Button button, Place place) {
    Command report = new Command.Report(button.jobId());
    Optional<Origin> origin = origin(click, who, place, Standing.MEMBER);
    answer(click, studio.handle(who, report, origin).text());
  }

  /** The button's job; where there is none, the click is answered with why. */
  private Optional<JobCard> card(CallbackQuery click, Person who, Button button) {
    try {
      Optional<JobCard> card = studio.card(button.jobId(), who.locale());
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
    Optional<String> obstacle = preflight.obstacleInPrivate(who);
    Reply reply = studio.handle(who, new Command.Show(button.jobId()));
    if (obstacle.isPresent()) {
      answer(click, obstacle.get());
    } else if (reply instanceof Reply.Shown) {
      replies.show(Place.alone(who), who, reply);
      answer(click, messages.text(who.locale(), "copy.sent"));
    } else {
      answer(click, reply.text());
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

  /** Only a click can be answered to one person alone, and only once. */
  private void answer(CallbackQuery click, String words) {
    try {
      api.call(
          AnswerCallbackQuery.builder()
              .callbackQueryId(click.getId())
              .text(words.isEmpty() ? null : TextCut.toUnits(words, MOST_ANSWER))
              .showAlert(!words.isEmpty())
              .build());
    } catch (TelegramApiException e) {
      LOG.debug("A click could not be answered: {}", e.getMessage());
    }
  }
}
