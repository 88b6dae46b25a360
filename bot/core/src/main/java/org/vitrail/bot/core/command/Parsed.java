package org.vitrail.bot.core.command;

import java.util.function.Function;

/** What became of a typed text. */
public sealed interface Parsed {

  /** Goes on with the command, or with the sentence about what is wrong. */
  <T> T fold(Function<Command, T> understood, Function<String, T> mistake);

  /** A command that follows all rules. */
  record Understood(Command command) implements Parsed {
    @Override
    public <T> T fold(Function<Command, T> understood, Function<String, T> mistake) {
      return understood.apply(command);
    }
  }

  /** Not a command; the sentence names what is wrong, what is allowed and what to do. */
  record Mistake(String sentence) implements Parsed {
    @Override
    public <T> T fold(Function<Command, T> understood, Function<String, T> mistake) {
      return mistake.apply(sentence);
    }
  }
}
