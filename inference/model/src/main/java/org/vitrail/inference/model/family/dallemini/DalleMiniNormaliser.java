package org.vitrail.inference.model.family.dallemini;

import java.util.Locale;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.unbescape.html.HtmlEscape;
import org.vitrail.inference.model.text.FixedText;

/**
 * What DALL·E mini's authors do to a text before they cut it into ids, step by step in their order
 * (dalle-mini, {@code model/text.py}); the network was trained on nothing else.
 *
 * <p>Three steps are not theirs to the letter. Of {@code ftfy} a part is done ({@link FixedText}).
 * A hashtag is split at capitals and digits where theirs looks the words up in a list of 34 MB. And
 * the person of a {@code <person>} is drawn from the text itself, so that a prompt always means the
 * same.
 */
final class DalleMiniNormaliser {
  /** Stands for characters that a later step must leave alone. */
  private static final String KEPT = "xtokx";

  private static final int A_PERSON = 282_265;
  private static final int SOMEONE = 121_194;
  private static final int SOMEBODY = 12_219;

  /** The text as the tokenizer is to read it; it begins with a space. */
  String normalise(String text) {
    String t = FixedText.of(text);
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
