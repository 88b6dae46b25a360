package org.vitrail.bot.quota;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * Whom a rule speaks of.
 *
 * @param id the platform's word for a platform, the role's or channel's own id, a person's key or
 *     account for a user; empty for everybody
 */
public record Subject(Kind kind, String id) {
  /** Everybody, wherever they ask. */
  public static final Subject HOUSE = new Subject(Kind.HOUSE, "");

  /** Everybody in a community. */
  public static final Subject PLACE = new Subject(Kind.PLACE, "");

  /** From the most general to the most specific. */
  public enum Kind {
    HOUSE,
    PLATFORM,
    PLACE,
    CHANNEL,
    ROLE,
    USER;

    /** As it is written in fields and texts' keys. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Kind> named(String word) {
      return Arrays.stream(values()).filter(kind -> kind.word().equals(word)).findFirst();
    }
  }

  boolean covers(QuotaSubject asking) {
    return switch (kind) {
      case HOUSE, PLACE -> true;
      case PLATFORM -> id.equals(asking.platform());
      case CHANNEL -> id.equals(asking.channel());
      case ROLE -> asking.roles().contains(id);
      case USER -> id.equals(asking.account()) || id.equals(asking.person());
    };
  }
}
