package org.vitrail.bot.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.vitrail.config.ModelCost;

class SizeRulesTest {
  private static final OptionalLong ROOM = OptionalLong.of(512 * 512);

  @Test
  void a_size_that_does_not_fit_is_named_with_the_largest_of_its_shape_that_does() {
    assertThat(said(Map.of("width", "2048", "height", "1024"), ROOM))
        .contains(
            "Pictures of 2048 × 1024 pixels do not fit into the memory here. Give --width 720"
                + " --height 352 at most.");
    assertThat(said(Map.of("width", "720", "height", "352"), ROOM)).isEmpty();
  }

  @Test
  void a_side_that_nobody_chooses_is_the_models_own() {
    assertThat(said(Map.of("width", "2064"), ROOM).orElseThrow()).contains("2064 × 128");
    assertThat(said(Map.of("width", "2048", "height", "0"), OptionalLong.of(2048 * 128))).isEmpty();
  }

  @Test
  void a_side_that_shows_nothing_is_named_whatever_fits() {
    assertThat(said(Map.of("width", "256", "height", "20"), OptionalLong.empty()))
        .contains(
            "Pictures of 256 × 20 pixels are too small. Give at least 32 for --width and --height.");
    assertThat(said(Map.of("width", "32"), OptionalLong.empty())).isEmpty();
  }

  @Test
  void nothing_is_said_where_nobody_tells_what_fits_or_no_size_is_a_choice() {
    assertThat(said(Map.of("width", "2048", "height", "2048"), OptionalLong.empty())).isEmpty();
    assertThat(
            new SizeRules(SampleCommands.MESSAGES)
                .mistake(Map.of("top-k", "5"), Optional.empty(), ROOM))
        .isEmpty();
  }

  private static Optional<String> said(Map<String, String> options, OptionalLong room) {
    return new SizeRules(SampleCommands.MESSAGES)
        .mistake(options, Optional.of(new ModelCost(100, 128)), room)
        .map(sentence -> sentence.in("en"));
  }
}
