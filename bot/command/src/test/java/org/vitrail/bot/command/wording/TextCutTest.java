package org.vitrail.bot.command.wording;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextCutTest {
  private static final Pattern CHARACTER = Pattern.compile("\\X");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "🍓", // one code point of two units
        "👩\u200d👩\u200d👧\u200d👦", // a family, joined
        "🇩🇪", // a flag of two letters
        "🏴󠁧󠁢󠁷󠁬󠁳󠁿", // a flag of tags
        "👍🏽", // with a skin tone
        "❤\ufe0f", // with a variation selector
        "e\u0301\u0323", // with accents
        "각", // Hangul of three jamo
        "นี้" // Thai with marks above
      })
  void what_people_see_as_one_character_is_kept_whole_or_left_out(String character) {
    String text = "ab" + character + character;
    int whole = 2 + character.length();

    for (int most = 4; most < text.length(); most++) {
      assertThat(TextCut.toUnits(text, most))
          .as("%d units", most)
          .isEqualTo(most > whole ? "ab" + character + "…" : "ab…");
    }
    assertThat(TextCut.toUnits(text, text.length())).isEqualTo(text);
  }

  @Test
  void each_platforms_count_is_kept() {
    assertThat(TextCut.toUnits("🍓🍓🍓", 5)).isEqualTo("🍓🍓…");
    assertThat(TextCut.toCodePoints("🍓🍓🍓", 3)).isEqualTo("🍓🍓🍓");
    assertThat(TextCut.toCodePoints("🍓🍓🍓", 2)).isEqualTo("🍓…");
    assertThat(TextCut.toBytes("🍓🍓🍓", 11)).isEqualTo("🍓🍓");
    assertThat(TextCut.toBytes("äöü", 4)).isEqualTo("äö");
  }

  @Test
  void a_letter_under_a_thousand_accents_is_torn_between_code_points() {
    String accents = "\ud834\udd65".repeat(500); // U+1D165, a mark of two units

    assertThat(TextCut.end("a" + accents, 100)).isEqualTo(99);
    assertThat(TextCut.toBytes("a" + accents, 100)).hasSizeBetween(1, 100);
  }

  @Property
  void a_cut_text_is_short_enough_and_begins_like_the_whole(
      @ForAll("texts") String text, @ForAll @IntRange(min = 12, max = 60) int most) {
    String units = TextCut.toUnits(text, most);
    String points = TextCut.toCodePoints(text, most);
    String bytes = TextCut.toBytes(text, most);

    assertThat(units.length()).isLessThanOrEqualTo(most);
    assertThat(points.codePointCount(0, points.length())).isLessThanOrEqualTo(most);
    assertThat(bytes.getBytes(StandardCharsets.UTF_8).length).isLessThanOrEqualTo(most);
    assertThat(characters(text)).startsWith(characters(units.replaceFirst("…$", "")));
    assertThat(characters(text)).startsWith(characters(bytes));
  }

  /** The characters with a mark at each boundary, as the JDK finds them. */
  private static String characters(String text) {
    return CHARACTER
        .matcher(text)
        .results()
        .map(MatchResult::group)
        .collect(Collectors.joining("|", "", text.isEmpty() ? "" : "|"));
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.of("a", " ", "ä", "e\u0301", "🍓", "👍🏽", "🇩🇪", "👩\u200d👧", "猫", "각")
        .list()
        .ofMaxSize(60)
        .map(list -> String.join("", list));
  }
}
