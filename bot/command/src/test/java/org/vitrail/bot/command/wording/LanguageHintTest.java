package org.vitrail.bot.command.wording;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vitrail.bot.command.SampleCommands;

class LanguageHintTest {
  private final LanguageHint hint = new LanguageHint(SampleCommands.MESSAGES);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          en | This model reads Russian; words in another script say little to it.
          de | Dieses Modell liest Russisch; Wörter in anderer Schrift sagen ihm wenig.
          ru | Языки этой модели: русский. Слова в другой письменности ей мало что говорят.
          zh | 这个模型读俄语，其他文字的词对它意义不大。
          """)
  void whoever_writes_in_another_script_is_told_in_their_language(String locale, String sentence) {
    assertThat(hint.of("a red apple", List.of("ru"), locale)).contains(sentence);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"красное яблоко", "2 + 2 = 4", "🍎🍏 ✨", "!?", "яблоко in oil", "кот 喵", "①②"})
  void whoever_writes_in_its_script_or_in_none_is_told_nothing(String prompt) {
    assertThat(hint.of(prompt, List.of("ru"), "en")).isEmpty();
  }

  @Test
  void the_script_of_most_letters_decides() {
    assertThat(hint.of("a cat в шляпе", List.of("en"), "en")).isPresent();
    assertThat(hint.of("a black cat в шляпе", List.of("en"), "en")).isEmpty();
    assertThat(hint.of("ab вг", List.of("en"), "en")).as("as many").isEmpty();
  }

  @Test
  void a_model_may_read_several_scripts_and_languages_may_have_several() {
    List<String> some = List.of("en", "ru", "zh");

    assertThat(hint.of("красное яблоко", some, "en")).isEmpty();
    assertThat(hint.of("一个红苹果", some, "en")).isEmpty();
    assertThat(hint.of("شجرة", some, "en").orElseThrow()).contains("English, Russian, Chinese");
    assertThat(hint.of("りんご リンゴ 林檎", List.of("ja"), "en")).isEmpty();
  }

  @Test
  void of_a_model_that_says_nothing_nothing_is_said() {
    assertThat(hint.of("яблоко", List.of(), "en")).isEmpty();
    assertThat(hint.of("яблоко", List.of("en", "qqq"), "en")).as("an unknown language").isEmpty();
  }
}
