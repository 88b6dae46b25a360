package org.vitrail.bot.discord;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import net.dv8tion.jda.api.components.label.Label;
import net.dv8tion.jda.api.components.textinput.TextInput;
import net.dv8tion.jda.api.components.textinput.TextInputStyle;
import net.dv8tion.jda.api.events.interaction.ModalInteractionEvent;
import net.dv8tion.jda.api.events.interaction.component.ButtonInteractionEvent;
import net.dv8tion.jda.api.exceptions.ErrorResponseException;
import net.dv8tion.jda.api.modals.Modal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vitrail.bot.core.JobCard;
import org.vitrail.bot.core.Person;
import org.vitrail.bot.core.button.Button;
import org.vitrail.bot.core.button.ButtonAction;
import org.vitrail.bot.core.button.ButtonSigner;
import org.vitrail.bot.core.command.Command;
import org.vitrail.bot.core.studio.QueueUnreachable;
import org.vitrail.bot.core.studio.Reply;
import org.vitrail.bot.core.studio.Studio;
import org.vitrail.config.Messages;

/** What is pressed below a message, and the form in which a prompt is edited. */
final class Buttons {
  private static final Logger LOG = LoggerFactory.getLogger(Buttons.class);

  /** A form can only be the first answer; without an earlier prompt it opens empty. */
  private static final Duration PATIENCE_FOR_PROMPT = Duration.ofMillis(600);

  private static final int MOST_PROMPT = 1_000;

  private final Reception reception;
  private final Replies replies;
  private final Studio studio;
  private final Preflight preflight;
  private final Copies copies;
  private final Messages messages;
  private final ExecutorService workers;

  Buttons(
      Reception reception,
      Replies replies,
      Studio studio,
      Preflight preflight,
      Copies copies,
      Messages messages,
      ExecutorService workers) {
    this.reception = reception;
    this.replies = replies;
    this.studio = studio;
    this.preflight = preflight;
    this.copies = copies;
    this.messages = messages;
    this.workers = workers;
  }

  /** How Discord is answered depends on what the id says; what is done, on its signature. */
  void pressed(ButtonInteractionEvent event) {
    String id = event.getComponentId();
    Optional<ButtonAction> claimed = ButtonSigner.claimed(id);
    if (claimed.isEmpty()) {
      reception.answer(event, true, this::stale);
      return;
    }
    switch (claimed.get()) {
      case REWORD -> openForm(event, id);
      case CANCEL, DELETE -> reception.keepMessage(event, visit -> own(visit, id));
      case COPY -> reception.answer(event, true, visit -> copy(visit, id));
      case REPORT -> reception.answer(event, true, visit -> report(visit, id));
      default ->
          reception.answer(event, event.getMessage().isEphemeral(), visit -> draw(visit, id));
    }
  }

  /** The form has come back. */
  void filled(ModalInteractionEvent event) {
    String prompt = event.getValue(CommandMenu.PROMPT).getAsString();
    boolean isAlone = event.getMessage() != null && event.getMessage().isEphemeral();
    reception.answer(
        event,
        isAlone,
        visit ->
            draw(
                visit,
                button(event.getModalId())
                    .map(button -> new Command.Reword(button.jobId(), prompt))));
  }

  private void openForm(ButtonInteractionEvent event, String id) {
    String locale = event.getUserLocale().getLocale();
    TextInput.Builder input =
        TextInput.create(CommandMenu.PROMPT, TextInputStyle.PARAGRAPH)
            .setRequired(true)
            .setMaxLength(MOST_PROMPT);
    earlierPrompt(id).ifPresent(input::setValue);
    event
        .replyModal(
            Modal.create(id, messages.text(locale, "button.reword"))
                .addComponents(
                    Label.of(messages.text(locale, "option.prompt.about"), input.build()))
                .build())
        .queue(sent -> {}, failure -> LOG.warn("A form did not open: {}", failure.getMessage()));
  }

  private Optional<String> earlierPrompt(String id) {
    try {
      return CompletableFuture.supplyAsync(
              () -> button(id).flatMap(button -> studio.card(button.jobId())), workers)
          .get(PATIENCE_FOR_PROMPT.toMillis(), TimeUnit.MILLISECONDS)
          .map(JobCard::prompt)
          .filter(prompt -> !prompt.isEmpty() && prompt.length() <= MOST_PROMPT);
    } catch (TimeoutException | ExecutionException | RejectedExecutionException e) {
      LOG.info("The form opens without the earlier prompt: {}", e.toString());
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private void draw(Visit visit, String id) {
    draw(visit, button(id).flatMap(Button::drawing));
  }

  private void draw(Visit visit, Optional<? extends Command> command) {
    if (command.isEmpty()) {
      stale(visit);
      return;
    }
    Person who = replies.person(visit.interaction());
    Optional<String> obstacle = preflight.obstacle(visit, who.locale());
    if (obstacle.isPresent()) {
      replies.sayAlone(visit, obstacle.get());
    } else {
      replies.show(visit, studio.handle(who, command.get(), Replies.origin(visit)));
    }
  }

  private void copy(Visit visit, String id) {
    Person who = replies.person(visit.interaction());
    Optional<Button> button = button(id);
    if (button.isEmpty()) {
      stale(visit);
      return;
    }
    Reply reply = studio.handle(who, new Command.Show(button.get().jobId()));
    if (reply instanceof Reply.Shown shown) {
      replies.sayAlone(visit, copies.send(who, shown.job()));
    } else {
      replies.show(visit, reply);
    }
  }

  private void report(Visit visit, String id) {
    Person who = replies.person(visit.interaction());
    Optional<Button> button = button(id);
    if (button.isEmpty()) {
      stale(visit);
    } else {
      Command report = new Command.Report(button.get().jobId());
      replies.show(visit, studio.handle(who, report, Replies.origin(visit)));
    }
  }

  /** What only the person who asked for the pictures may do, and partly moderators. */
  private void own(Visit visit, String id) {
    Person who = replies.person(visit.interaction());
    Optional<Button> button = button(id);
    Optional<JobCard> card;
    try {
      card = button.flatMap(it -> studio.card(it.jobId(), who.locale()));
    } catch (QueueUnreachable e) {
      replies.addAlone(visit, e.getMessage());
      return;
    }
    if (card.isEmpty()) {
      replies.addAlone(visit, messages.text(who.locale(), "button.stale"));
      return;
    }
    boolean isOwn = card.get().who().key().equals(who.key());
    if (button.get().action() == ButtonAction.DELETE) {
      delete(visit, who, card.get(), isOwn);
    } else if (isOwn) {
      Reply reply = studio.handle(who, new Command.Cancel(Optional.of(card.get().id())));
      replies.addAlone(visit, reply.text());
    } else {
      replies.addAlone(visit, messages.text(who.locale(), "button.not-yours"));
    }
  }

  /** The message may be one of several that show the pictures; the core takes away the first. */
  private void delete(Visit visit, Person who, JobCard card, boolean isOwn) {
    Reply reply = studio.handle(who, new Command.Delete(card.id()), Replies.origin(visit));
    if (reply instanceof Reply.Said) {
      delete(visit, card);
    }
    if (!isOwn || reply instanceof Reply.Refused) {
      replies.addAlone(visit, reply.text());
    }
  }

  private static void delete(Visit visit, JobCard card) {
    try {
      visit.hook().deleteOriginal().complete();
    } catch (ErrorResponseException e) {
      LOG.info("The message of job {} could not be deleted: {}", card.id(), e.getMessage());
    }
  }

  private void stale(Visit visit) {
    String locale = replies.person(visit.interaction()).locale();
    replies.sayAlone(visit, messages.text(locale, "button.stale"));
  }

  private Optional<Button> button(String id) {
    return studio.buttons().read(id);
  }
}
