package org.vitrail.inference.model.vqgan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.vitrail.inference.model.golden.FillRule;
import org.vitrail.inference.model.golden.Golden;
import org.vitrail.inference.model.tensor.RunOptions;
import org.vitrail.inference.model.tensor.Tensor;
import org.vitrail.inference.model.tensor.TensorEngine;
import org.vitrail.inference.model.tensor.TensorScope;
import org.vitrail.inference.model.weights.WeightTensor;

/** The network against taming-transformers' own numbers, at an odd little size. */
class VqganGoldenTest {
  private static final VqganConfig TINY =
      new VqganConfig(32, List.of(1, 2), 1, List.of(8), 16, 8, 8, 32);

  private static TensorEngine engine;
  private static Vqgan vqgan;

  @BeforeAll
  static void load() {
    engine = TensorEngine.start(RunOptions.REFERENCE);
    Map<String, WeightTensor> tensors =
        new LinkedHashMap<>(FillRule.weights(TINY.weights(), "", .1));
    // The reference run filled the codebook at scale 1.
    tensors.put(
        "quantize.embedding.weight",
        FillRule.weights(TINY.weights(), "", 1).get("quantize.embedding.weight"));
    vqgan = new Vqgan(engine, TINY, PixelRange.SYMMETRIC, tensors);
  }

  @AfterAll
  static void close() {
    vqgan.close();
    engine.close();
  }

  @Test
  void encoder_decoder_and_quantizer_are_those_of_taming_transformers() {
    try (TensorScope scope = engine.open()) {
      Tensor x = scope.floats(FillRule.input("x", 3 * 16 * 16, 1), 1, 3, 16, 16);
      Tensor latent = vqgan.program().tensor(scope, "encode_latent", x);
      Golden.of(512, 61.056156, 320.406212, -.516918, .624292, .342175, -1.071432, .342569)
          .matches(latent.floats());

      Tensor z = scope.floats(FillRule.input("z", 8 * 8 * 8, 1), 1, 8, 8, 8);
      Tensor pixels = vqgan.program().tensor(scope, "decode_latent", z);
      Golden.of(768, -9.375996, 329.549678, -.21549, .16167, -.010271, -.051026, -.246857)
          .matches(pixels.floats());

      long[] codes = vqgan.program().tensor(scope, "quantize", latent).longs();
      assertThat(codes)
          .startsWith(
              25, 5, 22, 9, 0, 3, 23, 0, 3, 18, 1, 0, 0, 1, 5, 0, 9, 31, 8, 7, 27, 6, 11, 18);
      assertThat(Arrays.stream(codes).sum()).isEqualTo(701);
    }
  }
}
