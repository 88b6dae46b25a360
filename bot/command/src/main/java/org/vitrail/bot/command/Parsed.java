package org.vitrail.bot.command;

import java.util.List;
import java.util.function.Function;

/** What became of what a person typed or chose. */
public sealed interface Parsed {

  /** Goes on with the command, or with the sentence about what is wrong. */
  <T> T fold(Function<Command, T> understood, Function<Sentence, T> mistake);

  /** Who is to see the answer where others are present: mistakes are no secret. */
  default Audience audience() {
    return fold(Command::audience, mistake -> Audience.ASKER_OR_EVERYBODY);
  }

  /** What of a text that was written for others means nothing here, as typed. */
  default List<String> leftOut() {
    return List.of();
  }

  /** A command that follows all rules. */
  record Understood(Command command, List<String> leftOut) implements Parsed {
    public Understood {
      leftOut = List.copyOf(leftOut);
    }

    public Understood(Command command) {
      this(command, List.of());
    }

    @Override
    public <T> T fold(Function<Command, T> understood, Function<Sentence, T> mistake) {
      return understood.apply(command);
    }
  }

  /** Not a command; the sentence names what is wrong, what is allowed and what to do. */
  record Mistake(Sentence sentence) implements Parsed {
    @Override
    public <T> T fold(Function<Command, T> understood, Function<Sentence, T> mistake) {
      return mistake.apply(sentence);
    }
  }
}
