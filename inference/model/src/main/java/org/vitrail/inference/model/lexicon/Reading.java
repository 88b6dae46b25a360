package org.vitrail.inference.model.lexicon;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a model understands of a prompt.
 *
 * @param language the code of the language that it was read in
 * @param drawnAs the prompt in the words that the model was taught, where it has any for it
 * @param unknown words that it was taught nothing of, in their order
 * @param says what kinds of words are in it
 * @param knownCount how many words and phrases of the prompt mean something to the model
 * @param takesArticle whether it names a single thing and says no {@code a} before it
 */
public record Reading(
    String language,
    String drawnAs,
    List<UnknownWord> unknown,
    Set<WordKind> says,
    int knownCount,
    boolean takesArticle) {
  public Reading {
    unknown = List.copyOf(unknown);
    says = Set.copyOf(says);
  }

  /** The unknown words as typed, each once, with things that may have been meant. */
  public Map<String, List<String>> unknownWithNear() {
    Map<String, List<String>> words = new LinkedHashMap<>();
    unknown.forEach(word -> words.putIfAbsent(word.word(), word.near()));
    return words;
  }

  /** Whether all of it was understood, and something in it can be drawn. */
  public boolean isUnderstood() {
    return unknown.isEmpty() && says.stream().anyMatch(WordKind::isThing);
  }

  /** Characters of words that are unknown. */
  int unknownLength() {
    return unknown.stream().mapToInt(it -> it.word().length()).sum();
  }

  /** The prompt as it stands within a sentence. */
  String phrase() {
    return takesArticle ? Articles.with(drawnAs) : drawnAs;
  }
}
