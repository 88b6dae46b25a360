package org.vitrail.inference.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vitrail.inference.model.DrawOptions.Tokens;

class DrawOptionsTest {
  private static final Tokens STANDARD = new Tokens(10, 1, 50, 1);

  @Test
  void options_that_are_not_named_are_the_models() {
    assertThat(STANDARD.with(Map.of())).isEqualTo(STANDARD);
    assertThat(STANDARD.with(Map.of("guidance", "2.5", "top-k", "0")))
        .isEqualTo(new Tokens(2.5f, 1, 0, 1));
    assertThat(STANDARD.with(Map.of("sampler", "torch-cpu", "start-token", "16383")))
        .isEqualTo(new Tokens(10, 1, 50, 1, RandomSource.TORCH_CPU, OptionalInt.of(16383)));
  }

  @Test
  void what_was_named_can_be_named_again() {
    Tokens odd = new Tokens(.1f, 1 / 3f, 7, .99f);

    assertThat(STANDARD.with(odd.named())).isEqualTo(odd);
    assertThat(odd.named().keySet()).containsExactly("guidance", "temperature", "top-k", "top-p");
  }

  @Test
  void a_shape_is_named_where_it_is_no_square() {
    Tokens wide = STANDARD.with(Map.of("ar", "32:18"));

    assertThat(wide.aspect()).isEqualTo(new AspectRatio(16, 9));
    assertThat(wide.named()).containsEntry("ar", "16:9");
    assertThat(STANDARD.with(wide.named())).isEqualTo(wide);
    assertThat(STANDARD.with(Map.of("ar", "5:5"))).isEqualTo(STANDARD);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "guidance | 101 | guidance: 101.0 is not allowed; give 0 to 100.",
        "guidance | x   | guidance: x is no such number.",
        "top-k    | 1.5 | top-k: 1.5 is no such number.",
        "steps    | 5   | steps: this model has no such option.",
        "ar       | 0:1 | ar: 0:1 is not allowed; give width to height from 1:3 to 3:1, such as 16:9.",
        "ar       | 7:2 | ar: 7:2 is not allowed; give width to height from 1:3 to 3:1, such as 16:9.",
        "ar       | 2   | ar: 2 is not allowed; give width to height from 1:3 to 3:1, such as 16:9.",
        "sampler  | dice | Sampler 'dice' is unknown; choose gumbel or torch-cpu.",
      })
  void what_is_not_allowed_is_told_by_its_name(String name, String value, String message) {
    assertThatThrownBy(() -> STANDARD.with(Map.of(name, value)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }
}
