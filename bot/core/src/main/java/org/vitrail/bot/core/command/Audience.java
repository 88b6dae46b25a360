package org.vitrail.bot.core.command;

import org.vitrail.bot.core.command.Command.Again;
import org.vitrail.bot.core.command.Command.Forget;
import org.vitrail.bot.core.command.Command.History;
import org.vitrail.bot.core.command.Command.Imagine;
import org.vitrail.bot.core.command.Command.Link;
import org.vitrail.bot.core.command.Command.MyData;
import org.vitrail.bot.core.command.Command.Queue;
import org.vitrail.bot.core.command.Command.Report;
import org.vitrail.bot.core.command.Command.Reword;
import org.vitrail.bot.core.command.Command.Show;
import org.vitrail.bot.core.command.Command.Upscale;
import org.vitrail.bot.core.command.Command.Vary;

/** Who is to see the answer to a command where others are present; the same on every platform. */
public enum Audience {
  /** Pictures are there for all. */
  EVERYBODY,
  /** Of use to the asker, and no secret: hidden where the platform can hide it in its place. */
  ASKER_OR_EVERYBODY,
  /** Nobody else's business: shown in a private chat where the platform can hide it nowhere. */
  ASKER;

  /** Whose answer it is. Relatives of a private job are private as jobs, see {@code JobCard}. */
  public static Audience of(Command command) {
    if (command instanceof Imagine imagine) {
      return imagine.options().isPrivate() ? ASKER : EVERYBODY;
    }
    if (command instanceof Vary
        || command instanceof Upscale
        || command instanceof Again
        || command instanceof Reword
        || command instanceof Show) {
      return EVERYBODY;
    }
    boolean isPersonal =
        command instanceof MyData
            || command instanceof Forget
            || command instanceof Link
            || command instanceof History
            || command instanceof Queue
            || command instanceof Report;
    return isPersonal ? ASKER : ASKER_OR_EVERYBODY;
  }
}
