package org.vitrail.bot.core.button;

/**
 * One button.
 *
 * @param picture for {@code UPSCALE} and {@code VARY}: its number, 1 = best; otherwise 0
 */
public record Button(ButtonAction action, String jobId, int picture) {}
