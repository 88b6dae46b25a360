package org.vitrail.inference.model.codec.vqgan;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vitrail.inference.model.golden.FillRule;
import org.vitrail.inference.model.golden.FlaxTree;
import org.vitrail.inference.model.golden.Golden;
import org.vitrail.inference.model.image.Pixels;
import org.vitrail.inference.model.tensor.RunOptions;
import org.vitrail.inference.model.tensor.Tensor;
import org.vitrail.inference.model.tensor.TensorEngine;
import org.vitrail.inference.model.tensor.TensorScope;
import org.vitrail.inference.model.tensor.TensorType;
import org.vitrail.inference.model.weights.file.Storage;
import org.vitrail.inference.model.weights.file.WeightTensor;

/** The network against taming-transformers' own numbers, at an odd little size. */
class VqganGoldenTest {
  /** The kernels choose their way by how a buffer is aligned, which adds in another order. */
  private static final Offset<Float> ROUNDING = Offset.offset(1e-5f);

  private static final VqganConfig TINY =
      new VqganConfig(32, List.of(1, 2), 1, List.of(8), 16, 8, 8, 32);

  private static TensorEngine engine;
  private static Vqgan vqgan;

  @BeforeAll
  static void load() {
    engine = TensorEngine.start(RunOptions.REFERENCE, 0);
    Map<String, WeightTensor> tensors =
        new LinkedHashMap<>(FillRule.weights(TINY.weights(), "", .1));
    // The reference run filled the codebook at scale 1.
    tensors.put(
        "quantize.embedding.weight",
        FillRule.weights(TINY.weights(), "", 1).get("quantize.embedding.weight"));
    vqgan = new Vqgan(engine, TINY, PixelRange.SYMMETRIC, "the fill rule", tensors);
  }

  @AfterAll
  static void close() {
    vqgan.close();
    engine.close();
  }

  @Test
  void every_published_layout_gives_the_same_pictures() {
    Map<String, WeightTensor> weights = FillRule.weights(TINY.weights(), "", .1);
    Map<String, WeightTensor> lightning = new LinkedHashMap<>(weights);
    lightning.put("loss.discriminator.main.0.weight", weights.get("quant_conv.weight"));
    Map<String, WeightTensor> detoker = new LinkedHashMap<>(weights);
    detoker.keySet().removeIf(name -> name.matches("(encoder|quant_conv)\\..*"));
    detoker.put("embedding.weight", detoker.remove("quantize.embedding.weight"));

    Map<String, WeightTensor> transformer = new LinkedHashMap<>();
    weights.forEach((name, tensor) -> transformer.put("first_stage_model." + name, tensor));
    // S-FLCKR's has a second VQGAN, for the maps that its transformer paints from.
    weights.forEach((name, tensor) -> transformer.put("cond_stage_model." + name, tensor));
    transformer.put("transformer.blocks.0.ln1.weight", weights.get("quant_conv.bias"));
    transformer.put("first_stage_model.loss.logvar", weights.get("quant_conv.bias"));

    float[] expected = pixels(weights);

    assertThat(pixels(FlaxTree.vqgan(weights).tensors())).containsExactly(expected, ROUNDING);
    assertThat(pixels(lightning)).containsExactly(expected, ROUNDING);
    assertThat(pixels(transformer)).containsExactly(expected, ROUNDING);
    assertThat(pixels(detoker)).containsExactly(expected, ROUNDING);
  }

  @Test
  void a_transformers_description_has_its_vqgans_inside(@TempDir Path folder) throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("project.yaml"),
            """
            model:
              target: taming.models.cond_transformer.Net2NetTransformer
              params:
                transformer_config: {params: {vocab_size: 32, n_embd: 1024}}
                first_stage_config:
                  target: taming.models.vqgan.VQModel
                  params:
                    embed_dim: 8
                    n_embed: 32
                    ddconfig: {double_z: false, z_channels: 8, resolution: 16, in_channels: 3, out_ch: 3,
                               ch: 32, ch_mult: [1, 2], num_res_blocks: 1, attn_resolutions: [8], dropout: 0.0}
            """);

    assertThat(VqganConfig.read(file)).isEqualTo(TINY);
  }

  @Test
  void a_decoder_alone_cannot_turn_pictures_into_tokens() {
    Map<String, WeightTensor> detoker =
        new LinkedHashMap<>(FillRule.weights(TINY.weights(false, false), "", .1));
    detoker.put("embedding.weight", detoker.remove("quantize.embedding.weight"));
    try (Vqgan decoder =
        Vqgan.named(
            engine, Optional.of(TINY), PixelRange.UNIT, TensorType.F32, "detoker.pt", detoker)) {
      assertThat(decoder.encodes()).isFalse();
      assertThatThrownBy(() -> decoder.encode(List.of(new Pixels(16, 16, new byte[768]))))
          .hasMessageStartingWith("This model's VQGAN has no encoder");
    }
  }

  @Test
  void codes_chosen_by_a_layer_are_the_likeliest() {
    Map<String, WeightTensor> gumbel =
        new LinkedHashMap<>(FillRule.weights(TINY.weights(true, true), "", .1));
    gumbel.put("quantize.embed.weight", gumbel.remove("quantize.embedding.weight"));
    // Code 5 wins by its bias, whatever the picture.
    ByteBuffer bias = ByteBuffer.allocate(32 * 4).order(LITTLE_ENDIAN);
    bias.putFloat(5 * 4, 1e6f);
    gumbel.put(
        "quantize.proj.bias",
        WeightTensor.contiguous(TensorType.F32, new long[] {32}, Storage.of(bias)));
    try (Vqgan chosen =
        Vqgan.named(
            engine,
            Optional.of(TINY),
            PixelRange.SYMMETRIC,
            TensorType.F32,
            "gumbel.ckpt",
            gumbel)) {
      int[][] tokens = chosen.encode(List.of(new Pixels(16, 16, new byte[768])));

      assertThat(tokens[0]).hasSize(64).containsOnly(5);
    }
  }

  private static float[] pixels(Map<String, WeightTensor> tensors) {
    try (Vqgan network =
            Vqgan.named(
                engine,
                Optional.of(TINY),
                PixelRange.SYMMETRIC,
                TensorType.F32,
                "the file",
                tensors);
        TensorScope scope = engine.open()) {
      int[] tokens = new int[64];
      Arrays.setAll(tokens, i -> i * 7 % 32);
      return network.decode(scope, new int[][] {tokens}, 8).floats();
    }
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
