package org.vitrail.bot.core;

import java.util.function.Function;
import org.vitrail.bot.command.Sentence;
import org.vitrail.config.Messages;

/**
 * A command that cannot be done as it was asked; why is said once the person's language is known.
 */
public final class ImpossibleException extends Exception {
  private static final long serialVersionUID = 1L;
  private final transient Function<Messages, Sentence> sentence;

  /** Says a text. */
  public ImpossibleException(String key, Object... values) {
    super(key, null, false, false);
    this.sentence = messages -> Sentence.of(messages, key, values);
  }

  public ImpossibleException(Sentence sentence) {
    super(null, null, false, false);
    this.sentence = messages -> sentence;
  }

  /** What the person is told. */
  public String text(Messages messages, String locale) {
    return sentence.apply(messages).in(locale);
  }
}
