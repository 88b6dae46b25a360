package org.vitrail.inference.model.family.vqganclip;

import java.util.List;
import org.vitrail.inference.prompt.PromptPiece;

/**
 * What pictures are drawn towards, one phrase after the other with {@code ^} between them, as
 * nerdyrodent's program has it; a prompt without it is a story of one phrase.
 *
 * @param phrases texts of each, which are drawn towards together
 */
record Story(List<List<WeightedText>> phrases) {
  /**
   * Reads a prompt.
   *
   * @throws org.vitrail.inference.model.CannotBeginException if a weight in it is no number
   */
  static Story parse(String prompt) {
    return new Story(
        PromptPiece.phrases(prompt).stream()
            .map(phrase -> phrase.stream().map(WeightedText::of).toList())
            .toList());
  }

  /** The texts of the phrase that it ends with. */
  List<WeightedText> last() {
    return phrases.get(phrases.size() - 1);
  }
}
