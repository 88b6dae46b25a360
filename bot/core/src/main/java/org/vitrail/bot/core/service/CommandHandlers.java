package org.vitrail.bot.core.service;

import java.util.EnumMap;
import java.util.Map;
import org.vitrail.bot.command.Command;
import org.vitrail.bot.command.Command.Ask;
import org.vitrail.bot.command.Command.Imagine;
import org.vitrail.bot.command.Command.Moderate;
import org.vitrail.bot.command.Command.OnJob;
import org.vitrail.bot.command.Command.Reword;
import org.vitrail.bot.command.CommandSpec;
import org.vitrail.bot.core.ImpossibleException;

/** Who carries out which command. */
final class CommandHandlers {
  private final Map<CommandSpec, CommandHandler<OnJob>> onJobs = new EnumMap<>(CommandSpec.class);
  private final Map<CommandSpec, CommandHandler<Ask>> asks = new EnumMap<>(CommandSpec.class);
  private final CommandHandler<Imagine> imagine;
  private final CommandHandler<Reword> reword;
  private final CommandHandler<Moderate> moderate;

  CommandHandlers(
      CommandHandler<Imagine> imagine,
      CommandHandler<Reword> reword,
      CommandHandler<Moderate> moderate) {
    this.imagine = imagine;
    this.reword = reword;
    this.moderate = moderate;
  }

  CommandHandlers onJob(CommandSpec spec, CommandHandler<OnJob> handler) {
    onJobs.put(spec, handler);
    return this;
  }

  CommandHandlers ask(CommandSpec spec, CommandHandler<Ask> handler) {
    asks.put(spec, handler);
    return this;
  }

  /**
   * @throws IllegalStateException if nobody carries out one of the commands
   */
  void requireAll() {
    for (CommandSpec spec : CommandSpec.values()) {
      boolean isAlone = spec == CommandSpec.IMAGINE || spec.isForModerators();
      if (!isAlone && !(spec.isOnJob() ? onJobs : asks).containsKey(spec)) {
        throw new IllegalStateException("Nobody carries out /" + spec.word() + ".");
      }
    }
  }

  Reply handle(Command command, CommandRequest request) throws ImpossibleException {
    return command.accept(
        new Command.Visitor<Reply, ImpossibleException>() {
          @Override
          public Reply imagine(Imagine command) throws ImpossibleException {
            return imagine.handle(command, request);
          }

          @Override
          public Reply reword(Reword command) throws ImpossibleException {
            return reword.handle(command, request);
          }

          @Override
          public Reply onJob(OnJob command) throws ImpossibleException {
            return onJobs.get(command.spec()).handle(command, request);
          }

          @Override
          public Reply ask(Ask command) throws ImpossibleException {
            return asks.get(command.spec()).handle(command, request);
          }

          @Override
          public Reply moderate(Moderate command) throws ImpossibleException {
            return moderate.handle(command, request);
          }
        });
  }
}
