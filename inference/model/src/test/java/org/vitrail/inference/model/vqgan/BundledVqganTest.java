package org.vitrail.inference.model.vqgan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.vitrail.inference.model.ModelFiles;
import org.vitrail.inference.model.golden.BundledGolden;
import org.vitrail.inference.model.tensor.RunOptions;
import org.vitrail.inference.model.tensor.Tensor;
import org.vitrail.inference.model.tensor.TensorEngine;
import org.vitrail.inference.model.tensor.TensorScope;

/** The VQGAN with the real weights, against the training code. */
class BundledVqganTest {
  static List<BundledGolden> prompts() {
    return BundledGolden.all();
  }

  @ParameterizedTest
  @MethodSource("prompts")
  void pixels_and_their_tokens_are_those_of_the_training_code(BundledGolden golden) {
    ModelFiles files = BundledGolden.files();
    try (TensorEngine engine = TensorEngine.start(RunOptions.REFERENCE, 0);
        Vqgan vqgan = Vqgan.read(engine, files.vqganConfig(), files.vqgan(), files.pixelRange());
        TensorScope scope = engine.open()) {
      Tensor pixels = vqgan.decode(scope, new int[][] {golden.ints("greedy_image_ids_guidance4")});

      golden.tensor("decoded").matches(pixels.floats());
      assertThat(vqgan.encode(scope, pixels)[0]).containsExactly(golden.ints("reencoded_ids"));
    }
  }
}
