package org.vitrail.bot.discord;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import net.dv8tion.jda.api.components.label.Label;
import net.dv8tion.jda.api.components.textinput.TextInput;
import net.dv8tion.jda.api.components.textinput.TextInputStyle;
import net.dv8tion.jda.api.events.interaction.ModalInteractionEvent;
import net.dv8tion.jda.api.events.interaction.component.ButtonInteractionEvent;
import net.dv8tion.jda.api.exceptions.ErrorResponseException;
import net.dv8tion.jda.api.modals.Modal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vitrail.bot.command.Button;
import org.vitrail.bot.command.ButtonAction;
import org.vitrail.bot.command.Command;
import org.vitrail.bot.core.JobCard;
import org.vitrail.bot.core.Origin;
import org.vitrail.bot.core.Person;
import org.vitrail.bot.core.messaging.ButtonSigner;
import org.vitrail.bot.core.service.BotService;
import org.vitrail.bot.core.service.Reply;
import org.vitrail.config.Messages;

/** What is pressed below a message, and the form in which a prompt is edited. */
final class Buttons {
  private static final Logger LOG = LoggerFactory.getLogger(Buttons.class);

  /** A form can only be the first answer; without an earlier prompt it opens empty. */
  private static final Duration PATIENCE_FOR_PROMPT = Duration.ofMillis(600);

  private static final String PROMPT = "prompt";
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
      case STOP, CANCEL, DELETE -> acker.keepMessage(event, context -> own(context, id));
      case COPY -> acker.answer(event, true, context -> copy(context, id));
      case REPORT -> acker.answer(event, true, context -> report(context, id));
      // It stands below what is said to one person alone; its pictures are for everybody.
      case SURPRISE -> acker.answer(event, false, context -> draw(context, id));
      default ->
          acker.answer(event, event.getMessage().isEphemeral(), context -> draw(context, id));
    }
  }

  /** The form has come back. */
  void filled(ModalInteractionEvent event) {
    String prompt = event.getValue(PROMPT).getAsString();
    boolean isEphemeral = event.getMessage() != null && event.getMessage().isEphemeral();
    acker.answer(
        event,
        isEphemeral,
        context ->
            drawing(
                context,
                who ->
                    button(event.getModalId())
                        .map(button -> new Command.Reword(button.jobId(), prompt))
                        .map(
                            command ->
                                botService.handle(
                                    who,
                                    command,
                                    Optional.empty(),
                                    DiscordReplies.origin(context)))));
  }

  private void openForm(ButtonInteractionEvent event, String id) {
    String locale = event.getUserLocale().getLocale();
    TextInput.Builder input =
        TextInput.create(PROMPT, TextInputStyle.PARAGRAPH)
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
              () -> button(id).flatMap(button -> botService.jobs().card(button.jobId())), workers)
          .get(PATIENCE_FOR_PROMPT.toMillis(), TimeUnit.MILLISECONDS)
          .map(it -> it.request().prompt())
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
    drawing(context, who -> pressed(who, id, DiscordReplies.origin(context)));
  }

  private void drawing(InteractionContext context, Function<Person, Optional<Reply>> work) {
    Person who = replies.person(context.interaction());
    Optional<String> obstacle = postingRights.obstacle(context, who.locale());
    if (obstacle.isPresent()) {
      replies.sayAlone(context, obstacle.get());
    } else {
      work.apply(who).ifPresentOrElse(reply -> replies.show(context, reply), () -> stale(context));
    }
  }

  private void copy(InteractionContext context, String id) {
    Person who = replies.person(context.interaction());
    Optional<Reply> reply = pressed(who, id, Optional.empty());
    if (reply.orElse(null) instanceof Reply.Shown shown) {
      replies.sayAlone(context, copies.send(who, shown.job()));
    } else {
      reply.ifPresentOrElse(it -> replies.show(context, it), () -> stale(context));
    }
  }

  private void report(InteractionContext context, String id) {
    pressed(replies.person(context.interaction()), id, DiscordReplies.origin(context))
        .ifPresentOrElse(reply -> replies.show(context, reply), () -> stale(context));
  }

  /** The message may be one of several that show the pictures; the core takes away the first. */
  private void own(InteractionContext context, String id) {
    Person who = replies.person(context.interaction());
    Optional<Reply> reply = pressed(who, id, DiscordReplies.origin(context));
    if (reply.orElse(null) instanceof Reply.Deleted deleted) {
      delete(context, deleted.job());
      if (deleted.isOwn()) {
        return;
      }
    }
    replies.addAlone(
        context, reply.map(Reply::text).orElse(messages.text(who.locale(), "button.stale")));
  }

  /** Empty where the button is not of this bot. */
  private Optional<Reply> pressed(Person who, String id, Optional<Origin> origin) {
    return button(id).map(button -> botService.press(who, button, origin));
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
    return botService.chats().buttons().read(id);
  }
}
