package org.vitrail.inference.model.tokenizer;

import org.unbescape.html.HtmlEscape;

/**
 * What CLIP's authors do to a caption before they cut it into ids (openai/CLIP, {@code
 * simple_tokenizer.py}). Lower case is {@code tokenizer.json}'s own matter.
 */
public final class ClipText {
  private ClipText() {}

  /** The caption as the tokenizer is to read it. */
  public static String clean(String caption) {
    String mended = DalleMiniNormaliser.fixText(caption);
    String text = HtmlEscape.unescapeHtml(HtmlEscape.unescapeHtml(mended));
    return text.replaceAll("\\s+", " ").strip();
  }
}
