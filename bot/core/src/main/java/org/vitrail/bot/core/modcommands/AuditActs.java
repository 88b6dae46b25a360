package org.vitrail.bot.core.modcommands;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.vitrail.bot.core.ImpossibleException;
import org.vitrail.bot.core.community.AuditEntry;
import org.vitrail.bot.core.community.AuditLog;
import org.vitrail.bot.core.community.CommunitySettingsStore;
import org.vitrail.bot.core.people.Names;

/** {@code /audit} and {@code /undo}: what was done, and taking it back. */
public final class AuditActs {
  private static final int SHOWN = 15;

  private final CommunitySettingsStore book;
  private final AuditLog log;
  private final Names names;
  private final TargetReader targets;

  public AuditActs(CommunitySettingsStore book, AuditLog log, Names names, TargetReader targets) {
    this.book = book;
    this.log = log;
    this.names = names;
    this.targets = targets;
  }

  /** {@code /audit [WHO] [for 2 days]}: whose acts, or acts about whom, of the last days. */
  public String audit(ModContext context) throws ImpossibleException {
    Predicate<AuditEntry> wanted = entry -> true;
    int from = 0;
    Optional<Target> who = context.word(0).flatMap(word -> targets.read(word, context));
    if (who.isEmpty() && context.word(0).filter(TargetReader::isHandle).isPresent()) {
      throw context.nobody("target.nobody", context.word(0).get());
    }
    if (who.isPresent()) {
      Target target = who.get();
      from = 1;
      wanted =
          target.isPerson()
              ? entry ->
                  entry.by().equals(target.person())
                      || entry.concerns(target.person(), target.name())
              : entry -> entry.target().equals(target.name());
    }
    Instant since = since(context, from);
    List<AuditEntry> entries = log.newest(context.community(), since, wanted, SHOWN);
    if (entries.isEmpty()) {
      return context.text("audit.empty");
    }
    List<String> lines = new ArrayList<>();
    entries.forEach(entry -> lines.add(line(context, entry)));
    return String.join("\n", lines);
  }

  public String undo(ModContext context) throws ImpossibleException {
    String word = context.word(0).orElse("").replaceFirst("^#", "");
    if (!word.matches("\\d{1,15}") || context.word(1).isPresent()) {
      throw context.misused();
    }
    AuditEntry entry =
        log.find(context.community(), Long.parseLong(word))
            .orElseThrow(() -> new ImpossibleException("undo.unknown", word));
    if (entry.changes().isEmpty()) {
      throw new ImpossibleException("undo.for-good", word, entry.command());
    }
    AuditEntry undone =
        book.undo(entry, context.who().key(), "/undo")
            .orElseThrow(() -> new ImpossibleException("undo.changed-since", word));
    return context.text(
        "act.done", context.text("undo.done", word, title(entry)), Long.toString(undone.number()));
  }

  /** The latest acts that may be taken back. */
  List<Suggestion> suggestions(String community) {
    return log.newest(community, Instant.EPOCH, entry -> !entry.changes().isEmpty(), SHOWN).stream()
        .map(entry -> new Suggestion(Long.toString(entry.number()), title(entry)))
        .toList();
  }

  private static Instant since(ModContext context, int from) throws ImpossibleException {
    if (context.rest(from).isEmpty()) {
      return Instant.EPOCH;
    }
    // "2 days" ago is as far back as "for 2 days" reaches ahead.
    Instant ahead = context.amount(from).until().orElseThrow(context::misused);
    return context.now().minus(Duration.between(context.now(), ahead));
  }

  private String line(ModContext context, AuditEntry entry) {
    String line =
        context.text(
            "audit.line",
            Long.toString(entry.number()),
            context.time(entry.at()),
            names.of(entry.by()),
            told(context, entry));
    String undone =
        entry
            .undoes()
            .map(number -> line + " " + context.text("audit.undoes", Long.toString(number)))
            .orElse(line);
    return entry.reason().isEmpty() ? undone : undone + " – " + entry.reason();
  }

  /** "/quota set Ann: 50 pictures a day → 200 pictures a day". */
  private static String told(ModContext context, AuditEntry entry) {
    String differences = context.differences(entry);
    return differences.isEmpty() ? title(entry) : title(entry) + ": " + differences;
  }

  private static String title(AuditEntry entry) {
    return (entry.command() + " " + entry.target()).strip();
  }
}
