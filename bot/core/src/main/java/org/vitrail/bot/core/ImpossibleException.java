package org.vitrail.bot.core;

/** A command that no job can be made of; the message is the sentence for the person. */
public final class ImpossibleException extends Exception {
  private static final long serialVersionUID = 1L;

  public ImpossibleException(String sentence) {
    super(sentence, null, false, false);
  }
}
