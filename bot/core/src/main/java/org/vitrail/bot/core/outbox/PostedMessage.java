package org.vitrail.bot.core.outbox;

/**
 * A message that is in the chat.
 *
 * @param id in the platform's own words
 * @param hasPicture whether it shows a picture; some platforms edit such a message otherwise
 */
public record PostedMessage(String id, boolean hasPicture) {}
