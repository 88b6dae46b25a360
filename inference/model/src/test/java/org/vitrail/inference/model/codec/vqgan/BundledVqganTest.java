package org.vitrail.inference.model.codec.vqgan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.vitrail.inference.model.family.dallemini.DalleMiniFiles;
import org.vitrail.inference.model.golden.BundledGolden;
import org.vitrail.inference.model.image.Pixels;
import org.vitrail.inference.model.tensor.RunOptions;
import org.vitrail.inference.model.tensor.Tensor;
import org.vitrail.inference.model.tensor.TensorEngine;
import org.vitrail.inference.model.tensor.TensorScope;
import org.vitrail.inference.model.tensor.TensorType;

/** The VQGAN with the real weights, against the training code. */
@Tag("slow")
class BundledVqganTest {
  static List<BundledGolden> prompts() {
    return BundledGolden.all();
  }

  @ParameterizedTest
  @MethodSource("prompts")
  void pixels_and_their_tokens_are_those_of_the_training_code(BundledGolden golden) {
    DalleMiniFiles files = BundledGolden.files();
    try (TensorEngine engine = TensorEngine.start(RunOptions.REFERENCE, 0);
        Vqgan vqgan = Vqgan.read(engine, files.vqganConfig(), files.vqgan(), files.pixelRange());
        TensorScope scope = engine.open()) {
      Tensor pixels =
          vqgan.decode(scope, new int[][] {golden.ints("greedy_image_ids_guidance4")}, 16);

      golden.tensor("decoded").matches(pixels.floats());
      assertThat(vqgan.encode(scope, pixels)[0]).containsExactly(golden.ints("reencoded_ids"));
    }
  }

  /** Measured: .23 of 255. A quarter of a picture, as processors without bf16 take long. */
  @Test
  void in_bf16_pixels_differ_by_less_than_one_step_of_a_byte_on_average() {
    DalleMiniFiles files = BundledGolden.files();
    int[][] tokens = {Arrays.copyOf(prompts().get(0).ints("greedy_image_ids_guidance4"), 64)};
    try (TensorEngine engine = TensorEngine.start(RunOptions.REFERENCE, 0)) {
      List<Pixels> exact = decode(engine, files, TensorType.F32, tokens);
      List<Pixels> narrow = decode(engine, files, TensorType.BF16, tokens);
      double sum = 0;
      int count = 0;
      for (int picture = 0; picture < exact.size(); picture++) {
        byte[] a = exact.get(picture).rgb();
        byte[] b = narrow.get(picture).rgb();
        for (int i = 0; i < a.length; i++, count++) {
          sum += Math.abs((a[i] & 0xff) - (b[i] & 0xff));
        }
      }
      assertThat(sum / count).isBetween(1e-4, 1.0);
    }
  }

  private static List<Pixels> decode(
      TensorEngine engine, DalleMiniFiles files, TensorType type, int[][] tokens) {
    try (Vqgan vqgan =
        Vqgan.read(engine, files.vqganConfig(), files.vqgan(), files.pixelRange(), type)) {
      return vqgan.decode(tokens, 16);
    }
  }
}
