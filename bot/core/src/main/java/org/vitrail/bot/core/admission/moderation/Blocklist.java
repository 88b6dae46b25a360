package org.vitrail.bot.core.admission.moderation;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Words and phrases that no prompt may hold; knows nothing of people or replies.
 *
 * <p>Terms and prompts are compared in one {@link Spelling} and word by word, so that a term never
 * matches inside another word. Letters that stand alone are also read as one word, as in {@code n u
 * d e}. This stops the careless and the playful; it is not a judge of meaning.
 */
public final class Blocklist {
  /** Normal spelling → the list's own. */
  private final Map<String, String> terms = new HashMap<>();

  private final int longestTerm;

  /**
   * @param lines one term each; empty lines and lines that begin with {@code #} say nothing
   */
  public Blocklist(Collection<String> lines) {
    int longest = 0;
    for (String line : lines) {
      List<String> words = Spelling.words(line);
      if (!line.strip().startsWith("#") && !words.isEmpty()) {
        terms.put(String.join(" ", words), line.strip());
        longest = Math.max(longest, Math.max(words.size(), words.get(0).length()));
      }
    }
    longestTerm = longest;
  }

  /** The first blocked term in the text, as the list spells it. */
  public Optional<String> find(String text) {
    List<String> words = Spelling.words(text);
    for (int first = 0; first < words.size(); first++) {
      int end = Math.min(words.size(), first + longestTerm);
      Optional<String> found = find(words.subList(first, end));
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  /** A term that begins with the first of the words. */
  private Optional<String> find(List<String> words) {
    StringBuilder phrase = new StringBuilder();
    StringBuilder spelledOut = new StringBuilder();
    for (String word : words) {
      phrase.append(phrase.isEmpty() ? "" : " ").append(word);
      spelledOut.append(word);
      boolean singleLetters =
          spelledOut.codePointCount(0, spelledOut.length()) * 2 - 1
              == phrase.codePointCount(0, phrase.length());
      String term = terms.get(phrase.toString());
      if (term == null && singleLetters) {
        term = terms.get(spelledOut.toString());
      }
      if (term != null) {
        return Optional.of(term);
      }
    }
    return Optional.empty();
  }
}
