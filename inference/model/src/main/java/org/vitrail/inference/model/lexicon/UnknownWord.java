package org.vitrail.inference.model.lexicon;

import java.util.List;

/**
 * A word that the model was taught nothing of.
 *
 * @param word as typed
 * @param near things that it knows and that may have been meant; the nearest first, or none
 */
public record UnknownWord(String word, List<String> near) {
  public UnknownWord {
    near = List.copyOf(near);
  }
}
