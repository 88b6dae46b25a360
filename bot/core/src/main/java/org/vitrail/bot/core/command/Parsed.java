package org.vitrail.bot.core.command;

import java.util.List;

/** What became of a typed text. */
public sealed interface Parsed {

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
  }

  /** Not a command; the sentence names what is wrong, what is allowed and what to do. */
  record Mistake(String sentence) implements Parsed {}
}
