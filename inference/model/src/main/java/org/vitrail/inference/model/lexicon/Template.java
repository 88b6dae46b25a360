package org.vitrail.inference.model.lexicon;

import java.util.Set;

/**
 * A phrase of the model's around a prompt.
 *
 * @param text with {@code {}} for the prompt, in English with its article
 * @param needsOpen what a prompt must leave open, because the phrase says it
 * @param weight how often it is taken beside the others
 */
record Template(String text, Set<WordKind> needsOpen, double weight) {
  static final String PROMPT = "{}";

  String around(String prompt) {
    return text.replace(PROMPT, prompt);
  }
}
