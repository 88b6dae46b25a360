package org.vitrail.bot.core.modcommands;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.vitrail.bot.core.JobCard;
import org.vitrail.bot.core.admission.Ledger;
import org.vitrail.bot.core.admission.LedgerEntry;
import org.vitrail.bot.core.admission.RuleFormatter;
import org.vitrail.bot.core.admission.quota.Rule;
import org.vitrail.bot.core.community.AuditEntry;
import org.vitrail.bot.core.community.AuditLog;
import org.vitrail.bot.core.community.CommunitySettingsStore;
import org.vitrail.bot.core.community.Names;
import org.vitrail.bot.core.community.Reports;
import org.vitrail.bot.core.imagesafety.PictureGate;
import org.vitrail.bot.core.jobview.Cards;
import org.vitrail.bot.core.wording.DurationFormatter;
import org.vitrail.config.Messages;
import org.vitrail.config.Printable;

/**
 * What is going on at all communities, as lists for whoever runs the instance; changes nothing.
 *
 * <p>All methods throw {@link redis.clients.jedis.exceptions.JedisException} when Redis does not
 * answer.
 */
public final class ModerationQueries {
  private static final String ENGLISH = "en";

  private final CommunitySettingsStore book;
  private final AuditLog log;
  private final Names names;
  private final Reports reports;
  private final Ledger ledger;
  private final Cards cards;
  private final PictureGate gate;
  private final RuleFormatter words;
  private final ChangeFormatter changes;
  private final ZoneId zone;
  private final Clock clock;

  ModerationQueries(
      CommunitySettingsStore book,
      AuditLog log,
      Names names,
      Reports reports,
      Ledger ledger,
      Cards cards,
      PictureGate gate,
      Messages messages,
      ZoneId zone,
      Clock clock) {
    this.book = book;
    this.log = log;
    this.names = names;
    this.reports = reports;
    this.ledger = ledger;
    this.cards = cards;
    this.gate = gate;
    DurationFormatter wording = new DurationFormatter(messages);
    this.words = new RuleFormatter(messages, wording);
    this.changes = new ChangeFormatter(words, wording);
    this.zone = zone;
    this.clock = clock;
  }

  /** A job that waits or runs. */
  public record OpenJob(
      String id,
      String who,
      String name,
      String community,
      String model,
      String stage,
      Instant since) {}

  /**
   * A rule of a community.
   *
   * @param whom as commands take it, where they can
   */
  public record CommunityRule(String whom, String text, String by, String reason) {}

  /** A job that was reported. */
  public record ReportedJob(
      String id, String who, String name, String prompt, long reporters, Instant since) {}

  /**
   * A moderator's act.
   *
   * @param before what held before it, in words; empty if it changed nothing in the book
   * @param after what held after it
   */
  public record Entry(
      long number,
      Instant at,
      String community,
      String by,
      String name,
      String command,
      String target,
      String before,
      String after,
      String reason,
      Long undoes,
      boolean canBeUndone) {}

  /** All communities where moderators ever did something, the instance and the page. */
  public Set<String> communities() {
    Set<String> communities = new TreeSet<>(log.communities());
    communities.add(Rule.HOUSE);
    communities.add("web");
    return communities;
  }

  /** What waits or runs, at a community or everywhere. */
  public List<OpenJob> queue(String community) {
    List<OpenJob> jobs = new ArrayList<>();
    for (LedgerEntry entry : ledger.open()) {
      if (community.equals(Rule.HOUSE) || community.equals(entry.community())) {
        cards.find(entry.jobId()).ifPresent(card -> jobs.add(open(card)));
      }
    }
    return jobs;
  }

  private static OpenJob open(JobCard card) {
    return new OpenJob(
        card.id(),
        card.who().key(),
        card.who().name(),
        card.venue().community(),
        card.model(),
        card.stageText(),
        card.submittedAt());
  }

  /** What a community decided and what still holds, the most specific first. */
  public List<CommunityRule> rules(String community) {
    return book.page(community).rules().stream()
        .filter(rule -> rule.until().map(clock.instant()::isBefore).orElse(true))
        .sorted(Comparator.comparing((Rule rule) -> rule.subject().kind()).reversed())
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

  /** What people reported at a community, or anywhere. */
  public List<ReportedJob> reports(String community) {
    List<ReportedJob> found = new ArrayList<>();
    for (Reports.Report report : reports.open(community)) {
      cards
          .find(report.jobId())
          .ifPresent(
              card ->
                  found.add(
                      new ReportedJob(
                          card.id(),
                          card.who().key(),
                          names.of(card.who().key()),
                          card.prompt(),
                          report.reporters(),
                          report.since())));
    }
    return found;
  }

  /** Rules that a community added to the blocklist. */
  public List<String> blocked(String community) {
    return book.page(community).blocked();
  }

  /**
   * What a reported job shows, as one PNG and uncovered, so that it can be judged; empty when it is
   * not reported or has no pictures.
   */
  public Optional<byte[]> reportedPictures(String jobId) {
    return cards
        .find(jobId)
        .filter(card -> reports.isOpen(card.venue().community(), jobId))
        .flatMap(gate::unjudged);
  }

  /**
   * The newest acts of a community, or of all, newest first.
   *
   * @param about a part of a name or key of whoever did it, or of whom it is about; empty for all
   */
  public List<Entry> audit(String community, String about, int most) {
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
        entry.number(),
        entry.at(),
        entry.community(),
        entry.by(),
        name,
        entry.command(),
        entry.target(),
        changes.before(entry, zone, ENGLISH),
        changes.after(entry, zone, ENGLISH),
        entry.reason(),
        entry.undoes().orElse(null),
        !entry.changes().isEmpty());
  }

  /**
   * The acts as comma-separated values (RFC 4180). A cell that a spreadsheet would take for a
   * formula begins with an apostrophe, and what is not seen is escaped.
   */
  public String csv(String community, String about, int most) {
    StringBuilder csv =
        new StringBuilder("number,at,place,by,name,command,target,before,after,reason,undoes\r\n");
    for (Entry entry : audit(community, about, most)) {
      csv.append(entry.number()).append(',').append(entry.at());
      for (String text :
          List.of(
              entry.community(),
              entry.by(),
              entry.name(),
              entry.command(),
              entry.target(),
              entry.before(),
              entry.after(),
              entry.reason(),
              entry.undoes() == null ? "" : entry.undoes().toString())) {
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
