package org.vitrail.bot.core.button;

import java.util.Optional;
import org.vitrail.bot.core.command.Command;

/**
 * One button.
 *
 * @param picture for {@code UPSCALE} and {@code VARY}: its number, 1 = best; otherwise 0
 */
public record Button(ButtonAction action, String jobId, int picture) {

  /** The command that draws what the button promises; empty for buttons that draw nothing. */
  public Optional<Command> drawing() {
    return switch (action) {
      case UPSCALE -> Optional.of(new Command.Upscale(jobId, picture));
      case VARY -> Optional.of(new Command.Vary(jobId, picture));
      case AGAIN -> Optional.of(new Command.Again(jobId));
      case REWORD, CANCEL, DELETE, COPY, ALBUM, REPORT -> Optional.empty();
    };
  }
}
