package org.vitrail.bot.command;

import java.text.Normalizer;
import java.util.regex.Pattern;

/**
 * Prompt hygiene: what a person typed becomes one line of well-formed text; it judges no content
 * and escapes nothing, since that is each platform's own matter.
 *
 * <p>Unpaired surrogates, control characters and characters that override the direction of all
 * following text (Unicode Bidirectional Algorithm, UAX #9, U+202A–202E and U+2066–2069) could
 * disturb logs and chats, and are removed. White space of any kind and length becomes one space.
 * The rest passes in normal form C (UAX #15), so that one word has one spelling; joiners stay, as
 * emoji and many scripts need them.
 */
public final class PromptText {
  private static final Pattern SPACES = Pattern.compile("[\\p{Z}\\s\\x{85}]+");
  private static final Pattern UNWANTED =
      Pattern.compile("[\\p{Cc}\\p{Cs}\\x{FEFF}\\x{202A}-\\x{202E}\\x{2066}-\\x{2069}]");

  /** Unassigned code points count as visible: an older JDK does not know the newest emoji. */
  private static final Pattern VISIBLE =
      Pattern.compile(
          "[^\\p{Cc}\\p{Cf}\\p{Cs}\\p{Z}\\p{M}\\x{115F}\\x{1160}\\x{3164}\\x{FFA0}\\x{2800}]");

  private PromptText() {}

  /** The clean text; empty when nothing visible is left. Cleaning twice changes nothing. */
  public static String clean(String text) {
    String spaced = SPACES.matcher(text).replaceAll(" ");
    String wanted = UNWANTED.matcher(spaced).replaceAll("");
    String normal = Normalizer.normalize(wanted, Normalizer.Form.NFC);
    String line = SPACES.matcher(normal).replaceAll(" ").strip();
    return VISIBLE.matcher(line).find() ? line : "";
  }

  /** Length as people count it: code points, not UTF-16 units. */
  public static int length(String prompt) {
    return prompt.codePointCount(0, prompt.length());
  }
}
