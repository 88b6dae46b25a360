package org.vitrail.bot.promptfilter;

import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.util.Arrays;

/**
 * A text in NFKC (UAX #15) that knows where each of its characters comes from. A base character is
 * normalised together with the marks after it; knows no rules.
 */
final class PlainText {
  private static final int FIRST_JAMO_VOWEL = 0x1160;
  private static final int LAST_JAMO = 0x11FF;
  private static final int VOICED = 0xFF9E;
  private static final int SEMI_VOICED = 0xFF9F;

  private final String text;

  /** By UTF-16 unit: where its characters begin and end in the text as written. */
  private final int[] starts;

  private final int[] ends;

  private PlainText(String text, int[] starts, int[] ends) {
    this.text = text;
    this.starts = starts;
    this.ends = ends;
  }

  static PlainText of(String written) {
    if (Normalizer.isNormalized(written, Form.NFKC)) {
      int[] places = new int[written.length() + 1];
      Arrays.setAll(places, i -> i);
      return new PlainText(
          written,
          Arrays.copyOf(places, written.length()),
          Arrays.copyOfRange(places, 1, written.length() + 1));
    }
    StringBuilder text = new StringBuilder(written.length());
    int[] starts = new int[written.length()];
    int[] ends = new int[written.length()];
    for (int from = 0; from < written.length(); ) {
      int to = end(written, from);
      int before = text.length();
      text.append(Normalizer.normalize(written.substring(from, to), Form.NFKC));
      if (text.length() > starts.length) {
        starts = Arrays.copyOf(starts, 2 * text.length());
        ends = Arrays.copyOf(ends, 2 * text.length());
      }
      Arrays.fill(starts, before, text.length(), from);
      Arrays.fill(ends, before, text.length(), to);
      from = to;
    }
    return new PlainText(text.toString(), starts, ends);
  }

  String text() {
    return text;
  }

  /** Where the character at {@code index} begins in the text as written. */
  int start(int index) {
    return starts[index];
  }

  /** Where the character at {@code index} ends in the text as written. */
  int end(int index) {
    return ends[index];
  }

  private static int end(String written, int from) {
    int to = from + Character.charCount(written.codePointAt(from));
    while (to < written.length() && leansOnPrevious(written.codePointAt(to))) {
      to += Character.charCount(written.codePointAt(to));
    }
    return to;
  }

  private static boolean leansOnPrevious(int character) {
    return switch (Character.getType(character)) {
      case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK, Character.ENCLOSING_MARK ->
          true;
      default ->
          character >= FIRST_JAMO_VOWEL && character <= LAST_JAMO
              || character == VOICED
              || character == SEMI_VOICED;
    };
  }
}
