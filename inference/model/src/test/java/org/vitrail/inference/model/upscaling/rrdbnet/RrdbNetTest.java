package org.vitrail.inference.model.upscaling.rrdbnet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vitrail.inference.model.golden.FillRule;
import org.vitrail.inference.model.golden.Golden;
import org.vitrail.inference.model.image.Pixels;
import org.vitrail.inference.model.tensor.Precision;
import org.vitrail.inference.model.tensor.Program;
import org.vitrail.inference.model.tensor.ProgramListener;
import org.vitrail.inference.model.tensor.RunOptions;
import org.vitrail.inference.model.tensor.Tensor;
import org.vitrail.inference.model.tensor.TensorEngine;
import org.vitrail.inference.model.tensor.TensorScope;
import org.vitrail.inference.model.upscaling.TileListener;
import org.vitrail.inference.model.weights.file.CheckpointException;
import org.vitrail.inference.model.weights.file.WeightTensor;

/** The network and its tiles against its two authors' own code, at an odd little size. */
class RrdbNetTest {
  /** ruDALL-E's way with smaller tiles, of which there are more. */
  private static final RrdbRecipe SMALL_RUDALLE =
      new RrdbRecipe(16, 6, 3, true, false, RrdbRecipe.RUDALLE.keys());

  private static final RrdbRecipe SMALL_REAL_ESRGAN =
      new RrdbRecipe(16, 4, 0, false, true, RrdbRecipe.REAL_ESRGAN.keys());

  private static final ProgramListener NOBODY =
      new ProgramListener() {
        @Override
        public boolean computes() {
          return true;
        }

        @Override
        public void loaded(Program program, String name, byte[] archive) {}

        @Override
        public void called(
            Program program, String method, List<Object> arguments, Optional<Tensor> result) {}
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

  private static RrdbConfig tiny(int factor) {
    return new RrdbConfig(8, 1, 4, factor);
  }

  private static Map<String, WeightTensor> weights(int factor, double scale) {
    return FillRule.weights(tiny(factor).weights(), "", scale);
  }

  private static RrdbNet network(RrdbRecipe recipe, int factor, double scale) {
    return RrdbNet.of(engine, recipe, "the file", weights(factor, scale));
  }

  @Test
  void pixels_are_those_of_the_reference() {
    assertPixels(2, Golden.of(768, 17.025949, 20.859019, -.029502, .028616, .028512, .030596));
    assertPixels(4, Golden.of(3072, 43.302382, 89.191245, -.030708, .026406, .024466, .025524));
    assertPixels(8, Golden.of(12288, 164.518967, 402.01721, -.033876, .033136, .026879, .026719));
  }

  private static void assertPixels(int factor, Golden expected) {
    float[] pixels = FillRule.input("lr", 3 * 8 * 8, 1);
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = pixels[i] * .5f + .5f;
    }
    try (RrdbNet network = network(RrdbRecipe.RUDALLE, factor, .1);
        TensorScope scope = engine.open()) {
      expected.matches(network.upscale(scope, scope.floats(pixels, 1, 3, 8, 8)).floats());
    }
  }

  /** As processors with such an instruction and GPUs compute it. */
  @Test
  void in_bf16_bytes_are_nearly_those_of_f32() {
    try (TensorEngine narrow = TensorEngine.asOnGpu(Precision.BF16, NOBODY);
        RrdbNet network = RrdbNet.of(narrow, SMALL_RUDALLE, "the file", weights(4, .16));
        RrdbNet exact = network(SMALL_RUDALLE, 4, .16)) {
      byte[] bytes = network.upscale(List.of(picture(20, 9))).get(0).rgb();
      byte[] expected = exact.upscale(List.of(picture(20, 9))).get(0).rgb();
      int different = 0;
      for (int i = 0; i < bytes.length; i++) {
        int difference = Math.abs((bytes[i] & 0xff) - (expected[i] & 0xff));
        assertThat(difference).as("byte " + i).isLessThan(8);
        different += Math.min(difference, 1);
      }
      assertThat(different).as("that rounding shows at all").isPositive();
    }
  }

  /** Sums of the reference's bytes, and of these times a number that their place gives. */
  @ParameterizedTest
  @CsvSource({
    "2, .16, 37, 30, 1149378, 578774048, 82, 0, 225",
    "4, .25, 37, 30, 6741144, 3399269312, 144, 0, 120",
    "8, .25, 37, 30, 16111529, 8123625610, 44, 0, 116",
  })
  void tiles_are_put_together_as_in_rudalle(
      int factor, double scale, int width, int height, long sum, long placed, int r, int g, int b) {
    try (RrdbNet network = network(SMALL_RUDALLE, factor, scale)) {
      assertPicture(network, width, height, sum, placed, r, g, b);
    }
  }

  /** Two tiles; what is enlarged eight times is made in two strips of each. */
  @ParameterizedTest
  @CsvSource({
    "4, 48695973, 24544658349, 169, 0, 255",
    "8, 116345721, 58628281994, 71, 0, 178",
  })
  void tiles_of_rudalles_own_size_are_put_together_as_there(
      int factor, long sum, long placed, int r, int g, int b) {
    try (RrdbNet network = network(RrdbRecipe.RUDALLE, factor, .25)) {
      assertPicture(network, 40, 200, sum, placed, r, g, b);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "2, .16, 37, 29, 1054563, 531202564, 18, 26, 0",
    "2, .25, 16, 32, 997965, 503565157, 77, 136, 88",
    "4, .25, 37, 29, 6263949, 3159149115, 34, 31, 8",
    "4, .25, 16, 32, 2930912, 1477111434, 47, 18, 33",
  })
  void tiles_are_put_together_as_in_real_esrgan(
      int factor, double scale, int width, int height, long sum, long placed, int r, int g, int b) {
    try (RrdbNet network = network(SMALL_REAL_ESRGAN, factor, scale)) {
      assertPicture(network, width, height, sum, placed, r, g, b);
    }
  }

  private static void assertPicture(
      RrdbNet network, int width, int height, long sum, long placed, int... first) {
    Pixels larger = network.upscale(List.of(picture(width, height))).get(0);

    assertThat(larger.width()).isEqualTo(width * network.factor());
    assertThat(larger.height()).isEqualTo(height * network.factor());
    long total = 0;
    long atPlaces = 0;
    for (int i = 0; i < larger.rgb().length; i++) {
      long value = larger.rgb()[i] & 0xff;
      total += value;
      atPlaces += value * (i * 7919L % 1009);
    }
    // A byte on the edge between two may fall either way.
    assertThat(total).isCloseTo(sum, within(sum / 100_000));
    assertThat(atPlaces).isCloseTo(placed, within(placed / 100_000));
    for (int i = 0; i < first.length; i++) {
      assertThat(larger.rgb()[i] & 0xff).as("byte " + i).isEqualTo(first[i]);
    }
  }

  @Test
  void pictures_are_told_of_tile_by_tile() {
    List<String> told = new ArrayList<>();
    List<Pixels> pictures = List.of(picture(20, 16), picture(8, 8));
    try (RrdbNet network = network(SMALL_REAL_ESRGAN, 2, .1)) {
      List<Pixels> larger =
          network.upscale(pictures, (done, total) -> told.add(done + " of " + total));

      assertThat(told).containsExactly("1 of 3", "2 of 3", "3 of 3");
      assertThat(larger).isEqualTo(network.upscale(pictures));
    }
  }

  @Test
  void a_listener_ends_the_work_between_two_tiles() {
    List<Integer> told = new ArrayList<>();
    try (RrdbNet network = network(SMALL_REAL_ESRGAN, 2, .1)) {
      assertThatThrownBy(
              () ->
                  network.upscale(
                      List.of(picture(20, 60)),
                      (done, total) -> {
                        told.add(done);
                        if (done == 2) {
                          throw new CancellationException();
                        }
                      }))
          .isInstanceOf(CancellationException.class);
      assertThat(told).containsExactly(1, 2);
      assertThat(network.upscale(List.of(picture(8, 8)))).hasSize(1);
    }
  }

  @Test
  void a_tile_that_takes_long_is_told_of_block_by_block_and_can_be_ended_within() {
    List<Double> told = new ArrayList<>();
    try (RrdbNet network =
        new RrdbNet(
            engine,
            new RrdbConfig(8, 3, 4, 4),
            SMALL_RUDALLE,
            "the file",
            FillRule.weights(new RrdbConfig(8, 3, 4, 4).weights(), "", .1))) {
      Pixels before = network.upscale(List.of(picture(10, 10))).get(0);
      network.upscale(List.of(picture(10, 10)), endedAt(told, 2));
      assertThat(told).containsExactly(.25, .5, .75);
      assertThatThrownBy(() -> network.upscale(List.of(picture(10, 10)), endedAt(told, .5)))
          .isInstanceOf(CancellationException.class);

      assertThat(told).containsExactly(.25, .5, .75, .25, .5);
      assertThat(network.upscale(List.of(picture(10, 10))).get(0)).isEqualTo(before);
    }
  }

  /** Notes what it is told, and ends the work there. */
  private static TileListener endedAt(List<Double> told, double end) {
    return new TileListener() {
      @Override
      public void done(int done, int total) {}

      @Override
      public void within(double share) {
        told.add(share);
        if (share == end) {
          throw new CancellationException();
        }
      }
    };
  }

  @Test
  void shape_and_kind_of_weights_follow_from_the_file() {
    Map<String, WeightTensor> file = new LinkedHashMap<>();
    Map<String, WeightTensor> other = weights(4, .1);
    weights(8, .1).forEach((name, tensor) -> file.put("params." + name, tensor));
    other.forEach((name, tensor) -> file.put("params_ema." + name, tensor));

    try (RrdbNet averaged = RrdbNet.of(engine, RrdbRecipe.REAL_ESRGAN, "the file", file);
        RrdbNet trained = RrdbNet.of(engine, RrdbRecipe.RUDALLE, "the file", file)) {
      assertThat(averaged.config()).isEqualTo(tiny(4));
      assertThat(trained.config()).isEqualTo(tiny(8));
    }
  }

  @Test
  void what_is_no_such_network_is_told() {
    Map<String, WeightTensor> tensors = new LinkedHashMap<>(weights(4, .1));
    tensors.remove("body.0.rdb2.conv3.bias");
    assertThatThrownBy(() -> RrdbNet.of(engine, RrdbRecipe.RUDALLE, "the file", tensors))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("1 tensor missing (body.0.rdb2.conv3.bias)");

    tensors.put("conv_first.weight", tensors.get("conv_body.weight"));
    assertThatThrownBy(() -> RrdbNet.of(engine, RrdbRecipe.RUDALLE, "the file", tensors))
        .isInstanceOf(CheckpointException.class)
        .hasMessage(
            "the file is no RRDBNet that enlarges 2, 4 or 8 times: its first layer has 8 inputs.");

    tensors.remove("conv_first.weight");
    assertThatThrownBy(() -> RrdbNet.of(engine, RrdbRecipe.RUDALLE, "the file", tensors))
        .isInstanceOf(CheckpointException.class)
        .hasMessage("the file is no RRDBNet: it has no tensor 'conv_first.weight' of 4 axes.");
  }

  private static Pixels picture(int width, int height) {
    float[] values = FillRule.input("a", 3 * width * height, 1);
    byte[] rgb = new byte[values.length];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) (int) ((values[i] * .5f + .5f) * 255);
    }
    return new Pixels(width, height, rgb);
  }
}
