package org.vitrail.deploy.standalone;

import java.io.PrintWriter;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.vitrail.config.Printable;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Ends a command that was typed wrongly with one sentence on stderr and exit code 2. The whole help
 * follows only where a subcommand has to be chosen: elsewhere it would bury the sentence.
 */
final class UsageSentences implements IParameterExceptionHandler {
  private static final Pattern NO_NUMBER =
      Pattern.compile(
          "option '([^']+)'[^:]*: '(.*)' is not an? (long|int|float|double)", Pattern.DOTALL);

  @Override
  public int handleParseException(ParameterException error, String[] arguments) {
    CommandLine command = error.getCommandLine();
    PrintWriter err = command.getErr();
    err.println("vitrail: " + Printable.lines(sentence(error)));
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

  /** Picocli's words in those of this program. */
  private static String sentence(ParameterException error) {
    String message = error.getMessage();
    if (error instanceof OverwrittenOptionException twice
        && twice.getOverwritten() instanceof OptionSpec option) {
      return option.longestName() + " is given twice; give it once.";
    }
    if (error instanceof MissingParameterException missing
        && missing.getMissing().size() == 1
        && missing.getMissing().get(0) instanceof OptionSpec option) {
      return "%s needs a value: %s."
          .formatted(option.longestName(), option.longestName() + "=" + option.paramLabel());
    }
    Matcher number = NO_NUMBER.matcher(String.valueOf(message));
    if (!number.find()) {
      return message;
    }
    boolean isWhole = !number.group(3).equals("float") && !number.group(3).equals("double");
    return "%s: '%s' is not allowed; give a %s."
        .formatted(
            number.group(1),
            number.group(2),
            isWhole ? "whole number, such as 7" : "number, such as 0.7");
  }
}
