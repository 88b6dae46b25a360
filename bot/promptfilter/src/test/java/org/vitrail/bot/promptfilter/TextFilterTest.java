package org.vitrail.bot.promptfilter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextFilterTest {
  private final TextFilter filter =
      SampleFilters.blocking(
              "Gore",
              "ass",
              "cunt",
              "hell",
              "nude",
              "rapist*",
              "naked child",
              "straße",
              "год",
              "пизда",
              "色情",
              "!色情侣",
              "🍆",
              "xxx",
              "!Cunt Bridge",
              "/b[ao]d(dest)? word/")
          .get();

  @ParameterizedTest
  @CsvSource({
    "gore, Gore, gore",
    "some GORE please, Gore, GORE",
    "ｇｏｒｅ, Gore, ｇｏｒｅ",
    "𝔤𝔬𝔯𝔢, Gore, 𝔤𝔬𝔯𝔢",
    "🅖🅞🅡🅔, Gore, 🅖🅞🅡🅔",
    "g\u200bo\u200dr\u00ade, Gore, g\u200bo\u200dr\u00ade",
    "göre, Gore, göre",
    "g\u0336o\u0336r\u0336e\u0336, Gore, g\u0336o\u0336r\u0336e",
    "g\u043ere, Gore, g\u043ere",
    "\u0433ore, Gore, \u0433ore",
    "g0r3, Gore, g0r3",
    "(gore!), Gore, gore",
    "g o r e, Gore, g o r e",
    "the  g o  r e, Gore, g o  r e",
    "see g o r e now, Gore, g o r e",
    "go r e, Gore, go r e",
    "g*re, Gore, g*re",
    "go-re, Gore, go-re",
    "gooooore, Gore, gooooore",
    "ggoorree, Gore, ggoorree",
    "a$$, ass, a$$",
    "asssss, ass, asssss",
    "c_nt, cunt, c_nt",
    "a n.u-d_e statue, nude, n.u-d_e",
    "the rapists, rapist*, rapists",
    "x x x, xxx, x x x",
    "a naked   child, naked child, naked   child",
    "Naked-Child, naked child, Naked-Child",
    "nakedchild, naked child, nakedchild",
    "n a k e d  c h i l d, naked child, n a k e d  c h i l d",
    "STRASSE, straße, STRASSE",
    "новый год, год, год",
    "пuzда, пизда, пuzда",
    "我要色情图片, 色情, 色情",
    "色.情, 色情, 色.情",
    "a 🍆🍆 dish, 🍆, 🍆",
    "the BADDEST WORD of all, /b[ao]d(dest)? word/, BADDEST WORD",
    "sandbod ｗｏｒｄs, /b[ao]d(dest)? word/, bod ｗｏｒｄ"
  })
  void a_rule_finds_its_part_however_it_is_written(String prompt, String rule, String part) {
    assertThat(filter.find(prompt, "en"))
        .hasValueSatisfying(
            match -> {
              assertThat(match.rule().text()).isEqualTo(rule);
              assertThat(match.part()).isEqualTo(part);
              assertThat(prompt.substring(match.start(), match.end())).isEqualTo(part);
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Scunthorpe",
        "a class of grass",
        "C L A S S",
        "c-l-a-s-s",
        "the-rap-ist",
        "455 roses and an A55 sign",
        "he'll see what we'll do",
        "gorgeous gorges",
        "denuded hills",
        "naked mole rat with child",
        "child naked",
        "годы",
        "gore2",
        "the letters a, b and c",
        "a 色 painting",
        "金色、情人",
        "金色 情人",
        "金色情侣",
        "the Cunt Bridge",
        "",
        "@everyone",
        "🍓"
      })
  void a_rule_finds_nothing_inside_other_words_and_exceptions(String prompt) {
    assertThat(filter.find(prompt, "en")).isEmpty();
  }

  @Test
  void every_part_is_found_from_left_to_right() {
    assertThat(filter.findAll("🍆 in g0re, hell and GORE: a bad word", "en"))
        .extracting(match -> match.rule().text() + " " + match.part())
        .containsExactly(
            "🍆 🍆", "Gore g0re", "hell hell", "Gore GORE", "/b[ao]d(dest)? word/ bad word");
  }

  @Test
  void a_refusal_names_a_rule_as_typed_and_an_expression_by_what_it_found() {
    assertThat(filter.find("g 0 r e", "en")).map(Match::named).contains("Gore");
    assertThat(filter.find("Bad Word", "en")).map(Match::named).contains("Bad Word");
  }

  @Test
  void a_rule_for_a_language_holds_for_people_answered_in_it() throws RuleException {
    TextFilter german =
        TextFilter.of(
            List.of(
                BlockRule.parse("Gift", "de", "test"),
                BlockRule.parse("rat", "", "test"),
                BlockRule.parse("!rat der Stadt", "de", "test")));

    assertThat(german.find("a gift", "de")).isPresent();
    assertThat(german.find("a gift", "en")).isEmpty();
    assertThat(german.find("Rat der Stadt", "de")).isEmpty();
    assertThat(german.find("Rat der Stadt", "en")).isPresent();
  }

  @Test
  void filters_of_two_sources_hold_together_with_the_exceptions_of_both() {
    TextFilter place = SampleFilters.blocking("swan", "!ass island").get();
    TextFilter both = filter.and(place);

    assertThat(both.find("a swan", "en")).isPresent();
    assertThat(both.find("gore", "en")).isPresent();
    assertThat(filter.find("Ass Island", "en")).isPresent();
    assertThat(both.find("Ass Island", "en")).isEmpty();
    assertThat(both.rules()).hasSize(filter.rules().size() + 2);
  }

  @Test
  void an_empty_list_blocks_nothing() {
    assertThat(TextFilter.NONE.find("gore", "en")).isEmpty();
    assertThat(TextFilter.of(List.of()).find("gore", "en")).isEmpty();
  }
}
