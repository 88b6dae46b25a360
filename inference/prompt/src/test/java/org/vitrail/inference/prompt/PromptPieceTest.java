package org.vitrail.inference.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vitrail.inference.prompt.PromptPiece.Fault;

class PromptPieceTest {
  private static final float NEVER = Float.NEGATIVE_INFINITY;

  @Test
  void texts_stand_between_bars_with_weights_and_stops_behind_colons() {
    assertThat(pieces("desert:50 | in the snow:25|fog:-1:-0.9|a cat"))
        .extracting(PromptPiece::text, PromptPiece::weight, PromptPiece::stop)
        .containsExactly(
            tuple("desert", 50f, NEVER),
            tuple(" in the snow", 25f, NEVER),
            tuple("fog", -1f, -.9f),
            tuple("a cat", 1f, NEVER));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '/',
      value = {
        "noon: 12:1e-1: -Infinity / noon: 12 / 0.1 / -Infinity",
        "a:b:2:-inf / a:b / 2 / -Infinity",
        "a:.5:inf / a / 0.5 / Infinity",
        "a clock at 12:30:0.5 / a clock at 12:30 / 0.5 / -Infinity",
        "Dune: part two:50 / Dune: part two / 50 / -Infinity",
      })
  void the_last_two_colons_count_and_numbers_may_have_any_form_of_pythons(
      String prompt, String text, float weight, float stop) {
    PromptPiece piece = pieces(prompt).get(0);
    assertThat(piece.fault()).isEmpty();
    assertThat(piece)
        .extracting(PromptPiece::text, PromptPiece::weight, PromptPiece::stop)
        .containsExactly(text, weight, stop);
  }

  @Test
  void a_port_of_an_address_is_read_as_its_weight() {
    assertThat(pieces("http://example.org:8").get(0).weight()).isEqualTo(8);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a cat",
        "a clock at 12:30",
        "cinema 16:9",
        "ratio 3:2 clock",
        "http://example.org/castle",
        "Star Wars: a cat",
        "a robot :)",
        "风格:水彩"
      })
  void a_colon_that_belongs_to_the_text_is_no_error(String prompt) {
    PromptPiece piece = pieces(prompt).get(0);
    assertThat(piece.fault()).isEmpty();
    assertThat(piece)
        .extracting(PromptPiece::text, PromptPiece::weight, PromptPiece::stop)
        .containsExactly(prompt, 1f, NEVER);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "nan", "1f", "inf", "1e99", "big", "0x1p3", "1001", "-1e9:0.5", "0,5", "x:y"})
  void a_weight_that_is_no_number_or_too_much_is_a_fault(String typed) {
    assertThat(pieces("a:" + typed).get(0).fault()).contains(Fault.NO_WEIGHT);
  }

  @Test
  void a_weight_without_a_text_nothing_beside_a_bar_and_a_stop_that_is_no_number_are_others() {
    assertThat(pieces(":50").get(0).fault()).contains(Fault.NO_TEXT);
    assertThat(pieces("a| |b").get(1).fault()).contains(Fault.NOTHING);
    assertThat(pieces("a:1:").get(0).fault()).contains(Fault.NO_STOP);
    assertThat(pieces("a:1:near").get(0).fault()).contains(Fault.NO_STOP);
  }

  @Test
  void phrases_of_a_story_have_pieces_of_their_own() {
    assertThat(PromptPiece.phrases("a seed:2|soil ^ a tree"))
        .extracting(phrase -> phrase.stream().map(PromptPiece::text).toList())
        .containsExactly(List.of("a seed", "soil "), List.of(" a tree"));
  }

  @Test
  void another_text_stands_before_the_same_weight() {
    PromptPiece fog = pieces("fog:-5:0.4 ").get(0);
    assertThat(fog.with("mist")).isEqualTo("mist:-5:0.4");
    assertThat(fog.isWanted()).isFalse();
    assertThat(fog.weightTyped()).isEqualTo(Optional.of("-5"));
    assertThat(pieces("fog").get(0).isWanted()).isTrue();
  }

  private static List<PromptPiece> pieces(String prompt) {
    return PromptPiece.phrases(prompt).get(0);
  }
}
