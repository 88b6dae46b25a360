package org.vitrail.bot.command.wording;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.vitrail.bot.command.SampleCommands;
import org.vitrail.inference.protocol.AspectRatio;
import org.vitrail.inference.protocol.ServedModel.Cells;

class ShapeHintTest {
  private static final Optional<Cells> CELLS = Optional.of(new Cells(16, 16));

  private final ShapeHint hint = new ShapeHint(SampleCommands.MESSAGES);

  @Test
  void a_shape_that_is_rounded_is_told_with_what_it_is_rounded_to() {
    assertThat(hint.of(new AspectRatio(16, 9), CELLS, "en"))
        .contains("16:9 is rounded to 7:4 here: each picture has 28 × 16 whole pieces.");
    for (String language : SampleCommands.MESSAGES.languages()) {
      assertThat(hint.of(new AspectRatio(9, 16), CELLS, language).orElseThrow())
          .contains("9:16", "4:7", "16", "28");
    }
  }

  @Test
  void of_a_shape_that_is_drawn_as_it_is_and_of_models_that_nobody_knows_nothing_is_said() {
    assertThat(hint.of(new AspectRatio(2, 1), CELLS, "en")).isEmpty();
    assertThat(hint.of(AspectRatio.SQUARE, CELLS, "en")).isEmpty();
    assertThat(hint.of(new AspectRatio(16, 9), Optional.empty(), "en")).isEmpty();
  }
}
