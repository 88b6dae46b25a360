package org.vitrail.inference.worker;

import org.vitrail.inference.model.Ability;
import org.vitrail.inference.model.Borders;
import org.vitrail.inference.model.ModelFacts;
import org.vitrail.inference.protocol.AspectRatio;
import org.vitrail.inference.protocol.Keep;
import org.vitrail.inference.protocol.ServedModel.Cells;

/** What somebody keeps of a picture, in the cells of the model that goes on from it. */
public final class KeptBorders {
  private KeptBorders() {}

  /**
   * The borders.
   *
   * @param aspect of the pictures that go on from it
   * @throws IllegalArgumentException if the model lets nobody choose them, or would have nothing
   *     left to draw, in a sentence for whoever asked
   */
  public static Borders of(Keep keep, ModelFacts model, AspectRatio aspect) {
    if (!model.can(Ability.KEEP) || model.cells().isEmpty()) {
      throw new IllegalArgumentException(
          "The model %s keeps the upper half of a picture and nothing else. Leave --keep out."
              .formatted(model.id()));
    }
    ModelFacts.Cells square = model.cells().get();
    Cells cells = new Cells(square.columns(), square.rows()).shaped(aspect);
    return keep.on(cells.columns(), cells.rows())
        .map(kept -> new Borders(kept.up(), kept.down(), kept.left(), kept.right()))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "--keep %s leaves nothing to draw: pictures of the model %s have %d × %d cells. Keep less, for example up 50%%."
                        .formatted(keep.text(), model.id(), cells.columns(), cells.rows())));
  }
}
