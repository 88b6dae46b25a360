package org.vitrail.bot.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PromptTextTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "🍓",
        "👩‍👩‍👧‍👦 in a boat",
        "🫠🫨",
        "تفاحة حمراء على طاولة",
        "תפוח אדום",
        "@everyone look",
        "<script>alert('1')</script>",
        "*bold* _it_ `code` ||spoiler||",
        "кот в шляпе",
        "青い苺、ステンドグラス",
        "a 5\" screen — and more"
      })
  void a_legitimate_prompt_passes_unharmed(String prompt) {
    assertThat(PromptText.clean(prompt)).isEqualTo(prompt);
  }

  @ParameterizedTest
  @CsvSource(
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "a\u0000b\u0007c,abc",
        "\u202Egnp.exe\u202C,gnp.exe",
        "a\u2066b\u2069,ab",
        "a\ud800b,ab",
        "\uFEFFa,a",
        "  a \t b\u00a0\u3000c ,a b c",
        "e\u0301,\u00e9"
      })
  void what_could_disturb_a_chat_is_removed(String typed, String clean) {
    assertThat(PromptText.clean(typed)).isEqualTo(clean);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " \n\t ", "\u200b\u200b", "\u202e", "\u0301", "\u3164", "\u2800"})
  void a_prompt_without_anything_visible_is_empty(String typed) {
    assertThat(PromptText.clean(typed)).isEmpty();
  }
}
