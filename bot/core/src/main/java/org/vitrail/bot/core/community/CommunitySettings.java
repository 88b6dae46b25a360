package org.vitrail.bot.core.community;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vitrail.bot.command.CommunitySetting;
import org.vitrail.bot.quota.Rule;
import org.vitrail.bot.quota.RuleField;

/**
 * What a community decided, as it stands; a value. Fields that this program does not understand say
 * nothing.
 */
public final class CommunitySettings {
  private static final String SETTING = "set|";
  private static final String BLOCKED = "block|";
  private static final String PAUSE = "pause";
  private static final String RAID = "raid";

  private final String community;
  private final Map<String, String> fields;
  private final List<Rule> rules;
  private final int hash;

  CommunitySettings(String community, Map<String, String> fields) {
    this.community = community;
    this.fields = Map.copyOf(fields);
    List<Rule> found = new ArrayList<>();
    fields.forEach((field, value) -> RuleField.read(community, field, value).ifPresent(found::add));
    this.rules = List.copyOf(found);
    this.hash = 31 * community.hashCode() + fields.hashCode();
  }

  public String community() {
    return community;
  }

  /** Quotas, bans and limits, those included that have ended. */
  public List<Rule> rules() {
    return rules;
  }

  /** Those that hold at a moment, the most specific first. */
  public List<Rule> rulesAt(Instant now) {
    return rules.stream()
        .filter(rule -> rule.until().map(now::isBefore).orElse(true))
        .sorted(Comparator.comparing((Rule rule) -> rule.subject().kind()).reversed())
        .toList();
  }

  /** A field as it stands. */
  public Optional<String> field(String name) {
    return Optional.ofNullable(fields.get(name));
  }

  /** What was chosen for one of the {@link CommunitySetting}s. */
  public Optional<String> setting(CommunitySetting setting) {
    return field(settingField(setting));
  }

  /** Rules of the blocklist that were added in the chat. */
  public List<String> blocked() {
    return fields.keySet().stream()
        .filter(field -> field.startsWith(BLOCKED))
        .map(field -> field.substring(BLOCKED.length()))
        .sorted()
        .toList();
  }

  /** Why nothing is drawn here for now; empty while all goes on. */
  public Optional<String> pause() {
    return field(PAUSE);
  }

  /** Whether newcomers wait behind others, and pictures are judged strictly. */
  public boolean isRaided(Instant now) {
    return raidUntil().map(now::isBefore).orElse(false);
  }

  /** When raid mode ends, or ended. */
  public Optional<Instant> raidUntil() {
    return field(RAID).map(millis -> Instant.ofEpochMilli(Long.parseLong(millis)));
  }

  public static String settingField(CommunitySetting setting) {
    return SETTING + setting.word();
  }

  public static String blockedField(String rule) {
    return BLOCKED + rule;
  }

  public static boolean isBlockedField(String field) {
    return field.startsWith(BLOCKED);
  }

  public static String pauseField() {
    return PAUSE;
  }

  public static String raidField() {
    return RAID;
  }

  @Override
  public boolean equals(Object other) {
    return this == other
        || other instanceof CommunitySettings that
            && community.equals(that.community)
            && fields.equals(that.fields);
  }

  @Override
  public int hashCode() {
    return hash;
  }
}
