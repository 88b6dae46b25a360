package org.vitrail.bot.core;

import java.util.Map;

/**
 * One finished picture as an adapter shows it; its bytes are in the image store.
 *
 * @param number rank, 1 = best; the file is {@code <number>.png}
 * @param clipScore agreement of picture and prompt, higher is better; NaN where no CLIP looked at
 *     it
 * @param imageIndex order in which it was drawn, 0-based; with the job's seed it names the random
 *     generator
 * @param concerns how probably it shows what people may not want to see, by concept; empty where
 *     nobody judged it
 * @param canBeVaried whether the model that drew it draws relatives of it
 */
public record PictureCard(
    int number, float clipScore, int imageIndex, Map<String, Float> concerns, boolean canBeVaried) {
  public PictureCard {
    concerns = Map.copyOf(concerns);
  }

  /** Whether a CLIP looked at it; otherwise its score is nothing to show. */
  public boolean hasClipScore() {
    return !Float.isNaN(clipScore);
  }

  /** One that nobody judged and that can be varied. */
  public PictureCard(int number, float clipScore, int imageIndex) {
    this(number, clipScore, imageIndex, Map.of(), true);
  }
}
