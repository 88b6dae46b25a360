package org.vitrail.inference.model.tokenizer;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.unbescape.html.HtmlEscape;

/**
 * What DALL·E mini's authors do to a text before they cut it into ids, step by step in their order
 * (dalle-mini, {@code model/text.py}); the network was trained on nothing else.
 *
 * <p>Three steps are not theirs to the letter. Of {@code ftfy}, which mends text that was decoded
 * wrongly, only what concerns correct Unicode is done: entities, Windows' signs among the control
 * characters, ligatures, full width, curled quotes, line breaks, control characters, composition. A
 * hashtag is split at capitals and digits where theirs looks the words up in a list of 34 MB. And
 * the person of a {@code <person>} is drawn from the text itself, so that a prompt always means the
 * same.
 */
final class DalleMiniNormaliser {
  /** Stands for characters that a later step must leave alone. */
  private static final String KEPT = "xtokx";

  /** Two letters in one character: Dutch, Afrikaans, Croatian. */
  private static final String LETTER_PAIRS =
      "\u0132\u0133\u0149\u01c4\u01c5\u01c6\u01c7\u01c8\u01c9\u01ca\u01cb\u01cc"
          + "\u01f1\u01f2\u01f3";

  private static final Pattern C1_CONTROL = Pattern.compile("[\\x80-\\x9f]");

  private static final int A_PERSON = 282_265;
  private static final int SOMEONE = 121_194;
  private static final int SOMEBODY = 12_219;

  /** The text as the tokenizer is to read it; it begins with a space. */
  String normalise(String text) {
    String t = fixText(text);
    t = HtmlEscape.unescapeHtml(HtmlEscape.unescapeHtml(t));
    t = EmojiNames.spellOut(t, ":", ":");
    t = AsciiText.of(t);
    t = t.toLowerCase(Locale.ROOT);
    t = namePersons(t);
    t = t.replaceAll("\\A\\s*\\[\\d+\\]", "").replaceAll("\\[\\d+\\]\\s*\\Z", "");
    t = t.replaceAll("<[^<]+?>", " ");
    t = t.replaceAll("http\\S+", "");
    t = t.replaceAll("(\\d),(\\d{3})", "$1$2").replaceAll("(\\d),(\\d{3})", "$1$2");
    t = t.replaceAll("(\\w)\\.(\\w)", "$1" + KEPT + "dot" + KEPT + "$2");
    t = t.replaceAll("'(?=([stdm]|ll|re|ve)\\b)", KEPT + "quote" + KEPT);
    t = t.replaceAll("(\\d)/(\\d)", "$1" + KEPT + "slash" + KEPT + "$2");
    t = t.replaceAll("(\\w)-(\\w)", "$1 $2");
    t = t.replaceAll("([%&/$*])", " $1 ");
    t = splitHashtags(t);
    t = t.replaceAll("[_#\\\\]", " ");
    t = t.replaceAll("['\"`]", " \" ");
    t = t.replaceAll("[()\\[\\].,|:;?!=+~\\-/{}]", ",");
    t = t.replace(KEPT + "dot" + KEPT, ".");
    t = t.replace(KEPT + "quote" + KEPT, "'");
    t = t.replace(KEPT + "slash" + KEPT, "/");
    t = t.replaceAll("(\\D)\\1{3,}", "$1");
    t = t.replaceAll("(\\s*\"+\\s*)+", " \" ");
    t = t.replaceAll("(\\s*,+\\s*)+", ", ");
    t = t.replaceAll("\\s+", " ");
    t = t.strip();
    t = t.endsWith(",") ? t.substring(0, t.length() - 1) : t;
    t = t.startsWith(",") ? t.substring(1) : t;
    return " " + t.strip();
  }

  /** What ftfy does to text that was decoded rightly. */
  static String fixText(String text) {
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

  private static String namePersons(String text) {
    String several = text.replaceAll("<person>([,\\s]*(and)*[,\\s]*<person>)+", " people ");
    SplittableRandom random = new SplittableRandom(text.hashCode());
    Matcher matcher = Pattern.compile("<person>").matcher(several);
    return matcher.replaceAll(
        match -> {
          int draw = random.nextInt(A_PERSON + SOMEONE + SOMEBODY);
          return draw < A_PERSON
              ? " a person "
              : draw < A_PERSON + SOMEONE ? " someone " : " somebody ";
        });
  }

  /** Capitals are gone by now, as in the authors' order: what is left to split at are digits. */
  private static String splitHashtags(String text) {
    return Pattern.compile("#(\\w+)")
        .matcher(text)
        .replaceAll(
            match ->
                Matcher.quoteReplacement(
                    match.group(1).replaceAll("(?<=\\d)(?=[a-z])|(?<=[a-z])(?=\\d)", " ")));
  }
}
