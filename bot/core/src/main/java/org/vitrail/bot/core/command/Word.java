package org.vitrail.bot.core.command;

import java.util.ArrayList;
import java.util.List;

/**
 * One word of a typed line. Quotes hold words together and keep dashes inside from being options;
 * knows no option.
 *
 * @param text as typed, quotes included
 * @param bare without the quotes
 * @param quoted whether all of it stands in quotes
 */
record Word(String text, String bare, boolean quoted) {
  /** Opening quotes, and below each its closing one: phones type the curly and angled ones. */
  private static final String OPENING = "\"“„«";

  private static final String CLOSING = "\"””»";

  /**
   * Splits at spaces outside quotes. A quote opens at a word's start or after {@code =}; one that
   * is never closed is an ordinary character, as in {@code a 5" screen}.
   */
  static List<Word> split(String line) {
    List<Word> words = new ArrayList<>();
    int at = 0;
    while (at < line.length()) {
      if (line.charAt(at) == ' ') {
        at++;
        continue;
      }
      int start = at;
      StringBuilder bare = new StringBuilder();
      boolean quoted = false;
      while (at < line.length() && line.charAt(at) != ' ') {
        boolean mayOpen = at == start || line.charAt(at - 1) == '=';
        int close = mayOpen ? closing(line, at) : -1;
        if (close > 0) {
          bare.append(line, at + 1, close);
          quoted = at == start && (close + 1 == line.length() || line.charAt(close + 1) == ' ');
          at = close + 1;
        } else {
          bare.append(line.charAt(at++));
        }
      }
      words.add(new Word(line.substring(start, at), bare.toString(), quoted));
    }
    return words;
  }

  private static int closing(String line, int at) {
    int kind = OPENING.indexOf(line.charAt(at));
    return kind < 0 ? -1 : line.indexOf(CLOSING.charAt(kind), at + 1);
  }
}
