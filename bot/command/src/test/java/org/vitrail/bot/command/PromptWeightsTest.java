package org.vitrail.bot.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PromptWeightsTest {
  @Test
  void weights_are_numbers_and_other_colons_belong_to_the_text() {
    assertThat(said("desert:50 | Dune: part two | fog:-5:0.4")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '/',
      value = {
        "desert:x | in the snow:25 / desert:x / x",
        "a cat | desert:nan / desert:nan / nan",
        "desert:1001 / desert:1001 / 1001",
        "desert: / desert: / ''",
      })
  void what_is_no_weight_is_named_with_its_piece_and_what_is_allowed(
      String prompt, String piece, String value) {
    assertThat(said(prompt))
        .contains(
            ("“%s” in “%s” is no weight: give a number from -1000 to 1000, as in desert:50 | in the"
                    + " snow:25. If the colon belongs to the text, write a blank behind it.")
                .formatted(value, piece));
  }

  @Test
  void a_weight_without_a_text_and_a_stop_that_is_no_number_are_named() {
    assertThat(said(":50"))
        .contains("There is no text before the weight in “:50”. Write one, as in desert:50.");
    assertThat(said("a cat | :50").orElseThrow()).contains("“:50”");
    assertThat(said("a cat |").orElseThrow()).startsWith("There is no text beside a bar");
    assertThat(said("desert:50:near").orElseThrow())
        .startsWith("“near” in “desert:50:near” is no distance to stop at");
  }

  @Test
  void words_stand_around_each_text_that_is_wanted_and_before_its_weight() {
    assertThat(
            PromptWeights.around(
                "desert:50 | a clock at 12:30|fog:-5:0.4", text -> "a painting of " + text))
        .isEqualTo("a painting of desert:50 | a painting of a clock at 12:30 | fog:-5:0.4");
  }

  @Test
  void the_phrases_of_a_story_are_read_one_by_one() {
    assertThat(PromptWeights.around("a seed:2|soil ^ a tree", text -> "a painting of " + text))
        .isEqualTo("a painting of a seed:2 | a painting of soil ^ a painting of a tree");
    assertThat(PromptWeights.mistake(SampleCommands.MESSAGES, "a seed:much ^ a tree")).isPresent();
    assertThat(PromptWeights.mistake(SampleCommands.MESSAGES, "a seed:2 ^ a tree:3")).isEmpty();
  }

  private static Optional<String> said(String prompt) {
    return PromptWeights.mistake(SampleCommands.MESSAGES, prompt)
        .map(sentence -> sentence.in("en"));
  }
}
