package org.vitrail.inference.model.family.dallemini;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.vitrail.inference.model.ranking.clip.ClipText;

/**
 * Prompts in ten languages with the letters and signs that people decorate them with. The values
 * were written by the authors' own code, with emoji 2.16.0, Unidecode 1.3.6 and ftfy 6.3.1.
 */
class DecoratedPromptsTest {
  private final DalleMiniNormaliser normaliser = new DalleMiniNormaliser();

  static List<Arguments> prompts() throws IOException {
    List<Arguments> all = new ArrayList<>();
    try (InputStream in =
        DecoratedPromptsTest.class.getResourceAsStream("/text/decorated-prompts.json")) {
      for (JsonNode each : new ObjectMapper().readTree(in)) {
        all.add(
            Arguments.of(
                each.get("prompt").asText(),
                each.get("normalised").asText(),
                each.get("clip").asText()));
      }
    }
    return all;
  }

  @ParameterizedTest
  @MethodSource("prompts")
  @Tag("slow")
  void decorated_prompts_become_what_the_authors_code_makes_of_them(
      String prompt, String normalised, String clip) {
    assertThat(normaliser.normalise(prompt)).isEqualTo(normalised);
    assertThat(ClipText.clean(prompt)).isEqualTo(clip);
  }

  @ParameterizedTest
  @CsvSource({
    "𝒽𝑒𝓁𝓁𝑜, hello",
    "①②, 12",
    "₽, R",
    "₹, Rs",
    "≤, <=",
    "№, 'No. '",
    "≠, ''",
    "𐐀, ''",
    "𠮷, ''",
    "🄰, [A]",
    "🅐, (A)",
    "㉑, 21",
    "⓫, 11",
    "ᴀ, A",
    "Ⱡ, L",
    "𝛼, alpha",
    "し, shi"
  })
  void letters_and_signs_are_written_in_ascii(String character, String ascii) {
    assertThat(AsciiText.of(character)).isEqualTo(ascii);
  }

  @Test
  void every_code_point_becomes_ascii_and_none_leaves_a_mark_of_the_unknown() {
    for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
      String ascii = AsciiText.of(Character.toString(c));

      if (!ascii.chars().allMatch(each -> each < 0x80) || ascii.contains("[?]")) {
        assertThat(ascii).as("U+%04X", c).isEqualTo("");
      }
    }
  }

  @Test
  void half_a_pair_is_the_sign_of_the_unreadable() {
    assertThat(ClipText.clean("a \ud83d cat \udc08")).isEqualTo("a \ufffd cat \ufffd");
    assertThat(normaliser.normalise("a \ud83d cat \udc08")).isEqualTo(" a cat");
  }
}
