package org.vitrail.inference.model.clip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
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

/** The network against OpenAI's own numbers, at an odd little size. */
class ClipGoldenTest {
  private static final ClipConfig TINY = new ClipConfig(16, 32, 8, 64, 2, 12, 100, 64, 2, 98, 99);

  private static TensorEngine engine;
  private static Clip clip;
  private static Map<String, WeightTensor> tensors;

  @BeforeAll
  static void load() {
    engine = TensorEngine.start(RunOptions.REFERENCE);
    tensors = new LinkedHashMap<>(FillRule.weights(TINY.weights(), "", .1));
    clip = new Clip(engine, TINY, tensors);
  }

  @AfterAll
  static void close() {
    clip.close();
    engine.close();
  }

  @Test
  void embeddings_and_similarities_are_those_of_openai() {
    try (TensorScope scope = engine.open()) {
      Tensor pixels = scope.floats(FillRule.input("img", 2 * 3 * 32 * 32, 1), 2, 3, 32, 32);
      Tensor images = clip.program().tensor(scope, "encode_image", pixels);
      Golden.of(32, -1.994339, 13.435368, -.1933, -.267467, -.481177, .430522, -.201591)
          .matches(images.floats());

      long[] ids = {98, 5, 17, 99, 0, 0, 0, 0, 0, 0, 0, 0, 98, 44, 99, 0, 0, 0, 0, 0, 0, 0, 0, 0};
      Tensor texts = clip.program().tensor(scope, "encode_text", scope.longs(ids, 2, 12));
      Golden.of(32, 2.74305, 13.049061, .11592, -.177181, -.143731, .025492, .072962)
          .matches(texts.floats());

      float scale = (float) Math.exp(tensors.get("logit_scale").bytes().getFloat(0));
      float[] logits = clip.program().tensor(scope, "similarity", images, texts).floats();
      for (int i = 0; i < logits.length; i++) {
        logits[i] *= scale;
      }
      assertThat(logits)
          .containsExactly(new float[] {-.185543f, -.376248f, -.191727f, -.381764f}, within(1e-4f));
    }
  }
}
