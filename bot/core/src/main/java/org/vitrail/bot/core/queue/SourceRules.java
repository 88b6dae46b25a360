package org.vitrail.bot.core.queue;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.vitrail.bot.command.catalogue.ModelEnlargement;
import org.vitrail.bot.command.catalogue.ModelMenu;
import org.vitrail.bot.core.ImpossibleException;
import org.vitrail.bot.core.PngSize;
import org.vitrail.inference.protocol.ImageStore;
import org.vitrail.inference.protocol.ImageTask.Source;
import org.vitrail.inference.protocol.ImageTask.Sticker;
import org.vitrail.inference.protocol.ImageTask.Upscale;

/**
 * Refuses to make something of a finished picture that is no longer kept, or that would become too
 * large, before anybody waits for it. All methods throw {@link
 * redis.clients.jedis.exceptions.JedisException} when Redis does not answer.
 */
final class SourceRules {
  private static final int PIXELS_PER_MEGAPIXEL = 1_000_000;

  private final ImageStore images;
  private final ModelRules rules;

  SourceRules(ImageStore images, ModelRules rules) {
    this.images = images;
    this.rules = rules;
  }

  /**
   * @param model that drew the picture
   * @throws ImpossibleException when no worker makes stickers, or the picture is no longer kept
   */
  void requireCutOut(ModelMenu.Item model, Sticker task) throws ImpossibleException {
    rules.requireMakesStickers(model);
    Source source = task.source().orElseThrow();
    if (!images.has(source.jobId(), ImageStore.picture(source.pictureNumber()))) {
      throw gone(source);
    }
  }

  /**
   * @param model that drew the picture
   * @throws ImpossibleException when nobody enlarges so, the picture is no longer kept, or it would
   *     become too large, naming the factors with which it does not
   */
  void requireEnlarged(ModelMenu.Item model, Upscale task) throws ImpossibleException {
    rules.requireEnlarges(model, task);
    Source source = task.source().orElseThrow();
    byte[] png =
        images
            .get(source.jobId(), ImageStore.picture(source.pictureNumber()))
            .orElseThrow(() -> gone(source));
    Optional<PngSize> size = PngSize.of(png);
    Optional<Integer> factor = factors(model, task).min(Comparator.naturalOrder());
    if (size.isPresent() && factor.isPresent() && !fits(size.get(), factor.get())) {
      throw tooLarge(model, source, size.get(), factor.get());
    }
  }

  /** Those of which the worker takes one; none where nobody has said which there are. */
  private static Stream<Integer> factors(ModelMenu.Item model, Upscale task) {
    if (task.factor().isPresent()) {
      return Stream.of(task.factor().getAsInt());
    }
    List<ModelEnlargement> offered = model.enlargements();
    boolean isOpen = task.denoise().isPresent() && offered.stream().anyMatch(it -> !it.denoises());
    return offered.stream()
        .filter(it -> task.denoise().isEmpty() || it.denoises())
        .limit(isOpen ? offered.size() : 1)
        .map(ModelEnlargement::factor);
  }

  private static boolean fits(PngSize size, int factor) {
    return size.pixels(factor) <= Upscale.MOST_PIXELS;
  }

  private static ImpossibleException tooLarge(
      ModelMenu.Item model, Source source, PngSize size, int factor) {
    String smaller =
        model.enlargements().stream()
            .map(ModelEnlargement::factor)
            .filter(it -> fits(size, it))
            .sorted()
            .map(it -> "×" + it)
            .collect(Collectors.joining(", "));
    return new ImpossibleException(
        smaller.isEmpty() ? "job.large-enough" : "job.larger-than-most",
        source.jobId(),
        source.pictureNumber(),
        String.valueOf(size.width()),
        String.valueOf(size.height()),
        factor,
        (size.pixels(factor) + PIXELS_PER_MEGAPIXEL - 1) / PIXELS_PER_MEGAPIXEL,
        Upscale.MOST_PIXELS / PIXELS_PER_MEGAPIXEL,
        smaller);
  }

  private static ImpossibleException gone(Source source) {
    return new ImpossibleException("job.source-gone", source.jobId(), source.pictureNumber());
  }
}
