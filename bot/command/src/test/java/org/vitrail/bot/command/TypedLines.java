package org.vitrail.bot.command;

import java.util.List;
import org.vitrail.bot.command.Command.Imagine;

/** What a parser makes of lines that are typed to it, in English. */
record TypedLines(CommandParser parser) {
  /** A request to draw; fails if the line is a mistake. */
  Imagine imagine(String text) {
    return parser
        .parse(text)
        .fold(
            command -> (Imagine) command,
            mistake -> {
              throw new AssertionError(mistake.in("en"));
            });
  }

  /** What is said of a mistake; fails if the line is none. */
  String mistake(String text) {
    return parser
        .parse(text)
        .fold(
            command -> {
              throw new AssertionError(command);
            },
            mistake -> mistake.in("en"));
  }

  /** What is proposed behind a line. */
  List<String> labels(String text) {
    return parser.complete(text, text.length(), "en").stream().map(Completion::label).toList();
  }
}
