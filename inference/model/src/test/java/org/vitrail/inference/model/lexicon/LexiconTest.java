package org.vitrail.inference.model.lexicon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vitrail.inference.model.golden.BundledGolden;
import org.vitrail.inference.model.weights.file.CheckpointException;

class LexiconTest {
  private static final Lexicon BUNDLED =
      Lexicon.read(BundledGolden.files().lexicon().orElseThrow());

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a cat                                     | a cat
          a pumpkin at night                        | a halloween pumpkin at night
          an armchair                               | a chair
          two armchairs                             | two chairs
          a ginger cat                              | an orange cat
          a kitten, pencil drawing                  | a kitten, sketch
          two horses in a green field               | two horses on the grass
          please draw me a red apple                | a red apple
          рыжий кот                                 | оранжевая кошка
          синий диванчик                            | синий диван
          маленький котик                           | маленькая кошка
          две собаки на пляже                       | две собаки на пляже
          два кресла                                | два стул
          ein türkises Auto                         | ein hellblaues Auto
          ein Ledersessel                           | ein Stuhl
          一把扶手椅                                     | 一把椅子
          a blue strawberry on a yellow background  | a blue strawberry on a yellow background
          """)
  void words_that_mean_the_same_are_drawn_as_those_that_the_model_was_taught(
      String typed, String drawn) {
    assertThat(BUNDLED.read(typed).drawnAs()).isEqualTo(drawn);
    assertThat(BUNDLED.read(typed).unknown()).isEmpty();
  }

  @Test
  void a_word_that_the_model_does_not_know_is_named_beside_what_it_knows() {
    assertThat(BUNDLED.read("a cat on a skateboard").unknown()).isEmpty();
    assertThat(BUNDLED.read("a hypotenuse and a strawbery").unknown())
        .containsExactly(
            new UnknownWord("hypotenuse", List.of()),
            new UnknownWord("strawbery", List.of("strawberry")));
    assertThat(BUNDLED.read("a hypotenuse").isUnderstood()).isFalse();
    assertThat(BUNDLED.read("a hypotenuse").drawnAs()).isEqualTo("a hypotenuse");
  }

  @Test
  void what_is_proposed_is_understood_as_it_stands_in_each_language() {
    Map<String, Proposals> proposals = BUNDLED.proposals();

    assertThat(proposals).containsOnlyKeys("en", "de", "ru", "zh");
    proposals.forEach(
        (language, its) -> {
          assertThat(its.prompts())
              .hasSameSizeAs(proposals.get("en").prompts())
              .hasSizeGreaterThan(39);
          for (String prompt : its.prompts()) {
            Reading reading = BUNDLED.read(prompt);
            assertThat(reading.isUnderstood()).as(prompt).isTrue();
            assertThat(reading.drawnAs()).isEqualTo(prompt);
          }
          assertThat(its.phrases()).isNotEmpty().allMatch(it -> it.contains("{}"));
        });
    assertThat(proposals.get("en").things()).contains("cat").doesNotContain("cats", "armchair");
    assertThat(proposals.get("de").things()).contains("Katze");
    assertThat(proposals.get("de").phrases()).contains("{} auf dem Gras");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "   ", "!!!", "~ ", "🍌", "a", "\ud800", "'", "ё", "İİ"})
  void whatever_is_typed_can_be_read(String typed) {
    Reading reading = BUNDLED.read(typed);

    assertThat(reading.drawnAs()).isEqualTo(typed);
    assertThat(BUNDLED.captions(reading, 1, 3)).containsOnly(typed);
  }

  @Test
  void of_the_words_that_newcomers_type_nine_in_ten_are_known_in_each_language()
      throws IOException {
    for (String language : List.of("en", "de", "ru", "zh")) {
      int known = 0;
      Set<String> unknown = new TreeSet<>();
      for (String[] line : newcomers()) {
        if (line[0].equals(language)) {
          Reading reading = BUNDLED.read(line[1]);
          known += reading.knownCount();
          reading.unknown().forEach(word -> unknown.add(word.word()));
        }
      }

      assertThat((double) known / (known + unknown.size()))
          .as("known words in %s; unknown are %s", language, unknown)
          .isGreaterThanOrEqualTo(.9);
    }
  }

  /** Language and prompt, written down before anybody looked at what the model knows. */
  private static List<String[]> newcomers() throws IOException {
    try (InputStream in = LexiconTest.class.getResourceAsStream("newcomers.tsv")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .map(line -> line.split("\t"))
          .toList();
    }
  }

  @Test
  void the_pictures_of_a_plain_prompt_are_drawn_as_different_phrases() {
    List<String> captions = captions("a banana", 7, 9);

    assertThat(captions).allMatch(it -> it.contains("a banana"));
    assertThat(List.of(captions.get(0), captions.get(3), captions.get(6)))
        .as("as typed, so that what is drawn best competes more than once")
        .containsOnly("a banana");
    assertThat(Set.copyOf(captions)).hasSize(7);
    assertThat(captions("banana", 7, 9).subList(1, 3)).isEqualTo(captions.subList(1, 3));
    assertThat(captions("a banana", 8, 9)).isNotEqualTo(captions);
    assertThat(Set.copyOf(captions("一只熊猫", 7, 9))).hasSize(7).allMatch(it -> it.contains("一只熊猫"));
  }

  @Test
  void a_picture_is_drawn_as_the_same_phrase_however_many_others_there_are() {
    assertThat(captions("a banana", 7, 4)).isEqualTo(captions("a banana", 7, 9).subList(0, 4));
  }

  @Test
  void what_a_prompt_says_itself_is_not_said_again() {
    assertThat(captions("a stained glass owl on the beach", 7, 9))
        .containsOnly("a stained glass owl on the beach");
    assertThat(captions("a cat at night", 7, 5))
        .noneMatch(it -> it.contains("grass") || it.contains("snow") || it.contains("background"));
    assertThat(captions("a cartoon of a cat", 7, 9)).noneMatch(it -> it.contains("flat"));
  }

  @Test
  void a_prompt_that_is_not_understood_is_drawn_as_it_stands() {
    assertThat(captions("a hypotenuse", 7, 9)).containsOnly("a hypotenuse");
    assertThat(captions("a cat eating a hypotenuse", 7, 9))
        .containsOnly("a cat eating a hypotenuse");
  }

  private static List<String> captions(String prompt, long seed, int count) {
    return BUNDLED.captions(BUNDLED.read(prompt), seed, count);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "en\tthing\t",
        "en\tnoun\t\tcat",
        "en\ttemplate\tstyle\ta cartoon of {}",
        "en\ttemplate\tstyle 1\ta cartoon",
        "en\ttemplate\tmood 1\ta sad {}"
      })
  void a_line_of_another_form_is_named(String line) throws IOException {
    Path file = Files.writeString(folder.resolve("lexicon.tsv"), "en\tthing\t\tcat\n" + line);

    assertThatThrownBy(() -> Lexicon.read(file))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContainingAll("lexicon.tsv", "line 2", "fetch the model again");
  }

  @Test
  void bytes_that_are_no_text_are_refused() throws IOException {
    Path file = Files.write(folder.resolve("lexicon.tsv"), new byte[] {(byte) 0xff, 0, 1});

    assertThatThrownBy(() -> Lexicon.read(file))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("UTF-8");
  }
}
