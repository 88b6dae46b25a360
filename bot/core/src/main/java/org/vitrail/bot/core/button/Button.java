package org.vitrail.bot.core.button;

import java.util.Optional;
import org.vitrail.bot.command.Command;
import org.vitrail.bot.command.Command.Ask;
import org.vitrail.bot.command.Command.OnJob;
import org.vitrail.bot.command.CommandSpec;

/**
 * One button.
 *
 * @param picture for {@code UPSCALE} and {@code VARY}: its number, 1 = best; otherwise 0
 */
public record Button(ButtonAction action, String jobId, int picture) {

  /** The command that does what the button promises; empty where more has to be said first. */
  public Optional<Command> command() {
    return switch (action) {
      case UPSCALE -> Optional.of(new OnJob(CommandSpec.UPSCALE, jobId, picture));
      case VARY -> Optional.of(new OnJob(CommandSpec.VARY, jobId, picture));
      case AGAIN -> Optional.of(new OnJob(CommandSpec.AGAIN, jobId));
      case CANCEL -> Optional.of(new Ask(CommandSpec.CANCEL, Optional.of(jobId)));
      case DELETE -> Optional.of(new OnJob(CommandSpec.DELETE, jobId));
      case COPY, ALBUM -> Optional.of(new OnJob(CommandSpec.SHOW, jobId));
      case REPORT -> Optional.of(new OnJob(CommandSpec.REPORT, jobId));
      case REWORD -> Optional.empty();
    };
  }
}
