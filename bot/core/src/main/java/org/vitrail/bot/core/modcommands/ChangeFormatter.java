package org.vitrail.bot.core.modcommands;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.vitrail.bot.core.admission.RuleFormatter;
import org.vitrail.bot.core.community.AuditEntry;
import org.vitrail.bot.core.community.Change;
import org.vitrail.bot.core.community.CommunitySettings;
import org.vitrail.bot.core.community.RuleField;
import org.vitrail.bot.core.wording.DurationFormatter;

/** Says what an act found and what it left. */
final class ChangeFormatter {
  private static final String NOTHING = "–";
  private static final String SOMETHING = "✓";

  private final RuleFormatter rules;
  private final DurationFormatter wording;

  ChangeFormatter(RuleFormatter rules, DurationFormatter wording) {
    this.rules = rules;
    this.wording = wording;
  }

  /** "2 pictures a day → no pictures"; empty for an act that changed nothing in the book. */
  String differences(AuditEntry entry, ZoneId zone, String locale) {
    return changes(entry)
        .map(
            change ->
                value(entry.community(), change.field(), change.before(), zone, locale)
                    + " → "
                    + value(entry.community(), change.field(), change.after(), zone, locale))
        .collect(Collectors.joining("; "));
  }

  /** What held before it, the fields in order. */
  String before(AuditEntry entry, ZoneId zone, String locale) {
    return side(entry, Change::before, zone, locale);
  }

  /** What held after it, the fields in order. */
  String after(AuditEntry entry, ZoneId zone, String locale) {
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
        .map(rule -> rules.term(rule, zone, locale))
        .orElse(value.get());
  }
}
