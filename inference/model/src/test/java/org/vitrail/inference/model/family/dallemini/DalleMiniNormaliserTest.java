package org.vitrail.inference.model.family.dallemini;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class DalleMiniNormaliserTest {
  private final DalleMiniNormaliser normaliser = new DalleMiniNormaliser();

  /** Written by dalle-mini's own code, with emoji 2.2.0, Unidecode 1.3.6 and ftfy. */
  static List<Arguments> normalised() throws IOException {
    List<Arguments> all = new ArrayList<>();
    try (InputStream in =
        DalleMiniNormaliserTest.class.getResourceAsStream("/text/dalle-mini-normalised.json")) {
      for (JsonNode each : new ObjectMapper().readTree(in)) {
        all.add(Arguments.of(each.get("prompt").asText(), each.get("normalised").asText()));
      }
    }
    return all;
  }

  @ParameterizedTest
  @MethodSource("normalised")
  void texts_become_what_the_authors_code_makes_of_them(String prompt, String expected) {
    assertThat(normaliser.normalise(prompt)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"#cat2dog, ' cat 2 dog'", "a #sunset, ' a sunset'", "#2022, ' 2022'"})
  void hashtags_are_split_at_digits(String prompt, String expected) {
    assertThat(normaliser.normalise(prompt)).isEqualTo(expected);
  }

  @Test
  void a_person_is_the_same_person_each_time() {
    String once = normaliser.normalise("<person> on a bench");

    assertThat(once).isIn(" a person on a bench", " someone on a bench", " somebody on a bench");
    assertThat(normaliser.normalise("<person> on a bench")).isEqualTo(once);
  }
}
