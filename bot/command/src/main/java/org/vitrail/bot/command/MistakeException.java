package org.vitrail.bot.command;

/** What was typed is no command; the sentence says why. */
public final class MistakeException extends Exception {
  private static final long serialVersionUID = 1;

  private final transient Sentence sentence;

  MistakeException(Sentence sentence) {
    super(null, null, false, false);
    this.sentence = sentence;
  }

  /** What is wrong, what is allowed and what to do. */
  public Sentence sentence() {
    return sentence;
  }
}
