package org.vitrail.inference.model.family.dallemini;

import net.fellbaum.jemoji.EmojiManager;

/** Writes emojis as their Unicode names, as Python's {@code emoji.demojize} does. */
final class EmojiNames {
  private EmojiNames() {}

  /** Replaces each emoji by its name with underscores, between the delimiters. */
  static String spellOut(String text, String before, String after) {
    return EmojiManager.replaceAllEmojis(
        text, emoji -> before + name(emoji.getDescription()) + after);
  }

  private static String name(String description) {
    return description.replaceFirst("^flag: ", "").replaceAll("[“”]", "").replaceAll("[:,]? ", "_");
  }
}
