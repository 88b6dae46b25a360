/**
 * Whether a job may enter the queue now: moderation, rate, quota and queue depth. A refusal carries
 * its data, so that the reply can say when to come back.
 */
package org.vitrail.bot.core.admission;
