/**
 * The way back to the chat, kept in Redis: where a job's message belongs and how far it got. It
 * survives every process and knows nothing of how a platform shows a message.
 */
package org.vitrail.bot.core.outbox;
