package org.vitrail.bot.command.wording;

import java.util.Optional;
import org.vitrail.config.Messages;
import org.vitrail.inference.protocol.AspectRatio;
import org.vitrail.inference.protocol.ServedModel.Cells;

/** Tells whoever asks for a shape what a model makes of it, as its pictures are of whole cells. */
public final class ShapeHint {
  private final Messages messages;

  public ShapeHint(Messages messages) {
    this.messages = messages;
  }

  /**
   * A sentence; empty where the shape is drawn as it was asked for, or nobody knows.
   *
   * @param square the cells of the model's own pictures
   */
  public Optional<String> of(AspectRatio asked, Optional<Cells> square, String locale) {
    return square
        .map(cells -> cells.shaped(asked))
        .filter(cells -> !ratio(cells).equals(asked))
        .map(
            cells ->
                messages.text(
                    locale,
                    "hint.shape",
                    asked.toString(),
                    ratio(cells).toString(),
                    cells.columns(),
                    cells.rows()));
  }

  private static AspectRatio ratio(Cells cells) {
    return new AspectRatio(cells.columns(), cells.rows());
  }
}
