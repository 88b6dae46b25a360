package org.vitrail.inference.model.codec.reconstruction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.vitrail.inference.model.codec.ImageCodec;
import org.vitrail.inference.model.codec.published.PublishedCodec;
import org.vitrail.inference.model.codec.published.PublishedCodec.VqganFiles;
import org.vitrail.inference.model.family.dallemini.DalleMiniFiles;
import org.vitrail.inference.model.golden.BundledGolden;
import org.vitrail.inference.model.image.Pixels;
import org.vitrail.inference.model.tensor.RunOptions;
import org.vitrail.inference.model.weights.file.CheckpointException;

/** Pictures through the bundled codec, and what is said of the likeness. */
class ReconstructionTest {
  @Test
  void a_picture_of_any_shape_comes_back_much_like_it_was() {
    Reconstruction made;
    try (ImageCodec codec = bundled(128).open(RunOptions.REFERENCE)) {
      made = Reconstruction.of(codec, 128, apple(300, 200));
    }

    assertThat(made.original()).hasToString("Pixels[128×128]");
    assertThat(made.painted()).hasToString("Pixels[128×128]");
    assertThat(made.tokens()).hasSize(256);
    assertThat(made.columns()).isEqualTo(16);
    // Measured: 26.9.
    assertThat(made.psnr()).isBetween(22., 35.);
    assertThat(ReconstructionCard.figures(made)).startsWith("16 × 16 tokens of 1024, PSNR 2");
  }

  @Test
  void the_likeness_is_the_ratio_of_the_peak_to_the_noise() {
    Pixels grey = plain(100);
    // Ten levels off everywhere: 20 lg (255 / 10).
    Reconstruction off = new Reconstruction(grey, plain(110), new int[4], 8192);

    assertThat(off.psnr()).isCloseTo(28.1308, within(1e-4));
    assertThat(ReconstructionCard.figures(off)).isEqualTo("2 × 2 tokens of 8192, PSNR 28.1 dB");
    assertThat(ReconstructionCard.figures(new Reconstruction(grey, grey, new int[4], 8192)))
        .isEqualTo("2 × 2 tokens of 8192, no difference");
  }

  @Test
  void the_card_shows_both_by_whole_pixels_and_says_what_they_are() {
    Pixels card =
        ReconstructionCard.of(
            new Reconstruction(plain(100), plain(110), new int[4], 8192), "dall-e");

    assertThat(card).hasToString("Pixels[1040×572]");
    assertThat(card.rgb()[0]).isEqualTo((byte) 100);
    assertThat(card.rgb()[3 * 1039]).isEqualTo((byte) 110);
    assertThat(card.rgb()[3 * 520]).as("between them").isEqualTo((byte) 255);
    // Beneath: ink of letters in both halves.
    int[] ink = new int[2];
    for (int y = 512; y < 572; y++) {
      for (int x = 0; x < 1040; x++) {
        ink[x / 520] += card.rgb()[3 * (y * 1040 + x)] == 0x20 ? 1 : 0;
      }
    }
    assertThat(ink[0]).isGreaterThan(500);
    assertThat(ink[1]).isGreaterThan(ink[0]);
  }

  @Test
  void a_codec_whose_pictures_do_not_divide_into_tokens_is_refused() {
    assertThatThrownBy(() -> bundled(100).open(RunOptions.REFERENCE))
        .isInstanceOf(CheckpointException.class)
        .hasMessage(
            "The codec bundled has tokens of 8 pixels, and its entry says pictures of 100. Give a"
                + " multiple.");
  }

  private static PublishedCodec bundled(int side) {
    DalleMiniFiles files = BundledGolden.files();
    return new PublishedCodec(
        "bundled", side, new VqganFiles(files.vqgan(), files.vqganConfig(), files.pixelRange()));
  }

  private static Pixels plain(int level) {
    byte[] rgb = new byte[16 * 16 * 3];
    Arrays.fill(rgb, (byte) level);
    return new Pixels(16, 16, rgb);
  }

  /** A red disc with a green leaf on white. */
  private static Pixels apple(int width, int height) {
    byte[] rgb = new byte[3 * width * height];
    for (int y = 0, at = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        boolean fruit = Math.hypot(x - width / 2., y - height * .55) < height * .3;
        boolean leaf = Math.hypot(x - width * .53, y - height * .18) < height * .09;
        int color = leaf ? 0x2e8b37 : fruit ? 0xcc2222 : 0xffffff;
        rgb[at++] = (byte) (color >> 16);
        rgb[at++] = (byte) (color >> 8);
        rgb[at++] = (byte) color;
      }
    }
    return new Pixels(width, height, rgb);
  }
}
