package org.vitrail.inference.model.upscaling.srvgg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vitrail.inference.model.golden.FillRule;
import org.vitrail.inference.model.golden.Golden;
import org.vitrail.inference.model.image.Pixels;
import org.vitrail.inference.model.tensor.RunOptions;
import org.vitrail.inference.model.tensor.TensorEngine;
import org.vitrail.inference.model.tensor.TensorScope;
import org.vitrail.inference.model.weights.file.CheckpointException;
import org.vitrail.inference.model.weights.safetensors.SafetensorsWriter;

/** Real-ESRGAN's files without a description, mixed and in tiles, against its own code. */
class RealEsrganSrvggTest {
  private static final SrvggConfig TINY = new SrvggConfig(8, 2, 4);

  @TempDir static Path folder;
  private static TensorEngine engine;

  @BeforeAll
  static void start() throws IOException {
    engine = TensorEngine.start(RunOptions.REFERENCE, 0);
    for (String name : List.of("general", "noisy")) {
      write(name, TINY);
    }
    write("other", new SrvggConfig(8, 3, 4));
  }

  private static void write(String name, SrvggConfig config) throws IOException {
    SafetensorsWriter file = new SafetensorsWriter();
    FillRule.weights(config.weights(), name + ".", .1)
        .forEach((tensor, values) -> file.put("params." + tensor, values));
    file.write(folder.resolve(name));
  }

  @AfterAll
  static void close() {
    engine.close();
  }

  @Test
  void a_network_between_two_is_that_of_real_esrgan() {
    float[] pixels = FillRule.input("lr", 3 * 8 * 8, 1);
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = pixels[i] * .5f + .5f;
    }
    try (Srvgg mixed = Srvgg.read(engine, folder.resolve("general"), folder.resolve("noisy"), .3f);
        TensorScope scope = engine.open()) {
      assertThat(mixed.config()).isEqualTo(TINY);
      Golden.of(3072, 1634.549227, 1635.440795, .373178, .970924, 1.003628, .991103, .962068)
          .matches(mixed.upscale(scope, scope.floats(pixels, 1, 3, 8, 8)).floats());
    }
  }

  @Test
  void at_full_strength_it_is_the_first_file() {
    List<Pixels> pictures = List.of(picture(9, 7));
    try (Srvgg general = Srvgg.read(engine, folder.resolve("general"));
        Srvgg mixed = Srvgg.read(engine, folder.resolve("general"), folder.resolve("noisy"), 1);
        Srvgg noisy = Srvgg.read(engine, folder.resolve("noisy"))) {
      assertThat(mixed.upscale(pictures)).isEqualTo(general.upscale(pictures));
      assertThat(mixed.upscale(pictures)).isNotEqualTo(noisy.upscale(pictures));
    }
  }

  @Test
  void networks_of_two_shapes_are_not_mixed() {
    assertThatThrownBy(
            () -> Srvgg.read(engine, folder.resolve("general"), folder.resolve("other"), .5f))
        .isInstanceOf(CheckpointException.class)
        .hasMessage(
            folder.resolve("other")
                + " does not hold the network that it is mixed with: see tensor body.6.weight");
    assertThatThrownBy(
            () -> Srvgg.read(engine, folder.resolve("general"), folder.resolve("noisy"), 1.5f))
        .hasMessage("denoise strength: 1.5 is not allowed; give 0 to 1.");
  }

  @Test
  void a_large_picture_in_tiles_is_the_one_made_at_once() {
    Pixels wide = picture(700, 9);
    List<String> told = new ArrayList<>();
    try (Srvgg network = Srvgg.read(engine, folder.resolve("general"))) {
      Pixels tiled =
          network.upscale(List.of(wide), (done, total) -> told.add(done + "/" + total)).get(0);

      assertThat(told).containsExactly("1/2", "2/2");
      for (int from : new int[] {0, 440, 600}) {
        Pixels part = network.upscale(List.of(columns(wide, from, 100))).get(0);
        // Four pixels at a cut see what is not there.
        byte[] expected = columns(part, 16, 368).rgb();
        byte[] bytes = columns(tiled, 4 * from + 16, 368).rgb();
        int others = 0;
        for (int i = 0; i < bytes.length; i++) {
          int difference = Math.abs((bytes[i] & 0xff) - (expected[i] & 0xff));
          assertThat(difference).as("byte " + i).isLessThan(2);
          others += difference;
        }
        // A byte on the edge between two may fall either way.
        assertThat(others).isLessThan(bytes.length / 1000);
      }
    }
  }

  private static Pixels columns(Pixels picture, int from, int width) {
    byte[] rgb = new byte[3 * width * picture.height()];
    for (int y = 0; y < picture.height(); y++) {
      System.arraycopy(
          picture.rgb(), 3 * (y * picture.width() + from), rgb, 3 * y * width, 3 * width);
    }
    return new Pixels(width, picture.height(), rgb);
  }

  private static Pixels picture(int width, int height) {
    byte[] rgb = new byte[3 * width * height];
    new Random(5).nextBytes(rgb);
    return new Pixels(width, height, rgb);
  }
}
