package org.vitrail.inference.model.codec.vqgan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.vitrail.inference.model.golden.FillRule;
import org.vitrail.inference.model.golden.Golden;
import org.vitrail.inference.model.image.Pixels;
import org.vitrail.inference.model.tensor.RunOptions;
import org.vitrail.inference.model.tensor.Tensor;
import org.vitrail.inference.model.tensor.TensorEngine;
import org.vitrail.inference.model.tensor.TensorScope;
import org.vitrail.inference.model.tensor.TensorType;
import org.vitrail.inference.model.weights.file.CheckpointException;
import org.vitrail.inference.model.weights.file.WeightTensor;

/**
 * ruDALL-E's two codecs in their authors' layouts, without a description, against numbers of their
 * authors' code ({@code rudalle/vae}, taming-transformers), at an odd little size.
 */
class SberVqganTest {
  private static final VqganConfig PLAIN =
      new VqganConfig(32, List.of(1, 2), 1, List.of(128), 256, 8, 8, 32, false);

  private static final VqganConfig WAVELET =
      new VqganConfig(32, List.of(1, 2), 1, List.of(128), 256, 8, 8, 32, true);

  /** Of the input x, by the layer that chooses. */
  private static final int[] TOKENS = {
    0, 26, 26, 0, 26, 0, 0, 26, 0, 29, 29, 26, 29, 29, 26, 29, 0, 0, 26, 0, 0, 29, 29, 29, 26, 0, 0,
    26, 24, 0, 29, 0, 26, 0, 0, 26, 0, 0, 0, 29, 16, 0, 23, 0, 26, 29, 0, 26, 0, 16, 0, 29, 20, 29,
    29, 29, 0, 0, 26, 0, 0, 0, 0, 0
  };

  private static TensorEngine engine;

  @BeforeAll
  static void start() {
    engine = TensorEngine.start(RunOptions.REFERENCE, 0);
  }

  @AfterAll
  static void close() {
    engine.close();
  }

  @Test
  void pictures_and_tokens_are_those_of_the_authors() {
    try (Vqgan vqgan = read(plain());
        TensorScope scope = engine.open()) {
      assertThat(vqgan.config()).isEqualTo(PLAIN);
      assertThat(vqgan.pixelsPerToken()).isEqualTo(2);
      assertThat(encode(vqgan, scope)).isEqualTo(TOKENS);
      Golden.of(768, -9.027655, 335.187992, -.288266, .359231, -.496136, -.655832, -.473264)
          .matches(decode(vqgan, scope, ramp()));
      Golden.of(768, -7.273606, 329.144904, .076672, -.004870, -.106117, -.495192, -.499589)
          .matches(decode(vqgan, scope, TOKENS));

      Pixels picture = vqgan.decode(new int[][] {ramp()}, 8).get(0);
      assertThat(picture.width()).isEqualTo(16);
      assertBytes(picture, 96_272, 173, 162, 135, 64, 186, 154, 43, 84, 143, 67, 89, 111);
    }
  }

  @Test
  void a_wavelet_gives_pictures_of_twice_the_size() {
    try (Vqgan vqgan = read(wavelet());
        TensorScope scope = engine.open()) {
      assertThat(vqgan.config()).isEqualTo(WAVELET);
      assertThat(vqgan.pixelsPerToken()).isEqualTo(4);
      assertThat(encode(vqgan, scope)).isEqualTo(TOKENS);
      Golden.of(3072, -18.055307, 1337.117559, -.230823, .036618, .212166, -.529842, -.180120)
          .matches(decode(vqgan, scope, ramp()));
      Golden.of(3072, -14.547211, 1362.467627, -.299275, -.162989, .096573, .083010, -.086393)
          .matches(decode(vqgan, scope, TOKENS));

      Pixels picture = vqgan.decode(new int[][] {ramp()}, 8).get(0);
      assertThat(picture.width()).isEqualTo(32);
      assertBytes(picture, 385_517, 132, 144, 116, 154, 107, 86, 59, 208, 85, 104, 88, 127);
    }
  }

  @Test
  void a_wavelets_parts_are_put_together_by_haar() {
    try (Vqgan vqgan = read(wavelet());
        TensorScope scope = engine.open()) {
      float[] parts = {1, 0, 0, 2, 3, 5, 0, 0, 0, 0, 0, 0};
      Tensor pixels =
          vqgan.program().tensor(scope, "from_wavelet", scope.floats(parts, 1, 12, 1, 1));

      assertThat(pixels.shape()).containsExactly(1, 3, 2, 2);
      assertThat(pixels.floats())
          .containsExactly(
              new float[] {5.5f, -2.5f, -1.5f, .5f, 0, 0, 0, 0, 0, 0, 0, 0}, within(1e-6f));
    }
  }

  @Test
  void both_codecs_read_a_picture_alike_each_at_its_own_size() {
    byte[] small = new byte[16 * 16 * 3];
    byte[] large = new byte[32 * 32 * 3];
    for (int i = 0; i < large.length; i++) {
      int y = i / 96;
      int x = i / 3 % 32;
      byte value = (byte) (((y / 2) * 37 + (x / 2) * 11 + i % 3 * 60) % 256);
      large[i] = value;
      small[(y / 2 * 16 + x / 2) * 3 + i % 3] = value;
    }
    try (Vqgan plain = read(plain());
        Vqgan wavelet = read(wavelet())) {
      int[][] tokens = plain.encode(List.of(new Pixels(16, 16, small)));

      assertThat(tokens[0]).hasSize(64);
      assertThat(wavelet.encode(List.of(new Pixels(32, 32, large)))).isDeepEqualTo(tokens);
    }
  }

  @Test
  void what_is_no_codec_is_told() {
    Map<String, WeightTensor> tensors = plain();
    tensors.remove("encoder.mid.attn_1.q.weight");
    assertThatThrownBy(() -> read(tensors))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("1 tensor missing (encoder.mid.attn_1.q.weight)");

    tensors.remove("decoder.up.0.block.1.conv1.weight");
    assertThatThrownBy(() -> read(tensors))
        .isInstanceOf(CheckpointException.class)
        .hasMessage(
            "the file is no VQGAN: its levels have [32, 64] channels and 1 blocks behind a first"
                + " layer of 32 channels.");

    tensors.remove("post_quant_conv.weight");
    tensors.put("decoder.up.0.block.1.conv1.weight", tensors.get("decoder.conv_in.weight"));
    assertThatThrownBy(() -> read(tensors))
        .isInstanceOf(CheckpointException.class)
        .hasMessage("the file is no VQGAN: it has no tensor 'post_quant_conv.weight' of 4 axes.");
  }

  /** The layout of {@code vqgan.gumbelf8-sber.model.ckpt}. */
  private static Map<String, WeightTensor> plain() {
    Map<String, WeightTensor> tensors = new LinkedHashMap<>(filled(PLAIN));
    tensors.put("quantize.embed.weight", tensors.remove("quantize.embedding.weight"));
    tensors.put("loss.discriminator.main.0.weight", tensors.get("quant_conv.weight"));
    return tensors;
  }

  /** The layout of {@code vqgan.gumbelf8-sber-dwt.model.ckpt}. */
  private static Map<String, WeightTensor> wavelet() {
    Map<String, WeightTensor> tensors = new LinkedHashMap<>();
    filled(WAVELET)
        .forEach(
            (name, tensor) ->
                tensors.put(
                    "model."
                        + name.replaceFirst("^(decoder|post_quant_conv)\\.", "decoder.$1.")
                            .replace("embedding", "embed"),
                    tensor));
    WeightTensor other = tensors.get("model.quant_conv.bias");
    tensors.put("model.post_quant_conv.bias", other);
    tensors.put("model.decoder.idwt.g0_col", other);
    return tensors;
  }

  private static Map<String, WeightTensor> filled(VqganConfig config) {
    Map<String, WeightTensor> tensors =
        new LinkedHashMap<>(FillRule.weights(config.weights(true, true), "", .1));
    // The reference run filled the quantizer at scale 1.
    FillRule.weights(config.weights(true, true), "", 1)
        .forEach(
            (name, tensor) ->
                tensors.replace(name, name.startsWith("quantize.") ? tensor : tensors.get(name)));
    return tensors;
  }

  private static Vqgan read(Map<String, WeightTensor> tensors) {
    return Vqgan.named(
        engine, Optional.empty(), PixelRange.TRUNCATED, TensorType.F32, "the file", tensors);
  }

  private static int[] encode(Vqgan vqgan, TensorScope scope) {
    return vqgan.encode(scope, scope.floats(FillRule.input("x", 3 * 16 * 16, 1), 1, 3, 16, 16))[0];
  }

  private static float[] decode(Vqgan vqgan, TensorScope scope, int[] tokens) {
    return vqgan.decode(scope, new int[][] {tokens}, 8).floats();
  }

  private static int[] ramp() {
    return IntStream.range(0, 64).map(i -> i * 7 % 32).toArray();
  }

  /** A byte on the edge between two may fall either way. */
  private static void assertBytes(Pixels picture, int sum, int... first) {
    byte[] rgb = picture.rgb();
    int total = 0;
    for (byte value : rgb) {
      total += value & 0xff;
    }
    assertThat(total).isCloseTo(sum, within(4));
    for (int i = 0; i < first.length; i++) {
      assertThat(rgb[i] & 0xff).as("byte " + i).isEqualTo(first[i]);
    }
  }
}
