package org.vitrail.bot.core.messaging;

import java.util.List;
import java.util.Optional;
import org.vitrail.bot.core.button.Button;

/**
 * What a job's message shows at one moment: plain text in the person's language, not escaped for
 * any platform.
 *
 * @param prompt as typed; a title of its own
 * @param lines below the prompt
 * @param footer small print: what is needed to repeat the job
 * @param picture to show; empty leaves the one shown before
 * @param withdrawsPicture whether the one shown before may not be seen any more
 * @param buttons row by row
 * @param isLast whether nothing follows
 */
public record JobMessage(
    String jobId,
    String locale,
    String prompt,
    List<String> lines,
    String footer,
    Optional<JobMessagePicture> picture,
    boolean withdrawsPicture,
    List<List<LabelledButton>> buttons,
    boolean isLast) {
  public JobMessage {
    lines = List.copyOf(lines);
    buttons = buttons.stream().map(List::copyOf).toList();
  }

  /**
   * A button as a person sees it.
   *
   * @param label short, in the person's language
   */
  public record LabelledButton(Button button, String label) {}

  /** The same as words alone. */
  public JobMessage withoutPicture() {
    return new JobMessage(
        jobId, locale, prompt, lines, footer, Optional.empty(), withdrawsPicture, buttons, isLast);
  }

  /** The same with nothing to press. */
  public JobMessage withoutButtons() {
    return new JobMessage(
        jobId, locale, prompt, lines, footer, picture, withdrawsPicture, List.of(), isLast);
  }

  /** The same with its picture in fewer bytes. */
  public JobMessage withPicture(JobMessagePicture smaller) {
    return new JobMessage(
        jobId,
        locale,
        prompt,
        lines,
        footer,
        Optional.of(smaller),
        withdrawsPicture,
        buttons,
        isLast);
  }
}
