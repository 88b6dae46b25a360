package org.vitrail.bot.core;

/**
 * One finished picture as an adapter shows it; its bytes are in the image store.
 *
 * @param number rank, 1 = best; the file is {@code <number>.png}
 * @param clipScore agreement of picture and prompt, higher is better
 * @param imageIndex order in which it was drawn, 0-based; with the job's seed it names the random
 *     generator
 */
public record PictureCard(int number, float clipScore, int imageIndex) {}
