package org.vitrail.bot.command;

import java.util.stream.Stream;
import org.vitrail.config.Messages;

/** Something to say to a person whose language is known only once it is said. */
@FunctionalInterface
public interface Sentence {
  /** In a language. */
  String in(String locale);

  /** A text; values that are sentences are said in its language, too. */
  static Sentence of(Messages messages, String key, Object... values) {
    return locale ->
        messages.text(
            locale,
            key,
            Stream.of(values)
                .map(value -> value instanceof Sentence said ? said.in(locale) : value)
                .toArray());
  }
}
