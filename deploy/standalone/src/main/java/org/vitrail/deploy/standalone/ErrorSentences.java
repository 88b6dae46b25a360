package org.vitrail.deploy.standalone;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.slf4j.LoggerFactory;
import org.vitrail.bot.web.WebException;
import org.vitrail.config.Printable;
import org.vitrail.config.SettingsException;
import org.vitrail.inference.fetch.FetchException;
import org.vitrail.inference.model.CannotBeginException;
import org.vitrail.inference.model.weights.file.CheckpointException;
import org.vitrail.inference.protocol.RedisTrouble;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/**
 * Ends a command that failed with one sentence on stderr and exit code 1; the stack trace is for
 * those who ask for it by {@code --verbose} or the log level DEBUG.
 */
final class ErrorSentences implements IExecutionExceptionHandler {
  @Override
  public int handleExecutionException(Exception error, CommandLine command, ParseResult parsed) {
    boolean traces = LoggerFactory.getLogger(ErrorSentences.class).isDebugEnabled();
    command.getErr().println("vitrail: " + Printable.lines(sentence(error)));
    if (traces) {
      StringWriter trace = new StringWriter();
      error.printStackTrace(new PrintWriter(trace));
      command.getErr().print(Printable.lines(trace.toString()));
    } else if (!isForPeople(error)) {
      command.getErr().println("Add --verbose to see where it happened.");
    }
    command.getErr().flush();
    return command.getCommandSpec().exitCodeOnExecutionException();
  }

  private static boolean isForPeople(Exception error) {
    return RedisTrouble.of(error) != RedisTrouble.OTHER
        || error instanceof SettingsException
        || error instanceof StandaloneException
        || error instanceof FetchException
        || error instanceof CheckpointException
        || error instanceof CannotBeginException
        || error instanceof WebException
        || error instanceof IllegalArgumentException;
  }

  private static String sentence(Exception error) {
    RedisTrouble trouble = RedisTrouble.of(error);
    if (trouble != RedisTrouble.OTHER) {
      return trouble.sentence();
    }
    String message = error.getMessage();
    return message == null || message.isBlank() ? error.toString() : message;
  }
}
