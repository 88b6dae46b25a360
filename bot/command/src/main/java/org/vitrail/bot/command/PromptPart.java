package org.vitrail.bot.command;

import java.util.Optional;

/** What a word of a prompt's line is. */
sealed interface PromptPart {

  /** Reads the part as what it is. */
  <E extends Exception> void accept(Visitor<E> visitor) throws E;

  /** As typed. */
  String typed();

  /** A word that may be the value of an option before it. */
  default Optional<Word> plain() {
    return Optional.empty();
  }

  /** An option, where it is one. */
  default Optional<Option> asOption() {
    return Optional.empty();
  }

  /** One way to read each kind of part. */
  interface Visitor<E extends Exception> {
    void plain(Plain part) throws E;

    void option(Option part) throws E;

    void strange(Strange part) throws E;
  }

  /** A word to draw, or the value of an option before it. */
  record Plain(Word word) implements PromptPart {
    @Override
    public <E extends Exception> void accept(Visitor<E> visitor) throws E {
      visitor.plain(this);
    }

    @Override
    public String typed() {
      return word.text();
    }

    @Override
    public Optional<Word> plain() {
      return Optional.of(word);
    }
  }

  /** An option by its name. */
  record Option(ImagineOption option, OptionWord word) implements PromptPart {
    @Override
    public <E extends Exception> void accept(Visitor<E> visitor) throws E {
      visitor.option(this);
    }

    @Override
    public Optional<Option> asOption() {
      return Optional.of(this);
    }

    @Override
    public String typed() {
      return word.typed() + word.value().map("="::concat).orElse("");
    }
  }

  /**
   * What looks like an option and is none.
   *
   * @param meant the option that it may be, as {@code --seed}
   */
  record Strange(String typed, Optional<String> meant) implements PromptPart {
    @Override
    public <E extends Exception> void accept(Visitor<E> visitor) throws E {
      visitor.strange(this);
    }
  }
}
