package org.vitrail.inference.model.family.vqganclip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.vitrail.inference.model.CannotBeginException;
import org.vitrail.inference.model.Descent.Size;
import org.vitrail.inference.model.codec.vqgan.VqganConfig;

class PictureSizesTest {
  @Test
  void sizes_are_whole_tokens_and_the_models_own_where_nobody_chooses() {
    PictureSizes sizes = sizes(OptionalLong.empty());

    assertThat(sizes.of(new Size(0, 0))).isEqualTo(new DescentStart.Grid(16, 16));
    assertThat(sizes.of(new Size(350, 200))).isEqualTo(new DescentStart.Grid(21, 12));
    assertThatThrownBy(() -> sizes.of(new Size(256, 20)))
        .isInstanceOf(CannotBeginException.class)
        .hasMessage("height: 20 is not allowed; give 32 to 2048.");
  }

  @Test
  void a_size_that_does_not_fit_is_refused_with_the_largest_that_does() {
    PictureSizes sizes = sizes(OptionalLong.of(6L << 30));
    String[] largest = new String[1];

    assertThatThrownBy(() -> sizes.requireRoom(128, 64, 32))
        .isInstanceOf(CannotBeginException.class)
        .satisfies(e -> largest[0] = e.getMessage().replaceFirst(".* give (.*) at most\\.", "$1"))
        .hasMessageStartingWith(
            "width and height: 2048 × 1024 pixels with 32 cuts do not fit into the memory here; give ");

    String[] sides = largest[0].split(" × ");
    int columns = Integer.parseInt(sides[0]) / 16;
    int rows = Integer.parseInt(sides[1]) / 16;
    assertThat((double) columns / rows).isBetween(1.9, 2.1);
    assertThatCode(() -> sizes.requireRoom(columns, rows, 32)).doesNotThrowAnyException();
    assertThatThrownBy(() -> sizes.requireRoom(columns + 2, rows + 1, 32))
        .isInstanceOf(CannotBeginException.class);
  }

  @Test
  void where_nobody_tells_what_is_free_every_size_is_tried() {
    assertThatCode(() -> sizes(OptionalLong.empty()).requireRoom(128, 128, 32))
        .doesNotThrowAnyException();
  }

  private static PictureSizes sizes(OptionalLong free) {
    return new PictureSizes(
        256,
        16,
        pixels -> VqganClipMemory.iterationBytes(VqganConfig.F16_1024, pixels, Float.BYTES),
        cuts -> VqganClipMemory.cutBytes(cuts, 224),
        () -> free);
  }
}
