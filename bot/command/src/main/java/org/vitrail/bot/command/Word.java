package org.vitrail.bot.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * One word of a typed line. Quotes hold words together and keep dashes inside from being options;
 * knows no option.
 *
 * @param text as typed, quotes included
 * @param bare without the quotes
 * @param quoted whether all of it stands in quotes
 */
record Word(String text, String bare, boolean quoted) {
  /** Opening quotes as keyboards type them, each with those that may close it. */
  private static final Map<Character, String> QUOTES =
      Map.of(
          '"', "\"", '“', "”", '”', "”", '„', "“”", '«', "»", '»', "«", '＂', "＂", '「', "」", '『',
          "』");

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

  /** Where the quote that opens at a place is closed; below 0 where none does. */
  private static int closing(String line, int at) {
    String closing = QUOTES.getOrDefault(line.charAt(at), "");
    return IntStream.range(at + 1, line.length())
        .filter(it -> closing.indexOf(line.charAt(it)) >= 0)
        .findFirst()
        .orElse(-1);
  }
}
