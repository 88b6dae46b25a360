package org.vitrail.inference.model.ranking.clip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.vitrail.inference.model.golden.FillRule;
import org.vitrail.inference.model.golden.Golden;
import org.vitrail.inference.model.tensor.RunOptions;
import org.vitrail.inference.model.tensor.Tensor;
import org.vitrail.inference.model.tensor.TensorEngine;
import org.vitrail.inference.model.tensor.TensorScope;
import org.vitrail.inference.model.tensor.TensorType;
import org.vitrail.inference.model.weights.file.WeightTensor;

/** The network against OpenAI's own numbers, at an odd little size. */
class ClipGoldenTest {
  private static final ClipConfig TINY = new ClipConfig(16, 32, 8, 64, 2, 12, 100, 64, 2, 98, 99);

  private static TensorEngine engine;
  private static Clip clip;
  private static Map<String, WeightTensor> tensors;

  @BeforeAll
  static void load() {
    engine = TensorEngine.start(RunOptions.REFERENCE, 0);
    tensors = new LinkedHashMap<>(FillRule.weights(TINY.weights(), "", .1));
    clip = new Clip(engine, TINY, "the fill rule", tensors);
  }

  @AfterAll
  static void close() {
    clip.close();
    engine.close();
  }

  @Test
  void hugging_faces_layout_gives_the_same_embeddings() {
    Map<String, WeightTensor> theirs = new LinkedHashMap<>();
    tensors.forEach((name, tensor) -> huggingFace(theirs, name, tensor));
    theirs.put("text_model.embeddings.position_ids", tensors.get("logit_scale"));

    try (Clip other =
            Clip.named(engine, Optional.empty(), TensorType.F32, "pytorch_model.bin", theirs);
        TensorScope scope = engine.open()) {
      // Two heads of 64 channels and the special ids follow from the tensors.
      assertThat(other.config()).isEqualTo(TINY);
      Tensor pixels = scope.floats(FillRule.input("img", 2 * 3 * 32 * 32, 1), 2, 3, 32, 32);
      assertThat(other.program().tensor(scope, "encode_image", pixels).floats())
          .isEqualTo(clip.program().tensor(scope, "encode_image", pixels).floats());
      Tensor ids = scope.longs(new long[] {98, 44, 99}, 1, 3);
      assertThat(other.program().tensor(scope, "encode_text", ids).floats())
          .isEqualTo(clip.program().tensor(scope, "encode_text", ids).floats());
    }
  }

  private static void huggingFace(
      Map<String, WeightTensor> theirs, String name, WeightTensor tensor) {
    boolean vision = name.startsWith("visual.");
    String model = vision ? "vision_model." : "text_model.";
    String plain = name.replaceFirst("^visual\\.", "");
    if (plain.startsWith("transformer.resblocks.") && plain.contains("in_proj")) {
      String kind = plain.endsWith("weight") ? "weight" : "bias";
      String layer = plain.split("\\.")[2];
      for (int part = 0; part < 3; part++) {
        theirs.put(
            model
                + "encoder.layers."
                + layer
                + ".self_attn."
                + "qkv".charAt(part)
                + "_proj."
                + kind,
            tensor.rows(64L * part, 64L * (part + 1)));
      }
      return;
    }
    String own =
        plain
            .replaceFirst("transformer\\.resblocks\\.", "encoder.layers.")
            .replace("attn.out_proj", "self_attn.out_proj")
            .replace("ln_1", "layer_norm1")
            .replace("ln_2", "layer_norm2")
            .replace("mlp.c_fc", "mlp.fc1")
            .replace("mlp.c_proj", "mlp.fc2")
            .replace("ln_pre", "pre_layrnorm")
            .replace("ln_post", "post_layernorm")
            .replace("ln_final", "final_layer_norm")
            .replace("conv1.weight", "embeddings.patch_embedding.weight")
            .replace("class_embedding", "embeddings.class_embedding")
            .replace("positional_embedding", "embeddings.position_embedding.weight")
            .replace("token_embedding", "embeddings.token_embedding");
    switch (name) {
      case "logit_scale" -> theirs.put(name, tensor);
      case "visual.proj" -> theirs.put("visual_projection.weight", tensor.permuted(1, 0));
      case "text_projection" -> theirs.put("text_projection.weight", tensor.permuted(1, 0));
      default -> theirs.put(model + own, tensor);
    }
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
