package org.vitrail.bot.core.service;

import org.vitrail.bot.command.Command.Ask;
import org.vitrail.bot.command.Command.OnJob;
import org.vitrail.bot.command.CommandSpec;
import org.vitrail.bot.core.ImpossibleException;
import org.vitrail.bot.core.JobCard;
import org.vitrail.bot.core.Origin;
import org.vitrail.bot.core.Person;
import org.vitrail.bot.core.imagesafety.VisiblePictures;
import org.vitrail.bot.core.jobview.JobWatch;
import org.vitrail.bot.core.queue.Cancellation;
import org.vitrail.config.Messages;
import org.vitrail.inference.protocol.JobStatus;

/** The commands about jobs that are there: shows, stops, deletes and reports them. */
final class JobCommands {
  private final Gallery gallery;
  private final Cancellation cancellation;
  private final JobWatch watch;
  private final Deletion deletion;
  private final Reporting reporting;
  private final Messages messages;

  JobCommands(
      Gallery gallery,
      Cancellation cancellation,
      JobWatch watch,
      Deletion deletion,
      Reporting reporting,
      Messages messages) {
    this.gallery = gallery;
    this.cancellation = cancellation;
    this.watch = watch;
    this.deletion = deletion;
    this.reporting = reporting;
    this.messages = messages;
  }

  void addTo(CommandHandlers handlers) {
    handlers
        .onJob(
            CommandSpec.SHOW,
            (show, request) ->
                new Reply.Shown(
                    gallery.finished(
                        request.who(), show.jobId(), request.origin().map(Origin::community))))
        .onJob(CommandSpec.FILM, this::film)
        .ask(CommandSpec.STOP, this::stop)
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

  private Reply film(OnJob film, CommandRequest request) throws ImpossibleException {
    Person who = request.who();
    JobCard card = gallery.finished(who, film.jobId(), request.origin().map(Origin::community));
    VisiblePictures seen =
        request
            .origin()
            .map(from -> gallery.visiblePictures(card, from.community()))
            .orElseGet(() -> gallery.visiblePictures(card));
    byte[] mp4 =
        seen.film().orElseThrow(() -> new ImpossibleException("job.no-film", film.jobId()));
    return new Reply.Filmed(
        card,
        mp4,
        seen.isSpoiler(),
        messages.text(who.locale(), "film.of", card.request().prompt()));
  }

  private Reply stop(Ask stop, CommandRequest request) throws ImpossibleException {
    JobStatus before = cancellation.stop(request.who(), stop.word());
    watch.changed(before.job().id());
    return request.said(messages.text(request.who().locale(), "job.stopping", before.job().id()));
  }

  private Reply cancel(Ask cancel, CommandRequest request) throws ImpossibleException {
    Person who = request.who();
    JobStatus before = cancellation.cancel(who, cancel.word());
    watch.changed(before.job().id());
    return request.said(cancellation.text(before, who.locale()));
  }
}
