package org.vitrail.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StyleCatalogueTest {
  private static final String ENTRY =
      """
      chalk:
        names:
          en: Chalk
        templates:
          en: "{prompt}, chalk on slate"
      """;

  @TempDir Path home;
  private Path config;

  @BeforeEach
  void makeConfigFolder() throws IOException {
    config = Files.createDirectory(home.resolve("config"));
  }

  @Test
  void every_built_in_style_speaks_every_language_in_words_of_its_own() {
    List<StyleEntry> entries = StyleCatalogue.load(null).entries();

    assertThat(entries).hasSize(16);
    for (String language : Languages.all()) {
      assertThat(entries).allSatisfy(entry -> assertThat(entry.names()).containsKey(language));
      assertThat(new HashSet<>(entries.stream().map(entry -> entry.name(language)).toList()))
          .hasSameSizeAs(entries);
      assertThat(
              new HashSet<>(
                  entries.stream().map(entry -> entry.templates().get(language)).toList()))
          .hasSameSizeAs(entries)
          .doesNotContainNull();
    }
  }

  @Test
  void every_built_in_template_is_found_by_a_prompt_in_its_own_language() {
    assertThat(StyleCatalogue.load(null).entries())
        .allSatisfy(
            entry -> {
              assertApplied(entry, "кот", "ru", "ru");
              assertApplied(entry, "кот", "en", "ru");
              assertApplied(entry, "猫", "zh-CN", "zh");
              assertApplied(entry, "猫", "de", "zh");
              assertApplied(entry, "a cat", "en", "en");
              assertApplied(entry, "eine Katze", "de", "de");
              assertApplied(entry, "a cat", "ru", "en");
              assertApplied(entry, "a cat", "zh", "en");
              assertApplied(entry, "a cat", "is", "en");
              assertApplied(entry, "a cat", "", "en");
            });
  }

  @Test
  void the_script_of_most_letters_decides() {
    StyleEntry photo = style("photo");

    assertApplied(photo, "кошка в стиле pop art, яркая", "de", "ru");
    assertApplied(photo, "a cat named Муся", "ru", "en");
    assertApplied(photo, "一只猫 🐈 2022", "en", "zh");
    assertApplied(photo, "قطة", "de", "de");
    assertApplied(photo, "🐈", "de", "de");
    assertApplied(photo, "🐈", "ru", "en");
    assertApplied(photo, "", "ru", "en");
  }

  @Test
  void a_language_in_the_script_of_the_prompt_goes_before_the_scripts_main_language()
      throws IOException {
    write(
        """
        chalk:
          names: {en: Chalk, uk: Крейда}
          templates:
            en: "{prompt}, chalk on slate"
            ru: "{prompt}, мел на доске"
            uk: "{prompt}, крейда на дошці"
        """);
    StyleEntry chalk = StyleCatalogue.load(config).find("chalk").orElseThrow();

    assertApplied(chalk, "кіт", "uk-UA", "uk");
    assertApplied(chalk, "кот", "de", "ru");
    assertApplied(chalk, "a cat", "uk", "en");
    assertApplied(chalk, "猫", "zh", "en");
    assertThat(chalk.name("uk-UA")).isEqualTo("Крейда");
    assertThat(chalk.name("ru")).isEqualTo("Chalk");
  }

  @Test
  void braces_and_dollars_in_a_prompt_stay_as_they_are() {
    assertThat(style("watercolour").apply("a {prompt} of $1 \\", "en"))
        .isEqualTo("a {prompt} of $1 \\, watercolour on paper");
  }

  @Test
  void an_id_is_found_case_aside() {
    assertThat(style(" Stained-GLASS ").id()).isEqualTo("stained-glass");
    assertThat(StyleCatalogue.load(null).find("stained")).isEmpty();
  }

  @Test
  void an_operators_list_takes_the_place_of_the_built_in_one() throws IOException {
    write(ENTRY);
    assertThat(StyleCatalogue.load(config).entries())
        .extracting(StyleEntry::id)
        .containsExactly("chalk");

    write("# none here\n");
    assertThat(StyleCatalogue.load(config).entries()).isEmpty();

    Files.delete(config.resolve("styles.yaml"));
    assertThat(StyleCatalogue.load(config).entries())
        .isEqualTo(StyleCatalogue.load(null).entries());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'chalk:'            | 'Chalk:'              | Chalk: this is no id; give up to 32 of a-z",
        "'chalk:'            | 'a_b:'                | a_b: this is no id",
        "'  en: Chalk'       | '  de: Kreide'         | chalk.names: the English one is missing; give en.",
        "'  en: Chalk'       | '  EN: Chalk'          | chalk.names: EN is not allowed; give languages such as",
        "'  en: Chalk'       | '  en: \" \"'          | chalk.names.en: an empty value is not allowed; give a name of up to 60",
        "'  en: Chalk'       | '  en: 5'              | chalk.names.en: 5 is not allowed; give names by language",
        "'  en: \"{prompt},' | '  de: \"{prompt},'    | chalk.templates: the English one is missing; give en.",
        "'{prompt},'         | ''                     | chalk.templates.en:  chalk on slate is not allowed; give a line of up to 300 characters with {prompt} in it once.",
        "'{prompt},'         | '{prompt} {prompt}'    | chalk.templates.en: {prompt} {prompt} chalk on slate is not allowed",
        "'{prompt},'         | '{prompt}\\n'          | is not allowed; give a line",
        "templates           | template               | chalk.template: there is no such key. Did you mean templates?",
      })
  void a_mistake_names_file_key_value_and_what_is_allowed(
      String line, String mistake, String message) throws IOException {
    write(ENTRY.replace(line, mistake));

    assertThatThrownBy(() -> StyleCatalogue.load(config))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("config/styles.yaml: ")
        .hasMessageContaining(message);
  }

  @Test
  void an_entry_without_keys_or_with_an_id_of_its_own_is_refused() throws IOException {
    write("chalk: {prompt}, chalk\n");
    assertThatThrownBy(() -> StyleCatalogue.load(config))
        .hasMessageContaining("config/styles.yaml: ");

    write("chalk: some words\n");
    assertThatThrownBy(() -> StyleCatalogue.load(config))
        .hasMessage(
            ConfigFolder.shown(config.resolve("styles.yaml"))
                + ": chalk: the style has no keys below it.");

    write(ENTRY + "  id: chalk\n");
    assertThatThrownBy(() -> StyleCatalogue.load(config))
        .hasMessageContaining("config/styles.yaml: chalk.id: leave this out");
  }

  @Test
  void a_folder_in_the_place_of_the_file_is_told_with_the_way_out() throws IOException {
    Files.createDirectory(config.resolve("styles.yaml"));

    assertThatThrownBy(() -> StyleCatalogue.load(config))
        .hasMessage(
            ConfigFolder.shown(config.resolve("styles.yaml"))
                + ": this is a folder where a file is needed; move it away.");
  }

  private static StyleEntry style(String id) {
    return StyleCatalogue.load(null).find(id).orElseThrow();
  }

  private static void assertApplied(
      StyleEntry entry, String prompt, String language, String expected) {
    assertThat(entry.apply(prompt, language))
        .as("%s for %s in %s", entry.id(), prompt, language)
        .isEqualTo(entry.templates().get(expected).replace("{prompt}", prompt));
  }

  private void write(String text) throws IOException {
    Files.writeString(config.resolve("styles.yaml"), text);
  }
}
