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
final class Reception {
  private static final Logger LOG = LoggerFactory.getLogger(Reception.class);

  private final ExecutorService workers;
  private final Apology apology;

  Reception(ExecutorService workers, Apology apology) {
    this.workers = workers;
    this.apology = apology;
  }

  /**
   * Begins a new answer.
   *
   * @param isAlone whether it is shown to the person alone, which cannot be changed later
   */
  void answer(IReplyCallback interaction, boolean isAlone, Consumer<Visit> work) {
    go(interaction, interaction.deferReply(isAlone).submit(), isAlone, guarded(work, true));
  }

  /** Leaves the message below which something was pressed as it is. */
  void keepMessage(IMessageEditCallback interaction, Consumer<Visit> work) {
    go(interaction, interaction.deferEdit().submit(), true, guarded(work, false));
  }

  /** Whatever the work throws, its person gets an answer. */
  private Consumer<Visit> guarded(Consumer<Visit> work, boolean isAnswerBegun) {
    return visit -> {
      try {
        work.accept(visit);
      } catch (RuntimeException | Error e) {
        apology.say(visit, isAnswerBegun, e);
      }
    };
  }

  private void go(
      IDeferrableCallback interaction,
      CompletableFuture<InteractionHook> told,
      boolean isAlone,
      Consumer<Visit> work) {
    told.whenComplete(
        (hook, failure) -> {
          if (failure == null || mayGoOn(failure, interaction)) {
            hand(new Visit(interaction, interaction.getHook(), isAlone), work);
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

  private void hand(Visit visit, Consumer<Visit> work) {
    try {
      workers.execute(() -> work.accept(visit));
    } catch (RejectedExecutionException closing) {
      LOG.warn("Interaction {} came while the bot was closing.", visit.interaction().getId());
    }
  }
}
