package org.vitrail.inference.model.text;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.regex.Pattern;
import org.unbescape.html.HtmlEscape;

/**
 * What Python's {@code ftfy} does to text that was decoded rightly, as the captions of many
 * networks' training went through it: entities, Windows' signs among the control characters,
 * ligatures, full width, curled quotes, line breaks, control characters, composition. Text that was
 * decoded wrongly stays as it is.
 */
public final class FixedText {
  /** Two letters in one character: Dutch, Afrikaans, Croatian. */
  private static final String LETTER_PAIRS =
      "\u0132\u0133\u0149\u01c4\u01c5\u01c6\u01c7\u01c8\u01c9\u01ca\u01cb\u01cc"
          + "\u01f1\u01f2\u01f3";

  private static final Pattern C1_CONTROL = Pattern.compile("[\\x80-\\x9f]");

  private FixedText() {}

  /** The text without such blemishes. */
  public static String of(String text) {
    String t = text.contains("<") ? text : HtmlEscape.unescapeHtml(text);
    t = t.replaceAll("\u001b\\[((?:\\d|;)*)([a-zA-Z])", "");
    // Windows' quotes, dashes and dots that were read as Latin-1's control characters.
    t = C1_CONTROL.matcher(t).replaceAll(match -> readAsWindows(match.group()));
    StringBuilder wide = new StringBuilder();
    t.codePoints()
        .forEach(
            c -> {
              boolean ligature = (c >= 0xfb00 && c <= 0xfb06) || LETTER_PAIRS.indexOf(c) >= 0;
              boolean fullWidth = (c >= 0xff01 && c <= 0xffef) || c == 0x3000;
              String character = Character.toString(c);
              wide.append(ligature || fullWidth ? split(character) : character);
            });
    t = wide.toString();
    t = t.replaceAll("[\u02bc\u2018-\u201b]", "'").replaceAll("[\u201c-\u201f]", "\"");
    t = t.replaceAll("\r\n|\r|\u2028|\u2029", "\n");
    t = t.replaceAll("[\\ud800-\\udfff]", "\ufffd"); // halves without their other half
    t = t.replaceAll("[\\x00-\\x08\\x0b\\x0e-\\x1f\\x7f\u206a-\u206f\ufeff\ufff9-\ufffc]", "");
    return Normalizer.normalize(t, Normalizer.Form.NFC);
  }

  private static String readAsWindows(String control) {
    String read =
        new String(control.getBytes(StandardCharsets.ISO_8859_1), Charset.forName("windows-1252"));
    return read.equals("\ufffd") ? control : read;
  }

  /** A long s stays one, as in ftfy. */
  private static String split(String character) {
    return character.equals("\ufb05")
        ? "\u017ft"
        : Normalizer.normalize(character, Normalizer.Form.NFKC);
  }
}
