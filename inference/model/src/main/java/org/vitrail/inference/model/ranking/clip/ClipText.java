package org.vitrail.inference.model.ranking.clip;

import java.util.Locale;
import java.util.regex.Pattern;
import org.unbescape.html.HtmlEscape;
import org.vitrail.inference.model.text.FixedText;

/**
 * What CLIP's authors do to a caption before they cut it into ids (openai/CLIP, {@code
 * simple_tokenizer.py}). Lower case is made here: {@code tokenizer.json} lowers each letter alone
 * and misses a Greek word's last sigma.
 */
public final class ClipText {
  private static final Pattern BLANKS =
      Pattern.compile("[\\s\\x1c-\\x1f]+", Pattern.UNICODE_CHARACTER_CLASS);

  private ClipText() {}

  /** The caption as the tokenizer is to read it. */
  public static String clean(String caption) {
    String mended = FixedText.of(caption);
    String text = HtmlEscape.unescapeHtml(HtmlEscape.unescapeHtml(mended));
    // Python's \\s is any blank of Unicode's; a no-break space is one, too.
    return BLANKS.matcher(text).replaceAll(" ").strip().toLowerCase(Locale.ROOT);
  }
}
