package org.vitrail.bot.command;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.vitrail.bot.command.Command.Ask;
import org.vitrail.bot.command.Command.OnJob;

/**
 * One button.
 *
 * @param picture for {@code UPSCALE}, {@code VARY} and {@code STICKER}: its number, 1 = best;
 *     otherwise 0
 */
public record Button(ButtonAction action, String jobId, int picture) {
  private static final String NO_JOB = "-";
  private static final Pattern CODE = Pattern.compile("1([a-z])(\\d)\\.([A-Za-z0-9._-]{1,40})");

  /** One that is about no job. */
  public static Button of(ButtonAction action) {
    return new Button(action, NO_JOB, 0);
  }

  /** As people's chats keep it: {@code 1u3.7k2m9q4x0b}. */
  public String code() {
    return "1" + action.letter() + picture + "." + jobId;
  }

  /** Reads what {@link #code} wrote; empty for anything else. */
  public static Optional<Button> of(String code) {
    Matcher parts = CODE.matcher(code);
    return parts.matches()
        ? ButtonAction.of(parts.group(1).charAt(0))
            .map(action -> new Button(action, parts.group(3), Integer.parseInt(parts.group(2))))
        : Optional.empty();
  }

  /** The command that does what the button promises; empty where more has to be said first. */
  public Optional<Command> command() {
    return switch (action) {
      case UPSCALE -> Optional.of(new OnJob(CommandSpec.UPSCALE, jobId, picture));
      case VARY -> Optional.of(new OnJob(CommandSpec.VARY, jobId, picture));
      case STICKER -> Optional.of(new OnJob(CommandSpec.STICKER, jobId, picture));
      case AGAIN -> Optional.of(new OnJob(CommandSpec.AGAIN, jobId));
      case STOP -> Optional.of(new Ask(CommandSpec.STOP, Optional.of(jobId)));
      case CANCEL -> Optional.of(new Ask(CommandSpec.CANCEL, Optional.of(jobId)));
      case DELETE -> Optional.of(new OnJob(CommandSpec.DELETE, jobId));
      case COPY, ALBUM -> Optional.of(new OnJob(CommandSpec.SHOW, jobId));
      case FILM -> Optional.of(new OnJob(CommandSpec.FILM, jobId));
      case REPORT -> Optional.of(new OnJob(CommandSpec.REPORT, jobId));
      case SURPRISE -> Optional.of(new Ask(CommandSpec.SURPRISE));
      case REWORD -> Optional.empty();
    };
  }
}
