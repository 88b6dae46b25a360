package org.vitrail.bot.core.imagesafety;

import static org.assertj.core.api.Assertions.assertThat;

import com.drew.imaging.ImageMetadataReader;
import com.drew.metadata.xmp.XmpDirectory;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vitrail.bot.core.TestPictures;

class CoveredGridTest {
  private static final int MAX_COLORS = 16;

  @ParameterizedTest
  @CsvSource({
    "1, 1, 64",
    "2, 2, 64",
    "3, 2, 64",
    "4, 2, 65",
    "5, 3, 64",
    "6, 3, 100",
    "7, 3, 64",
    "8, 3, 66",
    "9, 3, 64",
    "9, 3, 5",
    "9, 3, 63",
    "9, 3, 129"
  })
  void a_covered_picture_is_a_few_flat_colors_and_its_neighbours_stay_as_they_are(
      int count, int columns, int side) throws IOException {
    BufferedImage grid = grid(count, columns, side);

    for (int covered = 1; covered <= count; covered++) {
      BufferedImage result = image(CoveredGrid.cover(png(grid), columns, count, Set.of(covered)));

      assertThat(result.getWidth()).isEqualTo(grid.getWidth());
      assertThat(result.getHeight()).isEqualTo(grid.getHeight());
      for (int number = 1; number <= count; number++) {
        int[] before = cell(grid, columns, side, number);
        int[] after = cell(result, columns, side, number);
        if (number == covered) {
          assertThat(colors(after)).hasSizeLessThanOrEqualTo(MAX_COLORS);
        } else {
          assertThat(after).as("%d beside %d", number, covered).isEqualTo(before);
        }
      }
    }
  }

  @Test
  void a_piece_has_the_mean_color_of_what_it_covers() throws IOException {
    BufferedImage half = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < 8; y++) {
      for (int x = 0; x < 8; x++) {
        half.setRGB(x, y, (x + y) % 2 == 0 ? 0xffffff : 0);
      }
    }

    BufferedImage covered = image(CoveredGrid.cover(png(half), 1, 1, Set.of(1)));

    assertThat(new Color(covered.getRGB(3, 3)).getRed()).isBetween(127, 128);
    assertThat(colors(cell(covered, 1, 8, 1))).hasSize(1);
  }

  @Test
  void a_covered_grid_still_says_that_a_model_made_it() throws Exception {
    byte[] grid = TestPictures.withProvenance(png(grid(4, 2, 64)));

    byte[] covered = CoveredGrid.cover(grid, 2, 4, Set.of(1));

    assertThat(
            ImageMetadataReader.readMetadata(new ByteArrayInputStream(covered))
                .getFirstDirectoryOfType(XmpDirectory.class)
                .getXmpProperties())
        .containsEntry("Iptc4xmpExt:DigitalSourceType", TestPictures.SOURCE_TYPE);
  }

  @Test
  void the_same_grid_is_covered_the_same() throws IOException {
    byte[] png = png(grid(9, 3, 64));

    assertThat(CoveredGrid.cover(png, 3, 9, Set.of(2, 9)))
        .isEqualTo(CoveredGrid.cover(png, 3, 9, Set.of(9, 2)));
  }

  /** As the worker lays it out: a white line between pictures that grows with them. */
  private static BufferedImage grid(int count, int columns, int side) {
    Random random = new Random(7);
    int line = Math.max(1, side / 64);
    int rows = (count + columns - 1) / columns;
    BufferedImage grid =
        new BufferedImage(
            columns * (side + line) - line,
            rows * (side + line) - line,
            BufferedImage.TYPE_INT_RGB);
    for (int number = 1; number <= count; number++) {
      int left = (number - 1) % columns * (side + line);
      int top = (number - 1) / columns * (side + line);
      for (int i = 0; i < side * side; i++) {
        grid.setRGB(left + i % side, top + i / side, random.nextInt(0x1000000));
      }
    }
    return grid;
  }

  private static int[] cell(BufferedImage grid, int columns, int side, int number) {
    int line = Math.max(1, side / 64);
    int left = (number - 1) % columns * (side + line);
    int top = (number - 1) / columns * (side + line);
    return grid.getRGB(left, top, side, side, null, 0, side);
  }

  private static Set<Integer> colors(int[] pixels) {
    Set<Integer> colors = new HashSet<>();
    for (int pixel : pixels) {
      colors.add(pixel);
    }
    return colors;
  }

  private static byte[] png(BufferedImage image) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(image, "png", bytes);
    return bytes.toByteArray();
  }

  private static BufferedImage image(byte[] png) throws IOException {
    return ImageIO.read(new ByteArrayInputStream(png));
  }
}
