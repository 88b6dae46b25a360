package org.vitrail.inference.model.sticker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.vitrail.inference.model.golden.FillRule;
import org.vitrail.inference.model.golden.Golden;
import org.vitrail.inference.model.image.ArgbPixels;
import org.vitrail.inference.model.image.Pixels;
import org.vitrail.inference.model.sticker.CutoutConfig.Block;
import org.vitrail.inference.model.sticker.CutoutConfig.Window;
import org.vitrail.inference.model.tensor.RunOptions;
import org.vitrail.inference.model.tensor.TensorEngine;
import org.vitrail.inference.model.tensor.TensorType;
import org.vitrail.inference.model.weights.file.CheckpointException;
import org.vitrail.inference.model.weights.file.Storage;
import org.vitrail.inference.model.weights.file.WeightTensor;

/**
 * Against segmentation_models.pytorch's own modules (PyTorch 2.13): seven stages of one or two
 * blocks each, narrow.
 */
class CutoutNetworkTest {
  private static final CutoutConfig TINY =
      new CutoutConfig(
          8,
          List.of(
              new Block(8, 8, 3, 2, 4),
              new Block(4, 24, 3, 1, 6),
              new Block(6, 36, 3, 1, 6),
              new Block(6, 36, 5, 1, 8),
              new Block(8, 48, 3, 2, 10),
              new Block(10, 60, 3, 2, 10),
              new Block(10, 60, 5, 2, 12),
              new Block(12, 72, 5, 3, 14),
              new Block(14, 84, 3, 3, 16)),
          20,
          List.of(12, 10, 8, 6, 4));

  /** Of EfficientNet-B5: width and number of the blocks of each stage. */
  private static final int[][] B5 = {
    {24, 3, 3}, {40, 5, 3}, {64, 5, 5}, {128, 7, 3}, {176, 7, 5}, {304, 9, 5}, {512, 3, 3}
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

  /** Variances are positive: what the rule gives without its sign, and a half. */
  private static Map<String, WeightTensor> weights() {
    Map<String, WeightTensor> weights =
        new LinkedHashMap<>(FillRule.weights(TINY.weights(), "", .3));
    weights.replaceAll(
        (name, tensor) -> name.endsWith("running_var") ? positive(name, tensor) : tensor);
    return weights;
  }

  private static WeightTensor positive(String name, WeightTensor tensor) {
    float[] values = FillRule.input(name, (int) tensor.elementCount(), .3);
    ByteBuffer bytes =
        ByteBuffer.allocateDirect(Float.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
    FloatBuffer floats = bytes.asFloatBuffer();
    for (float value : values) {
      floats.put(Math.abs(value) + .5f);
    }
    return WeightTensor.contiguous(TensorType.F32, tensor.shape(), Storage.of(bytes));
  }

  private static Pixels picture(int side) {
    float[] values = FillRule.input("picture", 3 * side * side, 1);
    byte[] rgb = new byte[values.length];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) ((values[i] * .5f + .5f) * 255);
    }
    return new Pixels(side, side, rgb);
  }

  @Test
  void likelihoods_are_those_of_the_reference() {
    try (CutoutNetwork network = CutoutNetwork.of(engine, "the file", weights())) {
      float[] both = network.likelihoods(picture(64));

      float[] thing = Arrays.copyOfRange(both, 64 * 64, 2 * 64 * 64);
      Golden.of(4096, 2940.178629, 2940.178629, .5992136, .58890027, .6335825, .6240227, .6414533)
          .matches(thing);
    }
  }

  @Test
  void the_published_network_has_31_million_numbers() {
    List<Block> blocks = new ArrayList<>();
    int in = 48;
    for (int[] stage : B5) {
      for (int i = 0; i < stage[1]; i++) {
        int expanded = stage == B5[0] ? in : 6 * in;
        blocks.add(new Block(in, expanded, stage[2], Math.max(1, in / 4), stage[0]));
        in = stage[0];
      }
    }
    CutoutConfig config = new CutoutConfig(48, blocks, 2048, List.of(256, 128, 64, 32, 16));

    long trained =
        config.weights().elementCount(name -> !name.contains("running") && !name.contains("num_"));

    assertThat(trained).isEqualTo(31_216_146);
    assertThat(config.seenBlocks()).containsExactly(7, 12, 26);
    assertThat(config.windows().get(0)).isEqualTo(new Window(2, 0, 1));
    assertThat(config.windows().stream().filter(it -> it.stride() == 2).skip(1))
        .containsExactly(
            new Window(2, 0, 1), new Window(2, 1, 2), new Window(2, 1, 1), new Window(2, 2, 2));
  }

  @Test
  void a_shape_is_read_from_tensors() {
    assertThat(CutoutConfig.of("the file", weights())).isEqualTo(TINY);
  }

  @Test
  void a_file_of_another_network_is_refused() {
    Map<String, WeightTensor> six = weights();
    six.keySet().removeIf(name -> name.startsWith("encoder._blocks.8."));
    assertThatThrownBy(() -> CutoutNetwork.of(engine, "the file", six))
        .isInstanceOf(CheckpointException.class)
        .hasMessage(
            "the file is no U-Net on an EfficientNet: its blocks have 6 different widths one after"
                + " the other instead of 7.");
    assertThatThrownBy(() -> CutoutNetwork.of(engine, "the file", Map.of()))
        .isInstanceOf(CheckpointException.class)
        .hasMessageStartingWith("the file is no U-Net on an EfficientNet: it has no tensor");
    Map<String, WeightTensor> damaged = weights();
    damaged.remove("encoder._blocks.3._bn1.running_mean");
    assertThatThrownBy(() -> CutoutNetwork.of(engine, "the file", damaged))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("1 tensor missing (encoder._blocks.3._bn1.running_mean)");
  }

  @Test
  void where_the_network_is_not_sure_a_sticker_is_cut_as_without_it() throws CannotCutException {
    Pixels disc = disc(1);
    try (CutoutNetwork network = CutoutNetwork.of(engine, "the file", weights())) {
      assertThat(network.cutOut(disc)).isEmpty();
      assertThat(StickerCutter.sticker(disc, Optional.of(network)))
          .isEqualTo(StickerCutter.sticker(disc));
    }
  }

  @Test
  void a_thing_is_cut_out_of_a_background_of_many_colours() throws CannotCutException {
    Pixels disc = disc(100);
    assertThatThrownBy(() -> StickerCutter.sticker(disc)).isInstanceOf(CannotCutException.class);
    try (CutoutNetwork network = CutoutNetwork.of(engine, "the file", sureOfBrightness())) {
      ArgbPixels cut = network.cutOut(disc).orElseThrow();
      ArgbPixels sticker = StickerCutter.sticker(disc, Optional.of(network));

      for (int[] at : new int[][] {{5, 5}, {128, 20}, {250, 128}, {60, 60}}) {
        assertThat(cut.alpha(at[0], at[1])).isZero();
      }
      for (int[] at : new int[][] {{128, 128}, {128, 70}, {185, 128}}) {
        assertThat(cut.alpha(at[0], at[1])).isEqualTo(255);
        assertThat(cut.argb()[at[1] * 256 + at[0]]).isEqualTo(0xfff0f0f0);
      }
      assertThat(sticker.alpha(sticker.width() / 2, sticker.height() / 2)).isEqualTo(255);
    }
  }

  /** A bright disc of 64 pixels' radius in front of squares of dark shades. */
  private static Pixels disc(int shades) {
    int side = 256;
    byte[] rgb = new byte[3 * side * side];
    for (int at = 0; at < side * side; at++) {
      int x = at % side;
      int y = at / side;
      boolean inside = Math.hypot(x - 128, y - 128) < 64;
      int dark = (x / 16 * 37 + y / 16 * 59) % shades;
      Arrays.fill(rgb, 3 * at, 3 * at + 3, (byte) (inside ? 240 : dark));
    }
    return new Pixels(side, side, rgb);
  }

  /** The same layers, of which all but a way for brightness alone are blind. */
  private static Map<String, WeightTensor> sureOfBrightness() {
    Map<String, WeightTensor> weights = new LinkedHashMap<>();
    TINY.weights()
        .all()
        .forEach(
            (name, shape) -> {
              boolean isOne = shape.length == 1 && name.matches(".*(weight|running_var)");
              weights.put(name, tensor(shape, isOne ? 1 : 0));
            });
    for (int colour = 0; colour < 3; colour++) {
      set(weights, "encoder._conv_stem.weight", 1 / 3f, 0, colour, 0, 0);
    }
    set(weights, "decoder.blocks.3.conv1.0.weight", 1, 0, 8, 1, 1);
    set(weights, "decoder.blocks.3.conv2.0.weight", 1, 0, 0, 1, 1);
    set(weights, "decoder.blocks.4.conv1.0.weight", 1, 0, 0, 1, 1);
    set(weights, "decoder.blocks.4.conv2.0.weight", 1, 0, 0, 1, 1);
    set(weights, "segmentation_head.0.weight", 100, 1, 0, 1, 1);
    set(weights, "segmentation_head.0.bias", -45, 1);
    return weights;
  }

  private static WeightTensor tensor(long[] shape, float value) {
    int count = (int) Arrays.stream(shape).reduce(1, Math::multiplyExact);
    ByteBuffer bytes =
        ByteBuffer.allocateDirect(Float.BYTES * count).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < count; i++) {
      bytes.putFloat(Float.BYTES * i, value);
    }
    return WeightTensor.contiguous(TensorType.F32, shape, Storage.of(bytes));
  }

  private static void set(
      Map<String, WeightTensor> weights, String name, float value, int... index) {
    long[] shape = weights.get(name).shape();
    int at = 0;
    for (int axis = 0; axis < index.length; axis++) {
      at = at * (int) shape[axis] + index[axis];
    }
    ByteBuffer bytes =
        ByteBuffer.allocateDirect((int) weights.get(name).extentBytes())
            .order(ByteOrder.LITTLE_ENDIAN);
    weights.get(name).readExtent(bytes);
    bytes.putFloat(Float.BYTES * at, value);
    weights.put(name, WeightTensor.contiguous(TensorType.F32, shape, Storage.of(bytes.flip())));
  }
}
