package org.vitrail.inference.model.codec;

import org.vitrail.inference.model.tensor.GradientRecording;
import org.vitrail.inference.model.tensor.Tensor;
import org.vitrail.inference.model.tensor.TensorScope;

/** A codec through whose decoder gradients flow, from a picture to points among its codes. */
public interface DifferentiableCodec extends ImageCodec {
  /** Numbers of a code. */
  int codeWidth();

  /**
   * The codes of tokens (1, channel, y, x).
   *
   * @param columns tokens of a row
   */
  Tensor codes(TensorScope scope, int[] tokens, int columns);

  /** The least and the largest number that codes have in each channel (2, channel). */
  Tensor bounds(TensorScope scope);

  /**
   * The tokens of the codes nearest to points (1, channel, y, x), row by row from the top (1, y,
   * x).
   */
  Tensor nearest(TensorScope scope, Tensor points);

  /**
   * The picture of the codes nearest to points, through which a gradient can go back to the points
   * as if they were the codes themselves (straight through; Bengio et al., arXiv:1308.3432).
   *
   * @param points (1, channel, y, x)
   * @param tokens of the codes nearest to them
   */
  Painting paint(GradientRecording recording, Tensor points, Tensor tokens);

  /** A picture whose making can be gone through backwards, until the next one is made. */
  interface Painting {
    /** (1, 3, y, x), colours of 0 to 1 and beyond. */
    Tensor picture();

    /**
     * Goes back, once.
     *
     * @param gradient with respect to the picture, of its shape
     * @return with respect to the points (1, channel, y, x)
     */
    Tensor back(Tensor gradient);
  }
}
