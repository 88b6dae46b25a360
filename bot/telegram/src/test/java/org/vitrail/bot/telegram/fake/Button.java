package org.vitrail.bot.telegram.fake;

/**
 * One button below a message.
 *
 * @param callbackData empty if the button opens an address
 */
public record Button(String text, String callbackData, String url) {}
