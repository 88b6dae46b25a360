package org.vitrail.inference.model.family.vqganclip;

import org.vitrail.inference.model.CannotBeginException;
import org.vitrail.inference.prompt.PromptPiece;

/**
 * A text to draw towards.
 *
 * @param weight against that of the other prompts; below 0 for a text to get away from
 * @param stop the distance at which it is near enough; {@code -Infinity} for never
 */
record WeightedText(String text, float weight, float stop) {
  /**
   * @throws CannotBeginException if it was not typed as such texts are
   */
  static WeightedText of(PromptPiece piece) {
    piece
        .fault()
        .ifPresent(
            fault -> {
              throw new CannotBeginException(
                  CannotBeginException.Reason.PROMPT_UNREADABLE, sentence(piece, fault));
            });
    return new WeightedText(piece.text(), piece.weight(), piece.stop());
  }

  private static String sentence(PromptPiece piece, PromptPiece.Fault fault) {
    String shown = piece.whole().strip();
    return switch (fault) {
      case NOTHING -> "There is no text beside a bar: write one, or leave the bar out.";
      case NO_TEXT ->
          "There is no text before the weight in \"%s\": write one, as in desert:50."
              .formatted(shown);
      case NO_WEIGHT ->
          ("\"%s\" in \"%s\" is no weight: give a number from -%d to %d, as in desert:50 | in the"
                  + " snow:25, or write a blank behind the colon if it belongs to the text.")
              .formatted(
                  piece.weightTyped().orElseThrow(),
                  shown,
                  PromptPiece.MOST_WEIGHT,
                  PromptPiece.MOST_WEIGHT);
      case NO_STOP ->
          "\"%s\" in \"%s\" is no distance to stop at: give a number, as in desert:50:0.8, or leave it out."
              .formatted(piece.stopTyped().orElseThrow(), shown);
    };
  }
}
