package org.vitrail.bot.promptfilter;

import java.util.List;
import org.vitrail.config.Messages;

/** A rule that cannot be used: what is wrong with it and what is allowed, in no language yet. */
public final class RuleException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String key;
  private final transient List<Object> values;

  RuleException(String key, Object... values) {
    super(key + " " + List.of(values));
    this.key = key;
    this.values = List.of(values);
  }

  /** The text's key, such as {@code rule.star}. */
  public String key() {
    return key;
  }

  /** What is wrong, as a sentence in the person's language. */
  public String text(Messages messages, String locale) {
    return messages.text(locale, key, values.toArray());
  }
}
