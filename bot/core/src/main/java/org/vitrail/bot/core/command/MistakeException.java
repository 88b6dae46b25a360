package org.vitrail.bot.core.command;

/** Ends the reading of a line; the message is the sentence for the person. */
public final class MistakeException extends Exception {
  private static final long serialVersionUID = 1L;

  MistakeException(String sentence) {
    super(sentence, null, false, false);
  }
}
