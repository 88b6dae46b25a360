package org.vitrail.bot.core.service;

import java.util.Map;
import java.util.Optional;
import org.vitrail.bot.command.Audience;
import org.vitrail.bot.command.Command;
import org.vitrail.bot.command.wording.TextCut;
import org.vitrail.bot.core.Origin;
import org.vitrail.bot.core.journal.KeptRequest;
import org.vitrail.bot.core.outbox.OutboxEntry;

/**
 * Tells people what became of requests that were kept: in the chat by the message of the job, which
 * whoever serves the platform posts, and on the page by a notice.
 */
final class LateAnswers {
  /** Enough to know which request it was. */
  private static final int PROMPT_LETTERS = 60;

  private final CoreWiring core;

  LateAnswers(CoreWiring core) {
    this.core = core;
  }

  /** Its job is in the queue, and its message can be posted. */
  void accepted(KeptRequest kept) {
    if (chat(kept).isPresent()) {
      letOthersTake(kept);
    }
  }

  /**
   * It comes to no job.
   *
   * @param words why, in the person's language
   */
  void refused(KeptRequest kept, String words) {
    Optional<Origin> chat = chat(kept);
    if (chat.isEmpty()) {
      core.notices.add(kept.who(), aboutPrompt(kept, words));
      return;
    }
    boolean isPrivate = kept.command().audience() == Audience.ASKER;
    Map<String, String> address = chat.get().addressOf(isPrivate);
    core.outbox.openWords(kept.who(), kept.jobId(), address, words);
    letOthersTake(kept);
  }

  /** Whether its chat has been told before, by a process that was killed then. */
  boolean isRefused(KeptRequest kept) {
    return chat(kept).isPresent()
        && core.outbox.find(kept.jobId()).flatMap(OutboxEntry::words).isPresent();
  }

  private static Optional<Origin> chat(KeptRequest kept) {
    return kept.origin().filter(Origin::isChat);
  }

  /** The platform's adapter looks for messages that nobody holds. */
  private void letOthersTake(KeptRequest kept) {
    core.outbox.release(kept.who().platform(), kept.jobId());
  }

  /** The page shows it alone and long after the request; a chat's message stands below it. */
  private String aboutPrompt(KeptRequest kept, String words) {
    String locale = kept.who().locale();
    return prompt(kept.command())
        .map(it -> TextCut.toCodePoints(it, PROMPT_LETTERS))
        .map(it -> core.messages.text(locale, "notice.kept-ended", it, words))
        .orElseGet(() -> core.messages.text(locale, "notice.kept-ended-other", words));
  }

  private static Optional<String> prompt(Command command) {
    return command.accept(
        new Command.Visitor<Optional<String>, RuntimeException>() {
          @Override
          public Optional<String> imagine(Command.Imagine imagine) {
            return Optional.of(imagine.prompt());
          }

          @Override
          public Optional<String> reword(Command.Reword reword) {
            return Optional.of(reword.prompt());
          }

          @Override
          public Optional<String> onJob(Command.OnJob onJob) {
            return Optional.empty();
          }

          @Override
          public Optional<String> ask(Command.Ask ask) {
            return Optional.empty();
          }

          @Override
          public Optional<String> moderate(Command.Moderate moderate) {
            return Optional.empty();
          }
        });
  }
}
