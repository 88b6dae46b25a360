package org.vitrail.bot.core.moderator;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vitrail.bot.core.JobCard;
import org.vitrail.bot.core.delivery.Cards;
import org.vitrail.bot.core.place.Names;
import org.vitrail.bot.core.place.Reports;
import org.vitrail.bot.core.place.Reports.Report;
import org.vitrail.bot.core.queue.ImpossibleException;
import org.vitrail.bot.core.wording.TextCut;
import org.vitrail.bot.core.wording.Wording;

/** {@code /reports}: what people reported at a place. */
final class ReportActs {
  private static final int SHOWN = 15;
  private static final int PROMPT_SHOWN = 80;

  private final Reports reports;
  private final Cards cards;
  private final Names names;
  private final Wording wording;
  private final Scribe scribe;

  ReportActs(Reports reports, Cards cards, Names names, Wording wording, Scribe scribe) {
    this.reports = reports;
    this.cards = cards;
    this.names = names;
    this.wording = wording;
    this.scribe = scribe;
  }

  String handle(Chair chair) throws ImpossibleException {
    if (chair.action().isEmpty()) {
      return list(chair);
    }
    String job = chair.word(1).orElse("").replaceFirst("^#", "");
    if (!chair.action().equals("close") || job.isEmpty()) {
      throw scribe.misused(chair);
    }
    if (!reports.close(chair.place(), job)) {
      throw scribe.impossible(chair, "reports.not-open", job);
    }
    return scribe.write(
        chair.act("/reports close", job),
        scribe.text(chair, "reports.closed", job),
        chair.locale());
  }

  private String list(Chair chair) {
    List<String> lines = new ArrayList<>();
    for (Report report : reports.open(chair.place()).stream().limit(SHOWN).toList()) {
      Optional<JobCard> card = cards.find(report.jobId());
      String who = card.map(it -> names.of(it.who().key())).orElse("?");
      lines.add(
          scribe.text(
              chair,
              "reports.line",
              report.jobId(),
              report.reporters(),
              wording.time(chair.locale(), report.since(), chair.zone()),
              who,
              card.map(it -> TextCut.toCodePoints(it.prompt(), PROMPT_SHOWN)).orElse("")));
    }
    if (lines.isEmpty()) {
      return scribe.text(chair, "reports.none");
    }
    lines.add(scribe.text(chair, "reports.hint"));
    return String.join("\n", lines);
  }

  /** The reported jobs that wait to be closed. */
  List<Suggestion> suggestions(String place) {
    return reports.open(place).stream()
        .limit(SHOWN)
        .map(
            report ->
                new Suggestion(
                    report.jobId(),
                    cards
                        .find(report.jobId())
                        .map(card -> TextCut.toCodePoints(card.prompt(), PROMPT_SHOWN))
                        .orElse("")))
        .toList();
  }
}
