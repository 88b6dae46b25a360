package org.vitrail.inference.model.family.vqganclip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vitrail.inference.model.CannotBeginException;

class WeightedTextTest {
  private static final float NEVER = Float.NEGATIVE_INFINITY;

  @Test
  void texts_stand_between_bars_with_weights_and_stops_behind_colons() {
    assertThat(WeightedText.parse("desert:50 | in the snow:25|fog:-1:-0.9|a cat"))
        .containsExactly(
            new WeightedText("desert", 50, NEVER),
            new WeightedText(" in the snow", 25, NEVER),
            new WeightedText("fog", -1, -.9f),
            new WeightedText("a cat", 1, NEVER));
  }

  @Test
  void the_last_two_colons_count_and_numbers_may_have_any_form_of_pythons() {
    assertThat(WeightedText.parse("noon: 12:1e-1: -Infinity"))
        .containsExactly(new WeightedText("noon: 12", .1f, NEVER));
    assertThat(WeightedText.parse("a:b:2:-inf")).containsExactly(new WeightedText("a:b", 2, NEVER));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a clock at 12:30",
        "cinema 16:9",
        "ratio 3:2 clock",
        "http://example.org/castle",
        "Star Wars: a cat",
        "a robot :)",
        "\u98ce\u683c:\u6c34\u5f69"
      })
  void a_colon_that_belongs_to_the_text_is_no_error(String prompt) {
    assertThat(WeightedText.parse(prompt)).containsExactly(new WeightedText(prompt, 1, NEVER));
  }

  @Test
  void a_text_with_such_a_colon_can_have_a_weight() {
    assertThat(WeightedText.parse("a clock at 12:30:0.5|http://example.org:8|Dune: part two:5"))
        .containsExactly(
            new WeightedText("a clock at 12:30", .5f, NEVER),
            new WeightedText("http://example.org", 8, NEVER),
            new WeightedText("Dune: part two", 5, NEVER));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a:",
        "a:nan",
        "a:1f",
        "a:inf",
        "a:1e99",
        "cat|dog:big",
        "a:0x1p3",
        "a:1001",
        "a:x:1"
      })
  void a_weight_that_is_no_number_is_refused_in_a_sentence(String prompt) {
    String piece = prompt.replaceAll(".*\\|", "");
    String value = piece.split(":", -1)[1];
    assertThatThrownBy(() -> WeightedText.parse(prompt))
        .isInstanceOf(CannotBeginException.class)
        .hasMessageStartingWith(
            "\"%s\" in \"%s\" is no weight: give a number from -1000 to 1000"
                .formatted(value, piece));
  }

  @Test
  void a_weight_without_a_text_and_a_stop_that_is_no_number_are_refused_too() {
    assertThatThrownBy(() -> WeightedText.parse(":50")).hasMessageContaining("no text before");
    assertThatThrownBy(() -> WeightedText.parse("a||b")).hasMessageContaining("beside a bar");
    assertThatThrownBy(() -> WeightedText.parse("a:1:")).hasMessageContaining("to stop at");
  }
}
