package org.vitrail.bot.core.service;

import org.vitrail.bot.command.Command.Ask;
import org.vitrail.bot.command.CommandSpec;
import org.vitrail.bot.core.ImpossibleException;
import org.vitrail.bot.core.Origin;
import org.vitrail.bot.core.Person;
import org.vitrail.bot.core.jobview.JobWatch;
import org.vitrail.bot.core.queue.Cancellation;
import org.vitrail.inference.protocol.JobStatus;

/** The commands about jobs that are there: shows, stops, deletes and reports them. */
final class JobCommands {
  private final Gallery gallery;
  private final Cancellation cancellation;
  private final JobWatch watch;
  private final Deletion deletion;
  private final Reporting reporting;

  JobCommands(
      Gallery gallery,
      Cancellation cancellation,
      JobWatch watch,
      Deletion deletion,
      Reporting reporting) {
    this.gallery = gallery;
    this.cancellation = cancellation;
    this.watch = watch;
    this.deletion = deletion;
    this.reporting = reporting;
  }

  void addTo(CommandHandlers handlers) {
    handlers
        .onJob(
            CommandSpec.SHOW,
            (show, request) ->
                new Reply.Shown(
                    gallery.finished(
                        request.who(), show.jobId(), request.origin().map(Origin::community))))
        .ask(CommandSpec.CANCEL, this::cancel)
        .onJob(
            CommandSpec.DELETE,
            (delete, request) ->
                deletion.delete(
                    request.who(), delete.jobId(), request.origin(), request.audience()))
        .onJob(
            CommandSpec.REPORT,
            (report, request) -> request.said(reporting.report(request.who(), report.jobId())));
  }

  private Reply cancel(Ask cancel, CommandRequest request) throws ImpossibleException {
    Person who = request.who();
    JobStatus before = cancellation.cancel(who, cancel.word());
    watch.changed(before.job().id());
    return request.said(cancellation.text(before, who.locale()));
  }
}
