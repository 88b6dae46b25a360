package org.vitrail.bot.core.modcommands;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vitrail.bot.command.wording.TextCut;
import org.vitrail.bot.core.ImpossibleException;
import org.vitrail.bot.core.JobCard;
import org.vitrail.bot.core.jobview.Cards;
import org.vitrail.bot.core.people.Names;
import org.vitrail.bot.core.reports.Reports;
import org.vitrail.bot.core.reports.Reports.Report;

/** {@code /reports}: what people reported in a community. */
public final class ReportActs {
  private static final int SHOWN = 15;
  private static final int PROMPT_SHOWN = 80;

  private final Reports reports;
  private final Cards cards;
  private final Names names;

  public ReportActs(Reports reports, Cards cards, Names names) {
    this.reports = reports;
    this.cards = cards;
    this.names = names;
  }

  public String handle(ModContext context) throws ImpossibleException {
    if (context.action().isEmpty()) {
      return list(context);
    }
    String job = context.word(1).orElse("").replaceFirst("^#", "");
    if (!context.action().equals("close") || job.isEmpty()) {
      throw context.misused();
    }
    if (!reports.close(context.community(), job)) {
      throw new ImpossibleException("reports.not-open", job);
    }
    return context.write(context.act("/reports close", job), context.text("reports.closed", job));
  }

  private String list(ModContext context) {
    List<String> lines = new ArrayList<>();
    for (Report report : reports.open(context.community()).stream().limit(SHOWN).toList()) {
      Optional<JobCard> card = cards.find(report.jobId());
      String who = card.map(it -> names.of(it.who().key())).orElse("?");
      lines.add(
          context.text(
              "reports.line",
              report.jobId(),
              report.reporters(),
              context.time(report.since()),
              who,
              card.map(it -> TextCut.toCodePoints(it.request().prompt(), PROMPT_SHOWN))
                  .orElse("")));
    }
    if (lines.isEmpty()) {
      return context.text("reports.none");
    }
    lines.add(context.text("reports.hint"));
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
                        .map(card -> TextCut.toCodePoints(card.request().prompt(), PROMPT_SHOWN))
                        .orElse("")))
        .toList();
  }
}
