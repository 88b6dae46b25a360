package org.vitrail.bot.web;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.vitrail.bot.core.JobCard;
import org.vitrail.bot.core.imagesafety.VisiblePictures;
import org.vitrail.bot.core.service.BotService;
import org.vitrail.bot.core.service.Gallery;
import org.vitrail.inference.protocol.Progress;
import org.vitrail.inference.protocol.Score;

/**
 * A job card as the page's script reads it; leaves out whose it is. The seed is text since
 * JavaScript's numbers hold 53 bits; times are milliseconds since 1970, durations seconds.
 *
 * @param style its name
 * @param percent how much of all the work is done, null where that cannot be said
 * @param previewNumber 0 where previews are not shown
 * @param factors by which its pictures can be enlarged, first what those get who do not choose
 * @param canBeStopped whether it can be ended now with what is there of its pictures
 * @param hasFilm whether there is a film of how the pictures came into being
 * @param isSpoiler whether the pictures are hidden until somebody asks for them
 * @param notes why not all of it is seen
 * @param etaRange seconds between which it likely is, at least and at most; null where one number
 *     tells it
 * @param hint what would help to better pictures, or nothing
 */
record JobView(
    String id,
    String kind,
    String prompt,
    String style,
    String seed,
    int imageCount,
    String model,
    SourceView source,
    String state,
    String stage,
    String stageText,
    int position,
    Double etaSeconds,
    List<Double> etaRange,
    Integer percent,
    int done,
    int total,
    int previewNumber,
    List<PictureView> pictures,
    int columns,
    List<Integer> factors,
    boolean canBeStopped,
    boolean hasFilm,
    boolean isSpoiler,
    List<String> notes,
    String message,
    String hint,
    long submittedAt,
    Double tookSeconds) {

  /**
   * @param factor null where nobody chose it
   */
  record SourceView(String jobId, int picture, Integer factor) {
    static SourceView of(JobCard.Source source) {
      return new SourceView(
          source.jobId(),
          source.picture(),
          source.factor().isPresent() ? source.factor().getAsInt() : null);
    }
  }

  /**
   * @param score null where nobody says what its place follows from
   * @param startScore the same of what it began as; null where it was not changed
   * @param scoredBy what the score is of: clip, ruclip or perplexity
   * @param caption what it was drawn as, null where that is the prompt
   * @param isRefused whether it is kept back
   * @param canBeVaried whether the model that drew it draws relatives of it
   */
  record PictureView(
      int number,
      Float score,
      Float startScore,
      String scoredBy,
      String caption,
      boolean isRefused,
      boolean canBeVaried) {}

  /** As the job may be seen on the page. */
  static JobView of(JobCard card, BotService botService) {
    Gallery gallery = botService.gallery();
    VisiblePictures visiblePictures = gallery.visiblePictures(card);
    JobCard.Request request = card.request();
    JobCard.Status status = card.status();
    Progress progress = status.progress();
    return new JobView(
        card.id(),
        word(request.kind()),
        request.prompt(),
        botService.jobs().styleName(request.style(), card.who().locale()),
        Long.toString(request.seed()),
        request.imageCount(),
        request.model(),
        request.source().map(SourceView::of).orElse(null),
        word(status.state()),
        word(progress.stage()),
        status.text(),
        status.position(),
        status.eta().map(eta -> seconds(eta.likely())).orElse(null),
        status
            .eta()
            .filter(eta -> !eta.isSure())
            .map(eta -> List.of(seconds(eta.least()), seconds(eta.most())))
            .orElse(null),
        card.percent().isPresent() ? card.percent().getAsInt() : null,
        progress.done(),
        progress.total(),
        visiblePictures.showsPreviews() ? progress.previewNumber() : 0,
        card.result().pictures().stream()
            .map(
                it ->
                    new PictureView(
                        it.number(),
                        it.score().map(Score::value).orElse(null),
                        it.score().flatMap(Score::atStart).orElse(null),
                        it.score().map(score -> score.by().word()).orElse(null),
                        it.caption().orElse(null),
                        visiblePictures.isRefused(it.number()),
                        it.canBeVaried()))
            .toList(),
        card.result().columns(),
        card.isDone() && card.isDrawing() ? botService.jobs().factors(request.model()) : List.of(),
        status.canBeStopped(),
        visiblePictures.hasFilm(),
        visiblePictures.isSpoiler(),
        gallery.notes(visiblePictures, card.who().locale()),
        status.message(),
        status.hint(),
        request.at().toEpochMilli(),
        card.result().took().map(JobView::seconds).orElse(null));
  }

  /** As the page's script knows it. */
  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }
}
