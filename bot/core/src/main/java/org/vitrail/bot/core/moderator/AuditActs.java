package org.vitrail.bot.core.moderator;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.vitrail.bot.core.place.AuditEntry;
import org.vitrail.bot.core.place.AuditLog;
import org.vitrail.bot.core.place.Names;
import org.vitrail.bot.core.place.PlaceBook;
import org.vitrail.bot.core.queue.ImpossibleException;
import org.vitrail.bot.core.wording.Wording;

/** {@code /audit} and {@code /undo}: what was done, and taking it back. */
final class AuditActs {
  private static final int SHOWN = 15;

  private final PlaceBook book;
  private final AuditLog log;
  private final Names names;
  private final TargetReader targets;
  private final TermReader terms;
  private final Wording wording;
  private final ChangeWords words;
  private final Scribe scribe;

  AuditActs(
      PlaceBook book,
      AuditLog log,
      Names names,
      TargetReader targets,
      TermReader terms,
      Wording wording,
      ChangeWords words,
      Scribe scribe) {
    this.book = book;
    this.log = log;
    this.names = names;
    this.targets = targets;
    this.terms = terms;
    this.wording = wording;
    this.words = words;
    this.scribe = scribe;
  }

  /** {@code /audit [WHO] [for 2 days]}: whose acts, or acts about whom, of the last days. */
  String audit(Chair chair) throws ImpossibleException {
    Predicate<AuditEntry> wanted = entry -> true;
    int from = 0;
    Optional<Target> who = chair.word(0).flatMap(word -> targets.read(word, chair));
    if (who.isEmpty() && chair.word(0).filter(TargetReader::isHandle).isPresent()) {
      throw scribe.nobody(chair, "target.nobody", chair.word(0).get());
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
    Instant since = since(chair, from);
    List<AuditEntry> entries = log.newest(chair.place(), since, wanted, SHOWN);
    if (entries.isEmpty()) {
      return scribe.text(chair, "audit.empty");
    }
    List<String> lines = new ArrayList<>();
    entries.forEach(entry -> lines.add(line(chair, entry)));
    return String.join("\n", lines);
  }

  String undo(Chair chair) throws ImpossibleException {
    String word = chair.word(0).orElse("").replaceFirst("^#", "");
    if (!word.matches("\\d{1,15}") || chair.word(1).isPresent()) {
      throw scribe.misused(chair);
    }
    AuditEntry entry =
        log.find(chair.place(), Long.parseLong(word))
            .orElseThrow(() -> scribe.impossible(chair, "undo.unknown", word));
    if (entry.changes().isEmpty()) {
      throw scribe.impossible(chair, "undo.for-good", word, entry.command());
    }
    AuditEntry undone =
        book.undo(entry, chair.who().key(), "/undo")
            .orElseThrow(() -> scribe.impossible(chair, "undo.changed-since", word));
    return scribe.text(
        chair,
        "act.done",
        scribe.text(chair, "undo.done", word, title(entry)),
        Long.toString(undone.number()));
  }

  /** The latest acts that may be taken back. */
  List<Suggestion> suggestions(String place) {
    return log.newest(place, Instant.EPOCH, entry -> !entry.changes().isEmpty(), SHOWN).stream()
        .map(entry -> new Suggestion(Long.toString(entry.number()), title(entry)))
        .toList();
  }

  private Instant since(Chair chair, int from) throws ImpossibleException {
    String words = chair.rest(from);
    if (words.isEmpty()) {
      return Instant.EPOCH;
    }
    try {
      // "2 days" ago is as far back as "for 2 days" reaches ahead.
      Instant ahead =
          terms
              .read(words, chair.now(), chair.zone())
              .until()
              .orElseThrow(() -> scribe.misused(chair));
      return chair.now().minus(Duration.between(chair.now(), ahead));
    } catch (TermReader.UnknownWordException e) {
      throw scribe.impossible(chair, "term.unknown", e.word());
    }
  }

  private String line(Chair chair, AuditEntry entry) {
    String line =
        scribe.text(
            chair,
            "audit.line",
            Long.toString(entry.number()),
            wording.time(chair.locale(), entry.at(), chair.zone()),
            names.of(entry.by()),
            told(chair, entry));
    String undone =
        entry
            .undoes()
            .map(number -> line + " " + scribe.text(chair, "audit.undoes", Long.toString(number)))
            .orElse(line);
    return entry.reason().isEmpty() ? undone : undone + " – " + entry.reason();
  }

  /** "/quota set Ann: 50 pictures a day → 200 pictures a day". */
  private String told(Chair chair, AuditEntry entry) {
    String differences = words.differences(entry, chair.zone(), chair.locale());
    return differences.isEmpty() ? title(entry) : title(entry) + ": " + differences;
  }

  private static String title(AuditEntry entry) {
    return (entry.command() + " " + entry.target()).strip();
  }
}
