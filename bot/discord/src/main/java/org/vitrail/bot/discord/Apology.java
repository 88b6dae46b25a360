package org.vitrail.bot.discord;

import java.time.Clock;
import java.time.temporal.ChronoUnit;
import net.dv8tion.jda.api.interactions.Interaction;
import net.dv8tion.jda.api.interactions.callbacks.IReplyCallback;
import net.dv8tion.jda.api.requests.RestAction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vitrail.bot.core.service.QueueUnreachable;
import org.vitrail.config.Messages;

/**
 * What a person hears when the bot itself failed over what they did. Discord sends an interaction
 * once, and the person can press again: so it is tried once, and they are told at once. Asks for
 * nothing that may have been the reason.
 */
final class Apology {
  private static final Logger LOG = LoggerFactory.getLogger(Apology.class);

  private final Messages messages;
  private final Clock clock;

  Apology(Messages messages, Clock clock) {
    this.messages = messages;
    this.clock = clock;
  }

  /**
   * For an interaction that Discord was told of.
   *
   * @param isAnswerBegun whether "thinking …" stands there, and not a message that is to stay
   */
  void say(InteractionContext context, boolean isAnswerBegun, Throwable failure) {
    note(context.interaction(), failure);
    try {
      String words = words(context.interaction(), failure);
      RestAction<?> saying =
          isAnswerBegun
              ? context.hook().editOriginal(words)
              : context.hook().sendMessage(words).setEphemeral(true);
      saying.queue(sent -> {}, unsaid -> unsaid(context.interaction(), unsaid));
    } catch (RuntimeException | Error e) {
      unsaid(context.interaction(), e);
    }
  }

  /** Has an event dealt with; whatever that throws, its person gets an answer. */
  void guard(IReplyCallback event, Runnable work) {
    try {
      work.run();
    } catch (RuntimeException | Error e) {
      note(event, e);
      tell(event, e);
    }
  }

  private void tell(IReplyCallback event, Throwable failure) {
    try {
      String words = words(event, failure);
      if (event.isAcknowledged()) {
        event
            .getHook()
            .sendMessage(words)
            .setEphemeral(true)
            .queue(sent -> {}, unsaid -> unsaid(event, unsaid));
      } else {
        event.reply(words).setEphemeral(true).queue(sent -> {}, unsaid -> unsaid(event, unsaid));
      }
    } catch (RuntimeException | Error e) {
      unsaid(event, e);
    }
  }

  private String words(Interaction interaction, Throwable failure) {
    return failure instanceof QueueUnreachable away
        ? away.getMessage()
        : messages.text(
            interaction.getUserLocale().getLocale(),
            "refused.internal",
            clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
  }

  private static void note(Interaction interaction, Throwable failure) {
    if (failure instanceof QueueUnreachable) {
      LOG.warn(
          "Interaction {} could not be dealt with, its person is told: {}",
          interaction.getId(),
          failure.getMessage());
    } else {
      LOG.error(
          "Interaction {} could not be dealt with; its person is told to try again.",
          interaction.getId(),
          failure);
    }
  }

  private static void unsaid(Interaction interaction, Throwable why) {
    LOG.warn(
        "The person of interaction {} could not be told that it failed: {}",
        interaction.getId(),
        why.getMessage());
  }
}
