package org.vitrail.deploy.standalone;

import java.io.PrintWriter;
import org.vitrail.config.Printable;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Ends a command that was typed wrongly with one sentence on stderr and exit code 2. The whole help
 * follows only where a subcommand has to be chosen: elsewhere it would bury the sentence.
 */
final class UsageSentences implements IParameterExceptionHandler {
  @Override
  public int handleParseException(ParameterException error, String[] arguments) {
    CommandLine command = error.getCommandLine();
    PrintWriter err = command.getErr();
    err.println("vitrail: " + Printable.lines(error.getMessage()));
    if (!UnmatchedArgumentException.printSuggestions(error, err)) {
      if (command.getSubcommands().isEmpty()) {
        err.println("See: " + command.getCommandSpec().qualifiedName() + " --help");
      } else {
        err.println();
        command.usage(err);
      }
    }
    err.flush();
    return command.getCommandSpec().exitCodeOnInvalidInput();
  }
}
