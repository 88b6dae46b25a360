package org.vitrail.bot.core.imagesafety;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.vitrail.bot.core.JobCard;
import org.vitrail.bot.core.imagesafety.PictureTreatment.Treatment;
import org.vitrail.inference.protocol.Concerns;
import org.vitrail.inference.protocol.ImageStore;

/**
 * One job's pictures as far as they may be seen in one community, at one moment. Made by {@link
 * PictureGate}.
 *
 * <p>A picture that nobody has judged yet, as its job is not done, is not there.
 */
public final class VisiblePictures {
  private final ImageStore images;
  private final JobCard card;
  private final SafetyLevel level;
  private final List<PictureTreatment> judgements;
  private final Predicate<Map<String, Float>> shown;

  /**
   * @param shown whether half-drawn pictures are shown that show so probably what people may not
   *     want to see
   */
  VisiblePictures(
      ImageStore images,
      JobCard card,
      SafetyLevel level,
      List<PictureTreatment> judgements,
      Predicate<Map<String, Float>> shown) {
    this.shown = shown;
    this.images = images;
    this.card = card;
    this.level = level;
    this.judgements = judgements;
  }

  /** What becomes of a picture, 1 = best; one that is not there is not shown. */
  public PictureTreatment judgement(int number) {
    return number >= 1 && number <= judgements.size()
        ? judgements.get(number - 1)
        : new PictureTreatment(Treatment.REFUSE, Optional.empty());
  }

  public boolean isRefused(int number) {
    return judgement(number).is(Treatment.REFUSE);
  }

  /** Whether there are pictures, and none of them may be seen. */
  public boolean isRefusedAltogether() {
    return !judgements.isEmpty() && refused().size() == judgements.size();
  }

  /** Whether whatever shows pictures of this job is hidden until somebody asks for it. */
  public boolean isSpoiler() {
    return judgements.stream().anyMatch(it -> it.is(Treatment.BLUR));
  }

  /** Whether something of this job is not seen as it was drawn, at first or ever. */
  public boolean isAltered() {
    return judgements.stream().anyMatch(it -> !it.is(Treatment.SHOW));
  }

  /** Whether the job's pictures may be looked at while they are drawn. */
  public boolean showsPreviews() {
    return level != SafetyLevel.STRICT;
  }

  /** Numbers of the pictures that never leave. */
  Set<Integer> refused() {
    return IntStream.rangeClosed(1, judgements.size())
        .filter(this::isRefused)
        .boxed()
        .collect(Collectors.toSet());
  }

  /** The concepts for which pictures are treated like this, in the order of the pictures. */
  List<String> concepts(Treatment treatment) {
    return judgements.stream()
        .filter(it -> it.is(treatment))
        .flatMap(it -> it.concept().stream())
        .distinct()
        .toList();
  }

  /** All pictures as one PNG, those that never leave covered; empty when none may be seen. */
  public Optional<byte[]> grid() {
    if (judgements.isEmpty() || isRefusedAltogether()) {
      return Optional.empty();
    }
    Set<Integer> covered = refused();
    Optional<byte[]> png = images.get(card.id(), "grid.png");
    return covered.isEmpty()
        ? png
        : png.map(
            grid -> CoveredGrid.cover(grid, card.result().columns(), judgements.size(), covered));
  }

  /** One picture as PNG; empty when it is not kept or may not be seen. */
  public Optional<byte[]> picture(int number) {
    return isRefused(number) ? Optional.empty() : images.get(card.id(), ImageStore.picture(number));
  }

  /** The sticker that was made, as WebP; empty when there is none or it may not be seen. */
  public Optional<byte[]> sticker() {
    return judgements.isEmpty() || isRefusedAltogether()
        ? Optional.empty()
        : images.get(card.id(), ImageStore.STICKER);
  }

  /**
   * The film of how they came into being, as MP4; empty when there is none, when one of its
   * pictures is kept back, and where half-drawn pictures are not shown.
   */
  public Optional<byte[]> film() {
    return hasFilm() ? images.get(card.id(), ImageStore.FILM) : Optional.empty();
  }

  /** Whether there is a film, and it may be seen. */
  public boolean hasFilm() {
    return card.result().film() != JobCard.Film.NONE
        && showsPreviews()
        && !judgements.isEmpty()
        && refused().isEmpty()
        && arePreviewsShown();
  }

  /**
   * The pictures as far as they are drawn; empty when they may not be seen yet, and once the job
   * has ended: of one that was withdrawn nothing is seen any more.
   */
  public Optional<byte[]> preview() {
    // A worker keeps the judgement before it keeps what was judged, so it is asked for afterwards.
    return showsPreviews() && judgements.isEmpty() && !card.isFinal()
        ? images.get(card.id(), ImageStore.PREVIEW).filter(png -> arePreviewsShown())
        : Optional.empty();
  }

  /** Whether nothing that was seen of them while they were drawn is kept from people. */
  private boolean arePreviewsShown() {
    return images
        .get(card.id(), ImageStore.PREVIEW_CONCERNS)
        .map(Concerns::read)
        .map(shown::test)
        .orElse(true);
  }

  /** Whether the pictures have not expired. */
  public boolean isKept() {
    return images.get(card.id(), "grid.png").isPresent();
  }
}
