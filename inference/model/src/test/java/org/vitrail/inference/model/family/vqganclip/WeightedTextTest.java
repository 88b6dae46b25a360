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
        "Star Wars: a cat",
        "a:",
        "a:1:",
        "a:nan",
        "a:1f",
        "a:inf",
        "a:1e99",
        "cat|dog:big",
        "a:0x1p3"
      })
  void a_weight_that_is_no_number_is_refused_in_a_sentence(String prompt) {
    assertThatThrownBy(() -> WeightedText.parse(prompt))
        .isInstanceOf(CannotBeginException.class)
        .hasMessageStartingWith("The text behind a colon is no weight: give a number");
  }
}
