package org.vitrail.inference.model.upscaling.srvgg;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.vitrail.inference.model.codec.vqgan.Vqgan;
import org.vitrail.inference.model.family.dallemini.DalleMiniFiles;
import org.vitrail.inference.model.golden.BundledGolden;
import org.vitrail.inference.model.image.Pixels;
import org.vitrail.inference.model.tensor.RunOptions;
import org.vitrail.inference.model.tensor.Tensor;
import org.vitrail.inference.model.tensor.TensorEngine;
import org.vitrail.inference.model.tensor.TensorScope;

/** The upscaler with the real weights, against the training code. */
@Tag("slow")
class BundledSrvggTest {
  static List<BundledGolden> prompts() {
    return BundledGolden.all();
  }

  @ParameterizedTest
  @MethodSource("prompts")
  void pixels_are_those_of_the_training_code(BundledGolden golden) {
    DalleMiniFiles files = BundledGolden.files();
    try (TensorEngine engine = TensorEngine.start(RunOptions.REFERENCE, 0);
        Vqgan vqgan = Vqgan.read(engine, files.vqganConfig(), files.vqgan(), files.pixelRange());
        Srvgg upscaler = Srvgg.read(engine, files.upscalerConfig(), files.upscaler());
        TensorScope scope = engine.open()) {
      Pixels picture =
          vqgan.decode(new int[][] {golden.ints("greedy_image_ids_guidance4")}, 16).get(0);

      Tensor larger = upscaler.upscale(scope, scope.floats(unit(picture), 1, 3, 128, 128));

      golden.tensor("upscaled").matches(larger.floats());
    }
  }

  /** Bytes (y, x, 3) to floats (3, y, x) in 0..1. */
  private static float[] unit(Pixels picture) {
    int area = picture.width() * picture.height();
    float[] values = new float[3 * area];
    for (int i = 0; i < values.length; i++) {
      values[i % 3 * area + i / 3] = (picture.rgb()[i] & 0xff) / 255f;
    }
    return values;
  }
}
