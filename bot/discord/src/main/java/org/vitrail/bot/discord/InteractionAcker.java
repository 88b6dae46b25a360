package org.vitrail.bot.discord;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import net.dv8tion.jda.api.exceptions.ErrorResponseException;
import net.dv8tion.jda.api.interactions.InteractionHook;
import net.dv8tion.jda.api.interactions.callbacks.IDeferrableCallback;
import net.dv8tion.jda.api.interactions.callbacks.IMessageEditCallback;
import net.dv8tion.jda.api.interactions.callbacks.IReplyCallback;
import net.dv8tion.jda.api.requests.ErrorResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells Discord that an interaction arrived, before anything is looked up, and then has it dealt
 * with elsewhere. Knows nothing of what is asked.
 */
final class InteractionAcker {
  private static final Logger LOG = LoggerFactory.getLogger(InteractionAcker.class);

  private final ExecutorService workers;
  private final Apology apology;

  InteractionAcker(ExecutorService workers, Apology apology) {
    this.workers = workers;
    this.apology = apology;
  }

  /**
   * Begins a new answer.
   *
   * @param isEphemeral whether it is shown to the person alone, which cannot be changed later
   */
  void answer(IReplyCallback interaction, boolean isEphemeral, Consumer<InteractionContext> work) {
    go(interaction, interaction.deferReply(isEphemeral).submit(), isEphemeral, guarded(work, true));
  }

  /** Leaves the message below which something was pressed as it is. */
  void keepMessage(IMessageEditCallback interaction, Consumer<InteractionContext> work) {
    go(interaction, interaction.deferEdit().submit(), true, guarded(work, false));
  }

  /** Whatever the work throws, its person gets an answer. */
  private Consumer<InteractionContext> guarded(
      Consumer<InteractionContext> work, boolean isAnswerBegun) {
    return context -> {
      try {
        work.accept(context);
      } catch (RuntimeException | Error e) {
        apology.say(context, isAnswerBegun, e);
      }
    };
  }

  private void go(
      IDeferrableCallback interaction,
      CompletableFuture<InteractionHook> told,
      boolean isEphemeral,
      Consumer<InteractionContext> work) {
    told.whenComplete(
        (hook, failure) -> {
          if (failure == null || mayGoOn(failure, interaction)) {
            hand(new InteractionContext(interaction, interaction.getHook(), isEphemeral), work);
          }
        });
  }

  /**
   * Whether to go on although Discord did not say that it heard. It may have heard all the same;
   * and if not, what is made reaches the channel another way.
   */
  private static boolean mayGoOn(Throwable failure, IDeferrableCallback interaction) {
    if (failure instanceof ErrorResponseException refused
        && refused.getErrorResponse() == ErrorResponse.UNKNOWN_INTERACTION) {
      LOG.warn(
          "Interaction {} was heard too late, more than three seconds after it began.",
          interaction.getId());
      return false;
    }
    LOG.info(
        "Interaction {} may not have been acknowledged: {}",
        interaction.getId(),
        failure.getMessage());
    return true;
  }

  private void hand(InteractionContext context, Consumer<InteractionContext> work) {
    try {
      workers.execute(() -> work.accept(context));
    } catch (RejectedExecutionException closing) {
      LOG.warn("Interaction {} came while the bot was closing.", context.interaction().getId());
    }
  }
}
