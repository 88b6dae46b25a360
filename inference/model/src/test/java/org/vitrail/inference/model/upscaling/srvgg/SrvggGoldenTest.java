package org.vitrail.inference.model.upscaling.srvgg;

import org.junit.jupiter.api.Test;
import org.vitrail.inference.model.golden.FillRule;
import org.vitrail.inference.model.golden.Golden;
import org.vitrail.inference.model.tensor.RunOptions;
import org.vitrail.inference.model.tensor.TensorEngine;
import org.vitrail.inference.model.tensor.TensorScope;

/** The network against Real-ESRGAN's own numbers, at an odd little size. */
class SrvggGoldenTest {
  private static final SrvggConfig TINY = new SrvggConfig(8, 2, 2);

  @Test
  void pixels_are_those_of_real_esrgan() {
    float[] pixels = FillRule.input("lr", 3 * 8 * 8, 1);
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = pixels[i] * .5f + .5f;
    }
    try (TensorEngine engine = TensorEngine.start(RunOptions.REFERENCE, 0);
        Srvgg network =
            new Srvgg(engine, TINY, "the fill rule", FillRule.weights(TINY.weights(), "", .1));
        TensorScope scope = engine.open()) {
      Golden.of(768, 406.390736, 406.98406, .281406, .908466, .93199, .131652, .207003)
          .matches(network.upscale(scope, scope.floats(pixels, 1, 3, 8, 8)).floats());
    }
  }
}
