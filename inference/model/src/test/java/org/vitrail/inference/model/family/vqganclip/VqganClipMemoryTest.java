package org.vitrail.inference.model.family.vqganclip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vitrail.inference.model.codec.vqgan.VqganConfig;
import org.vitrail.inference.model.tensor.NumberBytes;
import org.vitrail.inference.model.tensor.Precision;

class VqganClipMemoryTest {
  private static final NumberBytes F32 = NumberBytes.onProcessor(Precision.F32);
  private static final VqganConfig BUNDLED =
      new VqganConfig(64, List.of(1, 1, 2, 2), 1, List.of(16), 128, 64, 32, 1024);

  /** Resident memory above that before, at its height, on a processor; in units of a million. */
  @ParameterizedTest
  @CsvSource({"512, 1013", "1024, 6331"})
  void a_picture_takes_what_was_measured_of_the_bundled_codec(int side, double measured) {
    double bytes = VqganClipMemory.iterationBytes(BUNDLED, (long) side * side, Float.BYTES);

    assertThat(bytes / 1e6).isBetween(measured, 1.35 * measured);
  }

  @ParameterizedTest
  @CsvSource({"128, 16, 887", "256, 16, 1199", "256, 48, 2183"})
  void cuts_and_a_picture_take_what_was_measured_of_the_published_sizes(
      int side, int cuts, double measured) {
    double bytes =
        VqganClipMemory.iterationBytes(VqganConfig.F16_1024, (long) side * side, Float.BYTES)
            + VqganClipMemory.cutBytes(cuts, 224);

    assertThat(bytes / 1e6).isBetween(measured, 1.35 * measured);
  }

  @Test
  void the_largest_picture_fits_with_all_else_and_one_pixel_more_does_not() {
    VqganClipMemory memory =
        new VqganClipMemory(
            (number, pixels) -> VqganClipMemory.iterationBytes(BUNDLED, pixels, number.picture()),
            128,
            64,
            0);
    long gib = 1L << 30;

    long most = memory.mostPixels(F32, 4 * gib);

    assertThat(Math.sqrt(most)).isCloseTo(660, within(60.));
    assertThat(memory.mostPixels(F32, 0)).as("its own size is tried").isEqualTo(128 * 128);
    assertThat(memory.mostPixels(F32, 1_000 * gib)).isEqualTo(2048 * 2048);
    assertThat(memory.mostPixels(F32, 8 * gib)).isGreaterThan(most);
  }
}
