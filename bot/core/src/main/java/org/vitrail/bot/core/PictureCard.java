package org.vitrail.bot.core;

import java.util.Map;
import java.util.Optional;
import org.vitrail.inference.protocol.Score;

/**
 * One finished picture as an adapter shows it; its bytes are in the image store.
 *
 * @param number rank, 1 = best; the file is {@code <number>.png}
 * @param score that its place follows from; empty where nobody says
 * @param imageIndex order in which it was drawn, 0-based; with the job's seed it names the random
 *     generator
 * @param caption what it was drawn as, where that is not the prompt
 * @param concerns how probably it shows what people may not want to see, by concept; empty where
 *     nobody judged it
 * @param canBeVaried whether the model that drew it draws relatives of it
 */
public record PictureCard(
    int number,
    Optional<Score> score,
    int imageIndex,
    Optional<String> caption,
    Map<String, Float> concerns,
    boolean canBeVaried) {
  public PictureCard {
    concerns = Map.copyOf(concerns);
  }

  /** One that CLIP ranked, that nobody judged and that can be varied. */
  public PictureCard(int number, float clipScore, int imageIndex) {
    this(
        number,
        Optional.of(new Score(Score.By.CLIP, clipScore)),
        imageIndex,
        Optional.empty(),
        Map.of(),
        true);
  }
}
