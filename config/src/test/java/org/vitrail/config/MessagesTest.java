package org.vitrail.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MessagesTest {
  @TempDir Path config;

  @BeforeEach
  void writeTexts() throws IOException {
    Files.createDirectory(config.resolve("locales"));
    write(
        "en",
        """
        test.wait = Don't worry, {0}: it's {1,plural,=1{one picture} other{# of Ann's}}.
        test.plain = That's all.
        """);
    write("de", "test.plain = Das ist alles für {0}.\n");
  }

  @Test
  void values_are_filled_in_and_apostrophes_stay() {
    Messages messages = Messages.load(config);

    assertThat(messages.text("en", "test.wait", "Ann", 1))
        .isEqualTo("Don't worry, Ann: it's one picture.");
    assertThat(messages.text("en", "test.wait", "Ann", 9))
        .isEqualTo("Don't worry, Ann: it's 9 of Ann's.");
    assertThat(messages.text("en", "test.plain")).isEqualTo("That's all.");
  }

  @Test
  void a_text_is_the_same_for_everybody_who_asks_at_once_however_many_texts_there_are() {
    Messages messages = Messages.load(config);

    IntStream.range(0, 3_000)
        .parallel()
        .forEach(
            i -> {
              String language = i % 2 == 0 ? "en" : "en-x-person" + i;
              assertThat(messages.text(language, "test.wait", "Ann", i + 2))
                  .isEqualTo("Don't worry, Ann: it's %,d of Ann's.", i + 2);
            });
  }

  @Test
  void braces_and_apostrophes_in_a_value_stay_as_they_are() {
    assertThat(Messages.load(config).text("de", "test.plain", "{0} 'x'"))
        .isEqualTo("Das ist alles für {0} 'x'.");
  }

  /** Operators' own files of earlier times choose by ranges. */
  @Test
  void a_choice_in_an_operators_own_file_still_works() throws IOException {
    write("en", "test.old = It's {0,choice,1#one picture|1<{0} pictures}.\n");

    assertThat(Messages.load(config).text("en", "test.old", 1)).isEqualTo("It's one picture.");
    assertThat(Messages.load(config).text("en", "test.old", 21)).isEqualTo("It's 21 pictures.");
  }

  @Test
  void a_plural_without_its_general_form_names_file_and_key() throws IOException {
    write("ru", "test.plain = {0,plural,one{# картинка}}\n");

    assertThatThrownBy(() -> Messages.load(config))
        .hasMessageContaining("ru.properties: test.plain: the braces do not form a pattern");
  }

  @Test
  void a_text_that_a_language_lacks_is_english() {
    Messages messages = Messages.load(config);

    assertThat(messages.text("de-AT", "test.plain", "dich")).isEqualTo("Das ist alles für dich.");
    assertThat(messages.text("de", "test.wait", "Ann", 1)).startsWith("Don't worry");
    assertThat(messages.text("tlh", "test.plain")).isEqualTo("That's all.");
    assertThat(messages.text("", "test.plain")).isEqualTo("That's all.");
    assertThat(messages.text("../../etc", "test.plain")).isEqualTo("That's all.");
  }

  @Test
  void a_locale_is_answered_in_its_language_or_in_english() throws IOException {
    write("ru", "test.plain = Это всё.\n");
    write("is", "# ekkert enn\n");

    Messages messages = Messages.load(config);

    assertThat(messages.languages()).contains("en", "ru", "de").doesNotContain("is");
    assertThat(messages.closest("ru-RU")).isEqualTo("ru");
    assertThat(messages.closest("de_AT")).isEqualTo("de");
    assertThat(messages.closest("en-GB")).isEqualTo("en");
    assertThat(messages.closest("is")).isEqualTo("en");
    assertThat(messages.closest("tlh")).isEqualTo("en");
    assertThat(messages.closest("")).isEqualTo("en");
    assertThat(messages.closest("../../etc")).isEqualTo("en");
  }

  @Test
  void a_missing_text_is_an_error_that_names_it() {
    Messages messages = Messages.load(config);

    assertThatThrownBy(() -> messages.text("en", "test.gone")).hasMessageContaining("test.gone");
    assertThatThrownBy(() -> messages.require(List.of("test.plain", "test.b", "test.a")))
        .hasMessage("locales/en.properties: texts are missing: test.a, test.b.");
  }

  @Test
  void a_broken_pattern_names_file_and_key() throws IOException {
    write("en", "test.plain = Give {0\n");

    assertThatThrownBy(() -> Messages.load(config))
        .hasMessageContaining("en.properties: test.plain: the braces do not form a pattern");
  }

  @Test
  void a_key_given_twice_is_refused() throws IOException {
    write("en", "test.a = 1\ntest.a = 2\n");

    assertThatThrownBy(() -> Messages.load(config))
        .hasMessageContaining("en.properties: test.a: the key stands here twice");
  }

  @Test
  void a_file_that_is_not_utf_8_is_refused() throws IOException {
    Files.write(
        config.resolve("locales/en.properties"), "a = é".getBytes(StandardCharsets.ISO_8859_1));

    assertThatThrownBy(() -> Messages.load(config)).hasMessageContaining("save it as UTF-8");
  }

  private void write(String language, String text) throws IOException {
    Files.writeString(config.resolve("locales/" + language + ".properties"), text);
  }
}
