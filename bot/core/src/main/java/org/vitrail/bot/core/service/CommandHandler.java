package org.vitrail.bot.core.service;

import org.vitrail.bot.command.Command;
import org.vitrail.bot.core.ImpossibleException;

/** Carries out one command. */
@FunctionalInterface
interface CommandHandler<C extends Command> {
  /**
   * @throws ImpossibleException when it cannot be done as it was asked
   */
  Reply handle(C command, CommandRequest request) throws ImpossibleException;
}
