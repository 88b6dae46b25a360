package org.vitrail.bot.command;

/**
 * One way to go on typing.
 *
 * @param label what the list shows, such as {@code --seed N}
 * @param insert what replaces the characters from {@code from} up to {@code to}
 * @param description what it does, in a short phrase
 * @param from first character replaced, in UTF-16 units of the text
 * @param to one past the last character replaced
 * @param isProposal whether it is one of many words that a prompt could go on with: whoever sends
 *     what they typed has not chosen it
 */
public record Completion(
    String label, String insert, String description, int from, int to, boolean isProposal) {
  /** A word that is begun and that has to be one of those proposed. */
  Completion(String label, String insert, String description, int from, int to) {
    this(label, insert, description, from, to, false);
  }
}
