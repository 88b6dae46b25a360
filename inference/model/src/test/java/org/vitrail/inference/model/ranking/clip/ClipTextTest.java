package org.vitrail.inference.model.ranking.clip;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vitrail.inference.model.text.TextTokenizer;

/**
 * Ids that OpenAI's own code gave. The tokenizer is CLIP's, reduced to the merges that may take
 * part in these captions; its ids are CLIP's own.
 */
class ClipTextTest {
  private static TextTokenizer tokenizer;

  @BeforeAll
  static void open() throws URISyntaxException {
    tokenizer =
        new TextTokenizer(
            Path.of(ClipTextTest.class.getResource("/text/clip-tokenizer-excerpt.json").toURI()));
  }

  @AfterAll
  static void close() {
    tokenizer.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a diagram | 320 22697",
        "a dog | 320 1929",
        "a cat | 320 2368",
        "An avocado armchair, 3D render! | 550 14135 45757 267 274 323 13024 256",
        "the Eiffel tower landing on the moon | 518 29720 4730 8292 525 518 3293",
        "sunset over a lake in the mountains | 3424 962 320 2553 530 518 5873",
        "\"it's 2022 &amp; we're  here\" | 585 568 273 271 273 273 261 649 982 763",
        "Dali painting of WALL·E | 25703 3086 539 2569 14844 324",
        "кошка | 27152 13506 141 230 27152 27080",
        "🙂 naïve café | 14860 1097 35689 563 15304",
      })
  void captions_become_the_ids_of_the_authors(String caption, String ids) {
    String text = caption.replace("\"", "");

    assertThat(ids(text)).isEqualTo(ids);
  }

  @ParameterizedTest
  @CsvSource({"' a\tdog\n', a dog", "&amp;lt;b&amp;gt;, <b>", "\u201ca\u201d, \"a\""})
  void space_entities_and_curled_quotes_are_made_plain(String caption, String clean) {
    assertThat(ClipText.clean(caption)).isEqualTo(clean);
  }

  private static String ids(String caption) {
    return Arrays.stream(tokenizer.pieces(ClipText.clean(caption)))
        .mapToObj(Long::toString)
        .collect(Collectors.joining(" "));
  }
}
