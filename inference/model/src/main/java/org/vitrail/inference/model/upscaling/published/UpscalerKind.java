package org.vitrail.inference.model.upscaling.published;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.vitrail.inference.model.tensor.TensorEngine;
import org.vitrail.inference.model.upscaling.Upscaler;
import org.vitrail.inference.model.upscaling.rrdbnet.RrdbNet;
import org.vitrail.inference.model.upscaling.rrdbnet.RrdbRecipe;
import org.vitrail.inference.model.upscaling.srvgg.Srvgg;

/** The networks that are published, and what their authors do around them. */
public enum UpscalerKind {
  /** ruDALL-E's RRDBNet. */
  RUDALLE("rudalle") {
    @Override
    Upscaler read(TensorEngine engine, PublishedUpscaler files, double denoise) {
      return RrdbNet.read(engine, RrdbRecipe.RUDALLE, files.weights());
    }
  },

  /** Real-ESRGAN's RRDBNet. */
  REAL_ESRGAN("real-esrgan") {
    @Override
    Upscaler read(TensorEngine engine, PublishedUpscaler files, double denoise) {
      return RrdbNet.read(engine, RrdbRecipe.REAL_ESRGAN, files.weights());
    }
  },

  /** Real-ESRGAN's compact network, perhaps mixed with one that leaves noise. */
  COMPACT("compact") {
    @Override
    Upscaler read(TensorEngine engine, PublishedUpscaler files, double denoise) {
      return files
          .noisyWeights()
          .map(noisy -> Srvgg.read(engine, files.weights(), noisy, (float) denoise))
          .orElseGet(() -> Srvgg.read(engine, files.weights()));
    }
  };

  private final String word;

  UpscalerKind(String word) {
    this.word = word;
  }

  abstract Upscaler read(TensorEngine engine, PublishedUpscaler files, double denoise);

  /** The kind that catalogues call so. */
  public static Optional<UpscalerKind> of(String word) {
    return Arrays.stream(values()).filter(kind -> kind.word.equals(word)).findFirst();
  }

  /** What catalogues call them. */
  public static List<String> words() {
    return Arrays.stream(values()).map(kind -> kind.word).toList();
  }
}
