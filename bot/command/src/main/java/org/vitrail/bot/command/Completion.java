package org.vitrail.bot.command;

/**
 * One way to go on typing.
 *
 * @param label what the list shows, such as {@code --seed N}
 * @param insert what replaces the characters from {@code from} up to {@code to}
 * @param description what it does, in a short phrase
 * @param from first character replaced, in UTF-16 units of the text
 * @param to one past the last character replaced
 */
public record Completion(String label, String insert, String description, int from, int to) {}
