package org.vitrail.bot.core.queue;

import org.vitrail.inference.protocol.ImageJob;

/**
 * A job ready for the queue.
 *
 * @param prompt what will be seen in its pictures, for moderation; for an upscale its source's
 */
public record Order(ImageJob job, String prompt) {}
