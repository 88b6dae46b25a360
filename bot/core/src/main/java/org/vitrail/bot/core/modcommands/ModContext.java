package org.vitrail.bot.core.modcommands;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.vitrail.bot.command.Command.Moderate;
import org.vitrail.bot.command.amount.TimedAmount;
import org.vitrail.bot.command.amount.TimedAmountReader;
import org.vitrail.bot.core.ImpossibleException;
import org.vitrail.bot.core.Person;
import org.vitrail.bot.core.community.Act;
import org.vitrail.bot.core.community.AuditEntry;
import org.vitrail.bot.core.community.CommunitySettings;
import org.vitrail.bot.quota.Amount;
import org.vitrail.bot.quota.Limit;
import org.vitrail.bot.quota.Rule;
import org.vitrail.bot.quota.Subject;
import org.vitrail.inference.protocol.Venue;

/**
 * A moderator at work: who, where, when, what they said, and how they are answered.
 *
 * @param venue whose book is written in, and the channel where they speak
 * @param zone in which they mean times
 */
public record ModContext(
    Person who, Venue venue, ZoneId zone, Instant now, Moderate command, ModTools tools) {
  /** The same with another command. */
  ModContext saying(Moderate other) {
    return new ModContext(who, venue, zone, now, other, tools);
  }

  String community() {
    return venue.community();
  }

  String channel() {
    return venue.channel();
  }

  String locale() {
    return who.locale();
  }

  String platform() {
    return who.platform();
  }

  /** What the community decided so far. */
  CommunitySettings page() {
    return tools.book().page(community());
  }

  /** The word at an index, empty where there is none. */
  Optional<String> word(int index) {
    return index < command.words().size()
        ? Optional.of(command.words().get(index))
        : Optional.empty();
  }

  /** The same in small letters, for words that are ours. */
  String action() {
    return word(0).orElse("").toLowerCase(Locale.ROOT);
  }

  /** The words from an index on, as one text. */
  String rest(int index) {
    List<String> words = command.words();
    return index < words.size() ? String.join(" ", words.subList(index, words.size())) : "";
  }

  /**
   * What the words from an index on grant.
   *
   * @throws ImpossibleException naming a word that says nothing
   */
  TimedAmount amount(int from) throws ImpossibleException {
    try {
      return tools.amounts().read(rest(from), now, zone);
    } catch (TimedAmountReader.UnknownWordException e) {
      throw new ImpossibleException("term.unknown", e.word());
    }
  }

  /** An act of this moderator. */
  Act act(String name, String target) {
    return new Act(community(), who.key(), name, target, command.reason());
  }

  /** A rule by this moderator. */
  Rule rule(Subject subject, Limit limit, Amount amount, Optional<Instant> until) {
    return new Rule(community(), subject, limit, amount, until, who.key(), command.reason());
  }

  /**
   * Does it and writes it down.
   *
   * @param sentence what holds from then on
   * @return the same, and how to take it back
   */
  String write(Act act, String sentence) {
    AuditEntry entry = tools.book().apply(act);
    String key = entry.changes().isEmpty() ? "act.done-for-good" : "act.done";
    return text(key, sentence, Long.toString(entry.number()));
  }

  String text(String key, Object... values) {
    return tools.messages().text(locale(), key, values);
  }

  String duration(Duration duration) {
    return tools.wording().duration(locale(), duration);
  }

  String time(Instant time) {
    return tools.wording().time(locale(), time, zone);
  }

  /** A time at which something ends. */
  String end(Instant time) {
    return tools.wording().end(locale(), time, zone);
  }

  /** What a rule grants and until when. */
  String term(Rule rule) {
    return tools.rules().term(rule, zone, locale());
  }

  /** A rule and who decided it. */
  String line(Rule rule) {
    String what = tools.rules().rule(rule, zone, locale());
    return text("text.sentences", what + ".", tools.rules().source(rule, locale()));
  }

  /** What an act found and what it left. */
  String differences(AuditEntry entry) {
    return tools.rules().differences(entry, zone, locale());
  }

  /** A word by which nobody is found; {@code key} says so of words that are no unique names. */
  ImpossibleException nobody(String key, String word) {
    return new ImpossibleException(TargetReader.isHandle(word) ? "target.stranger" : key, word);
  }

  /** How the command is written. */
  ImpossibleException misused() {
    String usage = text(command.name().key() + ".usage");
    return new ImpossibleException("mistake.usage", "/" + command.name().word(), usage);
  }
}
