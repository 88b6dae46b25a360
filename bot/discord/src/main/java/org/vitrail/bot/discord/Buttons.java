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
import org.vitrail.bot.core.service.BotService;
import org.vitrail.bot.core.service.QueueUnreachable;
import org.vitrail.bot.core.service.Reply;
import org.vitrail.config.Messages;

/** What is pressed below a message, and the form in which a prompt is edited. */
final class Buttons {
  private static final Logger LOG = LoggerFactory.getLogger(Buttons.class);

  /** A form can only be the first answer; without an earlier prompt it opens empty. */
  private static final Duration PATIENCE_FOR_PROMPT = Duration.ofMillis(600);

  private static final int MAX_PROMPT = 1_000;

  private final InteractionAcker acker;
  private final DiscordReplies replies;
  private final BotService botService;
  private final DiscordPostingRights postingRights;
  private final Copies copies;
  private final Messages messages;
  private final ExecutorService workers;

  Buttons(
      InteractionAcker acker,
      DiscordReplies replies,
      BotService botService,
      DiscordPostingRights postingRights,
      Copies copies,
      Messages messages,
      ExecutorService workers) {
    this.acker = acker;
    this.replies = replies;
    this.botService = botService;
    this.postingRights = postingRights;
    this.copies = copies;
    this.messages = messages;
    this.workers = workers;
  }

  /** How Discord is answered depends on what the id says; what is done, on its signature. */
  void pressed(ButtonInteractionEvent event) {
    String id = event.getComponentId();
    Optional<ButtonAction> claimed = ButtonSigner.claimed(id);
    if (claimed.isEmpty()) {
      acker.answer(event, true, this::stale);
      return;
    }
    switch (claimed.get()) {
      case REWORD -> openForm(event, id);
      case CANCEL, DELETE -> acker.keepMessage(event, context -> own(context, id));
      case COPY -> acker.answer(event, true, context -> copy(context, id));
      case REPORT -> acker.answer(event, true, context -> report(context, id));
      default ->
          acker.answer(event, event.getMessage().isEphemeral(), context -> draw(context, id));
    }
  }

  /** The form has come back. */
  void filled(ModalInteractionEvent event) {
    String prompt = event.getValue(DiscordCommandMenu.PROMPT).getAsString();
    boolean isEphemeral = event.getMessage() != null && event.getMessage().isEphemeral();
    acker.answer(
        event,
        isEphemeral,
        context ->
            draw(
                context,
                button(event.getModalId())
                    .map(button -> new Command.Reword(button.jobId(), prompt))));
  }

  private void openForm(ButtonInteractionEvent event, String id) {
    String locale = event.getUserLocale().getLocale();
    TextInput.Builder input =
        TextInput.create(DiscordCommandMenu.PROMPT, TextInputStyle.PARAGRAPH)
            .setRequired(true)
            .setMaxLength(MAX_PROMPT);
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
              () -> button(id).flatMap(button -> botService.card(button.jobId())), workers)
          .get(PATIENCE_FOR_PROMPT.toMillis(), TimeUnit.MILLISECONDS)
          .map(JobCard::prompt)
          .filter(prompt -> !prompt.isEmpty() && prompt.length() <= MAX_PROMPT);
    } catch (TimeoutException | ExecutionException | RejectedExecutionException e) {
      LOG.info("The form opens without the earlier prompt: {}", e.toString());
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private void draw(InteractionContext context, String id) {
    draw(context, button(id).flatMap(Button::drawing));
  }

  private void draw(InteractionContext context, Optional<? extends Command> command) {
    if (command.isEmpty()) {
      stale(context);
      return;
    }
    Person who = replies.person(context.interaction());
    Optional<String> obstacle = postingRights.obstacle(context, who.locale());
    if (obstacle.isPresent()) {
      replies.sayAlone(context, obstacle.get());
    } else {
      replies.show(context, botService.handle(who, command.get(), DiscordReplies.origin(context)));
    }
  }

  private void copy(InteractionContext context, String id) {
    Person who = replies.person(context.interaction());
    Optional<Button> button = button(id);
    if (button.isEmpty()) {
      stale(context);
      return;
    }
    Reply reply = botService.handle(who, new Command.Show(button.get().jobId()));
    if (reply instanceof Reply.Shown shown) {
      replies.sayAlone(context, copies.send(who, shown.job()));
    } else {
      replies.show(context, reply);
    }
  }

  private void report(InteractionContext context, String id) {
    Person who = replies.person(context.interaction());
    Optional<Button> button = button(id);
    if (button.isEmpty()) {
      stale(context);
    } else {
      Command report = new Command.Report(button.get().jobId());
      replies.show(context, botService.handle(who, report, DiscordReplies.origin(context)));
    }
  }

  /** What only the person who asked for the pictures may do, and partly moderators. */
  private void own(InteractionContext context, String id) {
    Person who = replies.person(context.interaction());
    Optional<Button> button = button(id);
    Optional<JobCard> card;
    try {
      card = button.flatMap(it -> botService.card(it.jobId(), who.locale()));
    } catch (QueueUnreachable e) {
      replies.addAlone(context, e.getMessage());
      return;
    }
    if (card.isEmpty()) {
      replies.addAlone(context, messages.text(who.locale(), "button.stale"));
      return;
    }
    boolean isOwn = card.get().who().key().equals(who.key());
    if (button.get().action() == ButtonAction.DELETE) {
      delete(context, who, card.get(), isOwn);
    } else if (isOwn) {
      Reply reply = botService.handle(who, new Command.Cancel(Optional.of(card.get().id())));
      replies.addAlone(context, reply.text());
    } else {
      replies.addAlone(context, messages.text(who.locale(), "button.not-yours"));
    }
  }

  /** The message may be one of several that show the pictures; the core takes away the first. */
  private void delete(InteractionContext context, Person who, JobCard card, boolean isOwn) {
    Reply reply =
        botService.handle(who, new Command.Delete(card.id()), DiscordReplies.origin(context));
    if (reply instanceof Reply.Said) {
      delete(context, card);
    }
    if (!isOwn || reply instanceof Reply.Refused) {
      replies.addAlone(context, reply.text());
    }
  }

  private static void delete(InteractionContext context, JobCard card) {
    try {
      context.hook().deleteOriginal().complete();
    } catch (ErrorResponseException e) {
      LOG.info("The message of job {} could not be deleted: {}", card.id(), e.getMessage());
    }
  }

  private void stale(InteractionContext context) {
    String locale = replies.person(context.interaction()).locale();
    replies.sayAlone(context, messages.text(locale, "button.stale"));
  }

  private Optional<Button> button(String id) {
    return botService.buttons().read(id);
  }
}
