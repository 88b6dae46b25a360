package org.vitrail.bot.core.modcommands;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vitrail.bot.core.JobCard;
import org.vitrail.bot.core.community.Names;
import org.vitrail.bot.core.community.Reports;
import org.vitrail.bot.core.community.Reports.Report;
import org.vitrail.bot.core.jobview.Cards;
import org.vitrail.bot.core.queue.ImpossibleException;
import org.vitrail.bot.core.wording.DurationFormatter;
import org.vitrail.bot.core.wording.TextCut;

/** {@code /reports}: what people reported at a community. */
final class ReportActs {
  private static final int SHOWN = 15;
  private static final int PROMPT_SHOWN = 80;

  private final Reports reports;
  private final Cards cards;
  private final Names names;
  private final DurationFormatter wording;
  private final AuditedWriter auditedWriter;

  ReportActs(
      Reports reports,
      Cards cards,
      Names names,
      DurationFormatter wording,
      AuditedWriter auditedWriter) {
    this.reports = reports;
    this.cards = cards;
    this.names = names;
    this.wording = wording;
    this.auditedWriter = auditedWriter;
  }

  String handle(ModContext context) throws ImpossibleException {
    if (context.action().isEmpty()) {
      return list(context);
    }
    String job = context.word(1).orElse("").replaceFirst("^#", "");
    if (!context.action().equals("close") || job.isEmpty()) {
      throw auditedWriter.misused(context);
    }
    if (!reports.close(context.community(), job)) {
      throw auditedWriter.impossible(context, "reports.not-open", job);
    }
    return auditedWriter.write(
        context.act("/reports close", job),
        auditedWriter.text(context, "reports.closed", job),
        context.locale());
  }

  private String list(ModContext context) {
    List<String> lines = new ArrayList<>();
    for (Report report : reports.open(context.community()).stream().limit(SHOWN).toList()) {
      Optional<JobCard> card = cards.find(report.jobId());
      String who = card.map(it -> names.of(it.who().key())).orElse("?");
      lines.add(
          auditedWriter.text(
              context,
              "reports.line",
              report.jobId(),
              report.reporters(),
              wording.time(context.locale(), report.since(), context.zone()),
              who,
              card.map(it -> TextCut.toCodePoints(it.prompt(), PROMPT_SHOWN)).orElse("")));
    }
    if (lines.isEmpty()) {
      return auditedWriter.text(context, "reports.none");
    }
    lines.add(auditedWriter.text(context, "reports.hint"));
    return String.join("\n", lines);
  }

  /** The reported jobs that wait to be closed. */
  List<Suggestion> suggestions(String community) {
    return reports.open(community).stream()
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
