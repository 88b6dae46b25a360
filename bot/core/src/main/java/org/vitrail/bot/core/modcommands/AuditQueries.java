package org.vitrail.bot.core.modcommands;

import java.time.Instant;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.vitrail.bot.core.admission.RuleFormatter;
import org.vitrail.bot.core.community.AuditEntry;
import org.vitrail.bot.core.community.AuditLog;
import org.vitrail.bot.core.people.Names;
import org.vitrail.bot.quota.Rule;
import org.vitrail.config.Printable;

/** What moderators did, for whoever runs the instance. */
public final class AuditQueries {
  private static final String ENGLISH = "en";

  private final AuditLog log;
  private final Names names;
  private final RuleFormatter words;
  private final ZoneId zone;

  public AuditQueries(AuditLog log, Names names, RuleFormatter words, ZoneId zone) {
    this.log = log;
    this.names = names;
    this.words = words;
    this.zone = zone;
  }

  /**
   * A moderator's act.
   *
   * @param name of the moderator
   * @param before what held before it, in words; empty if it changed nothing in the book
   * @param after what held after it
   */
  public record Entry(AuditEntry act, String name, String before, String after) {}

  /** All communities where moderators ever did something, the instance and the page. */
  public Set<String> communities() {
    Set<String> communities = new TreeSet<>(log.communities());
    communities.add(Rule.HOUSE);
    communities.add("web");
    return communities;
  }

  /**
   * The newest acts of a community, or of all, newest first.
   *
   * @param about a part of a name or key of whoever did it, or of whom it is about; empty for all
   */
  public List<Entry> newest(String community, String about, int most) {
    // Few people do much: each is asked for once.
    Map<String, String> known = new HashMap<>();
    UnaryOperator<String> name = key -> known.computeIfAbsent(key, names::of);
    String part = about.strip().toLowerCase(Locale.ROOT);
    Predicate<AuditEntry> wanted =
        entry ->
            part.isEmpty()
                || Stream.of(entry.by(), name.apply(entry.by()), entry.target())
                    .anyMatch(text -> text.toLowerCase(Locale.ROOT).contains(part));
    return log.newest(community, Instant.EPOCH, wanted, most).stream()
        .map(entry -> entry(entry, name.apply(entry.by())))
        .toList();
  }

  private Entry entry(AuditEntry entry, String name) {
    return new Entry(
        entry, name, words.before(entry, zone, ENGLISH), words.after(entry, zone, ENGLISH));
  }

  /**
   * The acts as comma-separated values (RFC 4180). A cell that a spreadsheet would take for a
   * formula begins with an apostrophe, and what is not seen is escaped.
   */
  public String csv(String community, String about, int most) {
    StringBuilder csv =
        new StringBuilder("number,at,place,by,name,command,target,before,after,reason,undoes\r\n");
    for (Entry line : newest(community, about, most)) {
      AuditEntry entry = line.act();
      csv.append(entry.number()).append(',').append(entry.at());
      for (String text :
          List.of(
              entry.community(),
              entry.by(),
              line.name(),
              entry.command(),
              entry.target(),
              line.before(),
              line.after(),
              entry.reason(),
              entry.undoes().map(Object::toString).orElse(""))) {
        csv.append(',').append(cell(text));
      }
      csv.append("\r\n");
    }
    return csv.toString();
  }

  /** Spreadsheets pass over space before a formula, and some take the wide signs, too. */
  static String cell(String text) {
    String shown = Printable.text(text);
    String harmless = shown.matches("[\\s\u3000\u00a0]*[=+\\-@＝＋－＠].*") ? "'" + shown : shown;
    return harmless.matches(".*[\",].*") ? '"' + harmless.replace("\"", "\"\"") + '"' : harmless;
  }
}
