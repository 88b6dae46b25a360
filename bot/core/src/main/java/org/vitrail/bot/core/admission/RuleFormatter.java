package org.vitrail.bot.core.admission;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.vitrail.bot.command.wording.DurationFormatter;
import org.vitrail.bot.core.community.AuditEntry;
import org.vitrail.bot.core.community.Change;
import org.vitrail.bot.core.community.CommunitySettings;
import org.vitrail.bot.quota.Amount;
import org.vitrail.bot.quota.Limit;
import org.vitrail.bot.quota.Rule;
import org.vitrail.bot.quota.RuleField;
import org.vitrail.config.Messages;

/**
 * Says what a rule grants, to whom, until when, and who decided it; and what an act of a moderator
 * found and what it left.
 */
public final class RuleFormatter {
  private static final String NOTHING = "–";
  private static final String SOMETHING = "✓";

  private final Messages messages;
  private final DurationFormatter wording;

  public RuleFormatter(Messages messages, DurationFormatter wording) {
    this.messages = messages;
    this.wording = wording;
  }

  /**
   * "200 pictures a day for a role, until Nov 29, 2026, 11:59 PM (UTC)".
   *
   * @param zone in which times are said
   */
  public String rule(Rule rule, ZoneId zone, String locale) {
    String what = amount(rule.limit(), rule.amount(), locale);
    return until(
        messages.text(locale, "rule.line", what, subject(rule, locale)), rule, zone, locale);
  }

  /** The same without to whom. */
  public String term(Rule rule, ZoneId zone, String locale) {
    return until(amount(rule.limit(), rule.amount(), locale), rule, zone, locale);
  }

  private String until(String text, Rule rule, ZoneId zone, String locale) {
    return rule.until()
        .map(end -> messages.text(locale, "rule.until", text, wording.end(locale, end, zone)))
        .orElse(text);
  }

  /** Who decided it and why: "The moderators here decided so: a contest.". */
  public String source(Rule rule, String locale) {
    String key =
        rule.by().isEmpty()
            ? "rule.source.file"
            : rule.community().equals(Rule.HOUSE) ? "rule.source.house" : "rule.source.place";
    return rule.reason().isEmpty()
        ? messages.text(locale, key)
        : messages.text(locale, key + "-reason", rule.reason());
  }

  /** "200 pictures a day", "twice as many pictures a day", "no pictures at all". */
  public String amount(Limit limit, Amount amount, String locale) {
    if (limit == Limit.ACCESS) {
      String key = amount.equals(Amount.NOTHING) ? "rule.denied" : "rule.allowed";
      return messages.text(locale, key);
    }
    if (amount.equals(Amount.UNLIMITED)) {
      return messages.text(locale, "rule.unlimited", each(limit, locale));
    }
    return amount.fold(
        number -> exactly(limit, number, locale),
        factor -> messages.text(locale, "rule.times", factor, each(limit, locale)),
        number -> messages.text(locale, "rule.plus", exactly(limit, number, locale)));
  }

  private String exactly(Limit limit, long number, String locale) {
    return messages.text(locale, "rule." + limit.word(), number);
  }

  private String each(Limit limit, String locale) {
    return messages.text(locale, "limit." + limit.word());
  }

  private String subject(Rule rule, String locale) {
    return messages.text(
        locale, "rule.subject." + rule.subject().kind().word(), rule.subject().id());
  }

  /** "2 pictures a day → no pictures"; empty for an act that changed nothing in the book. */
  public String differences(AuditEntry entry, ZoneId zone, String locale) {
    return changes(entry)
        .map(
            change ->
                value(entry.community(), change.field(), change.before(), zone, locale)
                    + " → "
                    + value(entry.community(), change.field(), change.after(), zone, locale))
        .collect(Collectors.joining("; "));
  }

  /** What held before it, the fields in order. */
  public String before(AuditEntry entry, ZoneId zone, String locale) {
    return side(entry, Change::before, zone, locale);
  }

  /** What held after it, the fields in order. */
  public String after(AuditEntry entry, ZoneId zone, String locale) {
    return side(entry, Change::after, zone, locale);
  }

  /** Fields that an act names may have been as it wanted them. */
  private static Stream<Change> changes(AuditEntry entry) {
    return entry.changes().stream().filter(change -> !change.before().equals(change.after()));
  }

  private String side(
      AuditEntry entry, Function<Change, Optional<String>> side, ZoneId zone, String locale) {
    return changes(entry)
        .map(change -> value(entry.community(), change.field(), side.apply(change), zone, locale))
        .collect(Collectors.joining("; "));
  }

  private String value(
      String community, String field, Optional<String> value, ZoneId zone, String locale) {
    if (value.isEmpty()) {
      return NOTHING;
    }
    if (field.equals(CommunitySettings.raidField())) {
      return wording.end(locale, Instant.ofEpochMilli(Long.parseLong(value.get())), zone);
    }
    if (CommunitySettings.isBlockedField(field) || value.get().isEmpty()) {
      return SOMETHING;
    }
    return RuleField.read(community, field, value.get())
        .map(rule -> term(rule, zone, locale))
        .orElse(value.get());
  }
}
