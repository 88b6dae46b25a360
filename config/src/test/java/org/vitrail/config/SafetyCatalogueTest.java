package org.vitrail.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafetyCatalogueTest {
  private static final String OWN =
      """
      thresholds: {blurAt: 0.4, refuseAt: 0.7}
      concepts:
        spiders:
          names: {en: spiders, de: Spinnen}
          texts:
            - a photo of a spider
        snakes:
          names: {en: snakes}
          texts: [a photo of a snake, a cobra]
          thresholds: {blurAt: 0.1, refuseAt: 0.2}
      neutral:
        - a photo of a garden
      """;

  @TempDir Path home;
  private Path config;

  @BeforeEach
  void makeConfigFolder() throws IOException {
    config = Files.createDirectory(home.resolve("config"));
  }

  @Test
  void the_built_in_list_names_its_concepts_in_every_language() {
    SafetyCatalogue built = SafetyCatalogue.load(null);

    assertThat(built.concepts().keySet())
        .containsExactly("nudity", "sexual", "gore", "violence", "hate-symbol");
    for (String language : Languages.all()) {
      assertThat(
              new HashSet<>(built.concepts().values().stream().map(SafetyConcept::names).toList()))
          .allSatisfy(names -> assertThat(names).containsKey(language));
    }
  }

  @Test
  void no_built_in_text_stands_in_two_places() {
    SafetyCatalogue built = SafetyCatalogue.load(null);
    List<String> all = new ArrayList<>(built.neutral());
    built.concepts().values().forEach(concept -> all.addAll(concept.texts()));

    assertThat(all).doesNotHaveDuplicates();
    assertThat(built.neutral()).hasSizeGreaterThan(all.size() - built.neutral().size());
  }

  @Test
  void a_concept_has_its_own_thresholds_or_those_of_all() throws IOException {
    write(OWN);
    SafetyCatalogue own = SafetyCatalogue.load(config);

    assertThat(own.thresholds("spiders")).isEqualTo(new SafetyThresholds(0.4f, 0.7f));
    assertThat(own.thresholds("snakes")).isEqualTo(new SafetyThresholds(0.1f, 0.2f));
    assertThat(own.thresholds("wasps")).isEqualTo(new SafetyThresholds(0.4f, 0.7f));
    assertThat(own.name("spiders", "de-AT")).isEqualTo("Spinnen");
    assertThat(own.name("spiders", "zh")).isEqualTo("spiders");
    assertThat(own.name("wasps", "de")).isEqualTo("wasps");
  }

  @Test
  void an_operator_may_look_for_nothing() throws IOException {
    write("thresholds: {blurAt: 0.4, refuseAt: 0.7}\nconcepts: {}\nneutral: [a photo]\n");

    assertThat(SafetyCatalogue.load(config).concepts()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'blurAt: 0.4'         | 'blurAt: 0.7'   | thresholds.blurAt: 0.7 is not allowed; give a number from 0 up to refuseAt.",
        "'blurAt: 0.4'         | 'blurAt: -0.1'  | thresholds.blurAt: -0.1 is not allowed",
        "'refuseAt: 0.7'       | 'refuseAt: 1.1' | thresholds.refuseAt: 1.1 is not allowed; give a number from 0 to 1.",
        "'blurAt: 0.1'         | 'blurAt: 0.3'   | concepts.snakes.thresholds.blurAt: 0.3 is not allowed",
        "', refuseAt: 0.2'     | ''              | concepts.snakes.thresholds.refuseAt: the key is missing",
        "'spiders:'            | 'Spiders:'      | concepts.Spiders: this is no id; give up to 32",
        "'en: spiders, '       | ''              | concepts.spiders.names: the English one is missing; give en.",
        "'en: spiders'         | 'en: \" \"'     | concepts.spiders.names.en: an empty value is not allowed; give a name",
        "'a photo of a spider' | '\"\"'          | concepts.spiders.texts: an empty value is not allowed; give lines",
        "'a cobra'             | '{a: b}'        | concepts.snakes.texts",
        "'[a photo of a snake, a cobra]' | '[]'  | concepts.snakes.texts: an empty list is not allowed; give a list of captions",
        "'neutral:'            | 'neutrals:'     | neutrals: there is no such key. Did you mean neutral?",
        "'texts: ['            | 'text: ['       | concepts.snakes.text: there is no such key. Did you mean texts?",
        "'  - a photo of a garden' | ''          | neutral: ",
      })
  void a_mistake_names_file_key_value_and_what_is_allowed(
      String line, String mistake, String message) throws IOException {
    write(OWN.replace(line, mistake));

    assertThatThrownBy(() -> SafetyCatalogue.load(config))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("config/safety.yaml: ")
        .hasMessageContaining(message);
  }

  private void write(String text) throws IOException {
    Files.writeString(config.resolve("safety.yaml"), text);
  }
}
