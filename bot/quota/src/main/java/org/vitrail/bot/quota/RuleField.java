package org.vitrail.bot.quota;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * How a rule stands in a community's book: whom and what it bounds in the field, the rest in the
 * value. What lasts, what ends by itself and what is added have fields of their own, so that the
 * end of one brings back the other.
 */
public final class RuleField {
  private static final String PREFIX = "rule";
  private static final String SEPARATOR = "|";
  private static final String SPLIT = "\\|";
  private static final int FIELD_PARTS = 5;
  private static final int VALUE_PARTS = 4;

  private RuleField() {}

  /** Which of a subject's fields for one limit. */
  public enum Slot {
    LASTING,
    TEMPORARY,
    EXTRA;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public static String name(Subject subject, Limit limit, Slot slot) {
    return String.join(
        SEPARATOR, PREFIX, subject.kind().word(), limit.word(), slot.word(), subject.id());
  }

  /** Where a rule belongs by what it is. */
  public static String name(Rule rule) {
    Slot slot =
        rule.amount() instanceof Amount.Plus
            ? Slot.EXTRA
            : rule.until().isPresent() ? Slot.TEMPORARY : Slot.LASTING;
    return name(rule.subject(), rule.limit(), slot);
  }

  public static String value(Rule rule) {
    return String.join(
        SEPARATOR,
        rule.amount().asText(),
        rule.until().map(end -> Long.toString(end.toEpochMilli())).orElse(""),
        rule.by(),
        rule.reason());
  }

  /** The rule of a field; empty for a field of something else. */
  public static Optional<Rule> read(String community, String field, String value) {
    String[] name = field.split(SPLIT, FIELD_PARTS);
    String[] parts = value.split(SPLIT, VALUE_PARTS);
    if (name.length != FIELD_PARTS || !name[0].equals(PREFIX) || parts.length != VALUE_PARTS) {
      return Optional.empty();
    }
    Optional<Subject.Kind> kind = Subject.Kind.named(name[1]);
    Optional<Limit> limit = Limit.named(name[2]);
    Optional<Amount> amount = Amount.of(parts[0]);
    if (kind.isEmpty() || limit.isEmpty() || amount.isEmpty()) {
      return Optional.empty();
    }
    Optional<Instant> until =
        parts[1].isEmpty()
            ? Optional.empty()
            : Optional.of(Instant.ofEpochMilli(Long.parseLong(parts[1])));
    return Optional.of(
        new Rule(
            community,
            new Subject(kind.get(), name[4]),
            limit.get(),
            amount.get(),
            until,
            parts[2],
            parts[3]));
  }
}
