package org.vitrail.inference.model.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vitrail.inference.model.Beginning;
import org.vitrail.inference.model.Borders;
import org.vitrail.inference.model.codec.ImageCodec;
import org.vitrail.inference.model.image.Pixels;

/**
 * What is kept of a picture. The numbers are those of the authors' own {@code ImagePrompts}
 * (ai-forever/ru-dalle) with the same encoder, whose token says what is in its square, in the whole
 * picture that is encoded, and how large that is.
 */
class BegunCellsTest {
  private static final int COLUMNS = 5;
  private static final int ROWS = 4;
  private static final TokenGrid GRID = new TokenGrid(COLUMNS, ROWS, 97, 0);

  @ParameterizedTest
  @CsvSource({
    "1, 0, 0, 0, false, 68 66 1 90 60 . . . . . . . . . . . . . . .",
    "1, 0, 0, 0, true, 52 50 82 74 44 . . . . . . . . . . . . . . .",
    "1, 1, 2, 1, false, 68 66 1 90 60 74 71 . . 82 79 79 . . 44 63 28 28 63 36",
    "1, 1, 2, 1, true, 52 50 82 74 44 78 75 . . 63 83 83 . . 25 67 32 28 63 17",
    "0, 2, 0, 3, false, . . 1 90 60 . . 28 79 82 79 79 63 1 44 63 28 28 63 36",
    "0, 2, 0, 3, true, . . 58 50 20 . . 85 39 42 70 70 23 58 4 54 19 85 23 93",
  })
  void what_is_kept_is_encoded_as_the_authors_do(
      int up, int down, int left, int right, boolean cropsFirst, String tokens) {
    Borders kept = new Borders(up, down, left, right);

    GivenCells given =
        begun(cropsFirst).picture(new Beginning.Picture(picture(), Optional.of(kept)));

    assertThat(IntStream.range(0, GRID.cellCount()).mapToObj(cell -> text(given, cell)))
        .containsExactly(tokens.split(" "));
  }

  @Test
  void sides_that_leave_nothing_are_refused_before_anything_is_cut() {
    Beginning.Picture all = new Beginning.Picture(picture(), Optional.of(new Borders(3, 2, 0, 0)));

    assertThatThrownBy(() -> begun(true).picture(all)).hasMessageContaining("nothing to draw");
  }

  private static String text(GivenCells given, int cell) {
    return given.isGiven(cell) ? Integer.toString(given.token(cell)) : ".";
  }

  private static BegunCells begun(boolean cropsFirst) {
    return new BegunCells("m", GRID, new SummingCodec(), cropsFirst);
  }

  private static Pixels picture() {
    int width = COLUMNS * SummingCodec.SIDE;
    int height = ROWS * SummingCodec.SIDE;
    byte[] rgb = new byte[width * height * 3];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        for (int colour = 0; colour < 3; colour++) {
          rgb[(y * width + x) * 3 + colour] = (byte) (x * 7 + y * 13 + colour * 29 + x * y);
        }
      }
    }
    return new Pixels(width, height, rgb);
  }

  private static final class SummingCodec implements ImageCodec {
    static final int SIDE = 8;

    @Override
    public int codeCount() {
      return 97;
    }

    @Override
    public int pixelsPerToken() {
      return SIDE;
    }

    @Override
    public boolean encodes() {
      return true;
    }

    @Override
    public List<Pixels> decode(int[][] tokens, int columns) {
      throw new UnsupportedOperationException();
    }

    @Override
    public int[][] encode(List<Pixels> pictures) {
      return pictures.stream().map(SummingCodec::tokens).toArray(int[][]::new);
    }

    private static int[] tokens(Pixels picture) {
      int columns = picture.width() / SIDE;
      int rows = picture.height() / SIDE;
      int[] sums = new int[columns * rows];
      for (int y = 0; y < picture.height(); y++) {
        for (int at = y * picture.width() * 3; at < (y + 1) * picture.width() * 3; at++) {
          sums[y / SIDE * columns + at / 3 % picture.width() / SIDE] += picture.rgb()[at] & 0xff;
        }
      }
      int total = Arrays.stream(sums).sum();
      return Arrays.stream(sums).map(sum -> (sum + 7 * total + 3 * rows + columns) % 97).toArray();
    }

    @Override
    public void close() {}
  }
}
