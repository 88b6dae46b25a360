package org.vitrail.bot.core.modcommands;

import java.time.Clock;
import java.time.ZoneId;
import java.util.List;
import org.vitrail.bot.core.admission.RuleFormatter;
import org.vitrail.bot.core.community.CommunitySettingsStore;
import org.vitrail.bot.core.people.Names;
import org.vitrail.bot.quota.Rule;

/** What communities decided, for whoever runs the instance. */
public final class RuleQueries {
  private static final String ENGLISH = "en";

  private final CommunitySettingsStore book;
  private final Names names;
  private final RuleFormatter words;
  private final ZoneId zone;
  private final Clock clock;

  public RuleQueries(
      CommunitySettingsStore book, Names names, RuleFormatter words, ZoneId zone, Clock clock) {
    this.book = book;
    this.names = names;
    this.words = words;
    this.zone = zone;
    this.clock = clock;
  }

  /**
   * A rule of a community.
   *
   * @param whom as commands take it, where they can
   */
  public record CommunityRule(String whom, String text, String by, String reason) {}

  /** What a community decided and what still holds, the most specific first. */
  public List<CommunityRule> rules(String community) {
    return book.page(community).rulesAt(clock.instant()).stream()
        .map(
            rule ->
                new CommunityRule(
                    whom(rule),
                    words.rule(rule, zone, ENGLISH),
                    names.of(rule.by()),
                    rule.reason()))
        .toList();
  }

  private static String whom(Rule rule) {
    return switch (rule.subject().kind()) {
      case ROLE -> TargetReader.role(rule.subject().id());
      case CHANNEL -> "<#" + rule.subject().id() + ">";
      case HOUSE, PLACE -> "everyone";
      default -> rule.subject().id();
    };
  }

  /** Rules that a community added to the blocklist. */
  public List<String> blocked(String community) {
    return book.page(community).blocked();
  }
}
