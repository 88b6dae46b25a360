package org.vitrail.bot.core.command;

import java.util.List;
import java.util.function.Function;

/** What became of a typed text. */
public sealed interface Parsed {

  /** Goes on with the command, or with the sentence about what is wrong. */
  <T> T fold(Function<Command, T> understood, Function<String, T> mistake);

  /**
   * A command that follows all rules.
   *
   * @param leftOut what of a text that was written for others means nothing here, as typed
   */
  record Understood(Command command, List<String> leftOut) implements Parsed {
    public Understood {
      leftOut = List.copyOf(leftOut);
    }

    public Understood(Command command) {
      this(command, List.of());
    }

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
