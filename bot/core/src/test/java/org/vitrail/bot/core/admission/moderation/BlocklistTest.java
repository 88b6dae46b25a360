package org.vitrail.bot.core.admission.moderation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BlocklistTest {
  private final Blocklist blocklist =
      new Blocklist(
          List.of(
              "# a comment with gore2 in it",
              "",
              "  Gore ",
              "ass",
              "cunt",
              "nude",
              "naked child",
              "straße",
              "год",
              "色情",
              "🍆",
              "xxx"));

  @ParameterizedTest
  @CsvSource({
    "gore, Gore",
    "some GORE please, Gore",
    "ｇｏｒｅ, Gore",
    "𝔤𝔬𝔯𝔢, Gore",
    "g\u200bo\u200dr\u00ade, Gore",
    "g\u00f6re, Gore",
    "g\u043ere, Gore",
    "g0r3, Gore",
    "(gore!), Gore",
    "g o r e, Gore",
    "a n.u-d_e statue, nude",
    "x x x, xxx",
    "a naked   child, naked child",
    "Naked-Child, naked child",
    "STRASSE, straße",
    "новый год, год",
    "我要色情图片, 色情",
    "a 🍆🍆 dish, 🍆"
  })
  void a_blocked_term_is_found_however_it_is_written(String prompt, String term) {
    assertThat(blocklist.find(prompt)).contains(term);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Scunthorpe",
        "a class of grass",
        "gorgeous gorges",
        "denuded hills",
        "naked mole rat with child",
        "child naked",
        "годы",
        "gore2",
        "the letters a, b and c",
        "a 色 painting",
        "",
        "@everyone",
        "🍓"
      })
  void a_term_inside_another_word_is_not_found(String prompt) {
    assertThat(blocklist.find(prompt)).isEmpty();
  }

  @Test
  void an_empty_list_blocks_nothing() {
    assertThat(new Blocklist(List.of()).find("gore")).isEmpty();
  }
}
