package org.vitrail.inference.model.family.vqganclip;

import java.util.function.LongUnaryOperator;
import org.vitrail.inference.model.codec.DifferentiableCodec;
import org.vitrail.inference.model.codec.dvae.Dvae;
import org.vitrail.inference.model.codec.dvae.DvaeConfig;
import org.vitrail.inference.model.codec.vqgan.Vqgan;
import org.vitrail.inference.model.tensor.TensorEngine;

/**
 * A codec to descend in.
 *
 * @param network through which gradients flow
 * @param side pixels along a side of the pictures that it was trained on
 * @param iterationBytes that an iteration takes for a picture of so many pixels, about
 * @param decodeOperations floating-point operations that paint a picture of that side; 0 where
 *     nobody counts them
 */
record DescentCodec(
    DifferentiableCodec network,
    int side,
    LongUnaryOperator iterationBytes,
    double decodeOperations) {
  /** Of the pictures that OpenAI trained on. */
  static final int DVAE_SIDE = 256;

  static DescentCodec of(TensorEngine engine, Vqgan vqgan) {
    int bytes = engine.pictureType().byteCount();
    return new DescentCodec(
        vqgan,
        vqgan.config().resolution(),
        pixels -> VqganClipMemory.iterationBytes(vqgan.config(), pixels, bytes),
        vqgan.config().decodeOperations());
  }

  static DescentCodec of(Dvae dvae) {
    DvaeConfig config = dvae.config();
    return new DescentCodec(
        dvae, DVAE_SIDE, pixels -> VqganClipMemory.iterationBytes(config, pixels), 0);
  }
}
