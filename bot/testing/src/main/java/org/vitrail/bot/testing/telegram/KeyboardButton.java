package org.vitrail.bot.testing.telegram;

/**
 * One button below a message.
 *
 * @param callbackData empty if the button opens an address
 */
public record KeyboardButton(String text, String callbackData, String url) {}
