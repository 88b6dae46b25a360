package org.vitrail.bot.core.command;

/** What became of a typed text. */
public sealed interface Parsed {

  /** A command that follows all rules. */
  record Understood(Command command) implements Parsed {}

  /** Not a command; the sentence names what is wrong, what is allowed and what to do. */
  record Mistake(String sentence) implements Parsed {}
}
