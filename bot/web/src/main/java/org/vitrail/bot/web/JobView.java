package org.vitrail.bot.web;

import java.time.Duration;
import java.util.List;
import org.vitrail.bot.core.JobCard;
import org.vitrail.bot.core.imagesafety.VisiblePictures;
import org.vitrail.bot.core.service.BotService;
import org.vitrail.bot.core.service.Gallery;

/**
 * A job card as the page's script reads it; leaves out whose it is. The seed is text since
 * JavaScript's numbers hold 53 bits; times are milliseconds since 1970, durations seconds.
 *
 * @param style its name
 * @param percent how much of all the work is done, null where that cannot be said
 * @param previewNumber 0 where previews are not shown
 * @param isSpoiler whether the pictures are hidden until somebody asks for them
 * @param notes why not all of it is seen
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
    Integer percent,
    int done,
    int total,
    int previewNumber,
    List<PictureView> pictures,
    int columns,
    boolean isSpoiler,
    List<String> notes,
    String message,
    long submittedAt,
    Double tookSeconds) {

  record SourceView(String jobId, int picture) {}

  /**
   * @param isRefused whether it is kept back
   */
  record PictureView(int number, float clipScore, boolean isRefused) {}

  /** As the job may be seen on the page. */
  static JobView of(JobCard card, BotService botService) {
    Gallery gallery = botService.gallery();
    VisiblePictures visiblePictures = gallery.visiblePictures(card);
    return new JobView(
        card.id(),
        card.kind(),
        card.prompt(),
        botService.styleName(card.style(), card.who().locale()),
        Long.toString(card.seed()),
        card.imageCount(),
        card.model(),
        card.source().map(it -> new SourceView(it.jobId(), it.picture())).orElse(null),
        card.state(),
        card.stage(),
        card.stageText(),
        card.position(),
        card.eta().map(JobView::seconds).orElse(null),
        card.percent().isPresent() ? card.percent().getAsInt() : null,
        card.done(),
        card.total(),
        visiblePictures.showsPreviews() ? card.previewNumber() : 0,
        card.pictures().stream()
            .map(
                it ->
                    new PictureView(
                        it.number(), it.clipScore(), visiblePictures.isRefused(it.number())))
            .toList(),
        card.columns(),
        visiblePictures.isSpoiler(),
        gallery.notes(visiblePictures, card.who().locale()),
        card.message(),
        card.submittedAt().toEpochMilli(),
        card.took().map(JobView::seconds).orElse(null));
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }
}
