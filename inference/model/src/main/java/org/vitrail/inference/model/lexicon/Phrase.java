package org.vitrail.inference.model.lexicon;

import java.util.Optional;

/**
 * What a phrase means.
 *
 * @param drawnAs the words that the model was taught for it; empty for the phrase itself, and no
 *     words where they are left out
 */
record Phrase(WordKind kind, Optional<String> drawnAs) {}
