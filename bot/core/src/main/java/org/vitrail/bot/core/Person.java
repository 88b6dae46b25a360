package org.vitrail.bot.core;

import java.util.Objects;
import org.vitrail.inference.protocol.Requester;

/**
 * Someone who asks for pictures, on one platform; knows nothing of accounts or rights.
 *
 * @param platform {@code web}, {@code discord}, {@code telegram}
 * @param id the platform's own id, as text: ids above 2^53 stay exact
 * @param name how to address the person; empty when the platform knows no name
 * @param locale a language tag such as {@code en} or {@code pt-BR}; empty means the default
 */
public record Person(String platform, String id, String name, String locale) {
  public Person {
    if (platform == null || platform.isBlank()) {
      throw new IllegalArgumentException(
          "platform: nothing is not allowed; give web, for example.");
    }
    if (id == null || id.isBlank()) {
      throw new IllegalArgumentException(
          "id: nothing is not allowed; give the platform's user id.");
    }
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(locale, "locale");
  }

  /** Who asked for a job. */
  public static Person of(Requester requester) {
    return new Person(
        requester.platform(), requester.userId(), requester.displayName(), requester.locale());
  }

  /** As a job names who asked for it. */
  public Requester requester() {
    return new Requester(platform, id, name, locale);
  }

  /** One name for this person across all keys and logs. */
  public String key() {
    return platform + ":" + id;
  }
}
