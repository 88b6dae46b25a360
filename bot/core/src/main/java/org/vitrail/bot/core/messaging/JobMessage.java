package org.vitrail.bot.core.messaging;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vitrail.bot.command.Button;

/**
 * What a job's message shows at one moment.
 *
 * @param picture to show; empty leaves the one shown before
 * @param film to show with it: how the pictures came into being
 * @param withdrawsPicture whether the one shown before may not be seen any more
 * @param buttons row by row
 * @param isLast whether nothing follows
 */
public record JobMessage(
    String jobId,
    Words words,
    Optional<JobMessagePicture> picture,
    Optional<JobMessagePicture> film,
    boolean withdrawsPicture,
    List<List<LabelledButton>> buttons,
    boolean isLast) {
  public JobMessage {
    buttons = buttons.stream().map(List::copyOf).toList();
  }

  /**
   * Plain text in the person's language, not escaped for any platform.
   *
   * @param prompt as typed; a title of its own
   * @param lines below the prompt
   * @param footer small print: what is needed to repeat the job
   */
  public record Words(String locale, String prompt, List<String> lines, String footer) {
    public Words {
      lines = List.copyOf(lines);
    }
  }

  /**
   * A button as a person sees it.
   *
   * @param label short, in the person's language
   */
  public record LabelledButton(Button button, String label) {}

  /** The last word on a job of which there is nothing to show. */
  static JobMessage lastWord(String jobId, String locale, String prompt, String line) {
    Words words = new Words(locale, prompt, List.of(line), "");
    return new JobMessage(jobId, words, Optional.empty(), Optional.empty(), false, List.of(), true);
  }

  /** The same as words alone. */
  public JobMessage withoutPicture() {
    return withoutFilm().with(Optional.empty(), buttons);
  }

  /** The same without a film. */
  public JobMessage withoutFilm() {
    return new JobMessage(
        jobId, words, picture, Optional.empty(), withdrawsPicture, buttons, isLast);
  }

  /** The same with nothing to press. */
  public JobMessage withoutButtons() {
    return with(picture, List.of());
  }

  /** The same with its picture in fewer bytes. */
  public JobMessage withPicture(JobMessagePicture smaller) {
    return with(Optional.of(smaller), buttons);
  }

  /** The same with one more line. */
  public JobMessage withLine(String line) {
    List<String> lines = new ArrayList<>(words.lines());
    lines.add(line);
    Words more = new Words(words.locale(), words.prompt(), lines, words.footer());
    return new JobMessage(jobId, more, picture, film, withdrawsPicture, buttons, isLast);
  }

  private JobMessage with(
      Optional<JobMessagePicture> otherPicture, List<List<LabelledButton>> otherButtons) {
    return new JobMessage(jobId, words, otherPicture, film, withdrawsPicture, otherButtons, isLast);
  }
}
