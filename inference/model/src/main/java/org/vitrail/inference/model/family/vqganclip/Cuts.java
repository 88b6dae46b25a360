package org.vitrail.inference.model.family.vqganclip;

import java.util.Optional;
import java.util.function.Supplier;
import org.vitrail.inference.model.Descent.Cutouts;
import org.vitrail.inference.model.tensor.Program;
import org.vitrail.inference.model.tensor.Tensor;
import org.vitrail.inference.model.tensor.TensorScope;

/** The parts of a picture that an iteration compares with prompts. */
interface Cuts {
  int count();

  /** Whether what they show beyond 0 to 1 is cut off. */
  boolean areClamped();

  /**
   * The parts at CLIP's size (cut, 3, y, x), recorded.
   *
   * @param picture (1, 3, y, x), of 0 to 1
   */
  Tensor of(TensorScope scope, Program objective, Tensor picture);

  /**
   * Parts as somebody chose them to be cut.
   *
   * @param width of the picture
   * @param height of the picture
   * @param side of the pictures that CLIP takes
   */
  static Cuts draw(Cutouts cutouts, int width, int height, int side, Draws draws) {
    int count = cutouts.count();
    Augmentations changes = new Augmentations(count, side, draws);
    Supplier<Crops> crops = () -> Crops.draw(cutouts, width, height, side, draws);
    Supplier<Cuts> chosen =
        switch (cutouts.method()) {
          case ORIGINAL -> crops::get;
          case UPDATED ->
              () -> new AugmentedCuts(count, Optional.of(crops.get()), changes.updated());
          case NRUPDATED ->
              () -> new AugmentedCuts(count, Optional.of(crops.get()), changes.nrUpdated());
          case UPDATEDPOOLING ->
              () -> new AugmentedCuts(count, Optional.empty(), changes.updatedPooling());
          case LATEST -> () -> new AugmentedCuts(count, Optional.empty(), changes.latest());
        };
    return chosen.get();
  }
}
