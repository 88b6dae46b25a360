package org.vitrail.bot.promptfilter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AlphabetTest {
  @ParameterizedTest
  @CsvSource({
    "aAäâаАαᴀᎪａ𝒶ⓐ🅐🅰🇦ₐ, a",
    "oOöоΟᴏօøⓞ🅞🅾🇴ºᵒ, o",
    "pРρᴘᏢｐ𝓅ⓟ🅟🅿🇵ᵖ, p",
    "иИйЙ, и",
    "еЕёЁeé, e"
  })
  void characters_that_look_like_a_letter_are_read_as_it(String characters, String letter) {
    assertThat(read(characters))
        .isEqualTo(letter.repeat(characters.codePointCount(0, characters.length())));
  }

  @Test
  void letters_of_one_alphabet_stay_different() {
    assertThat(read("abcdefghijklmnopqrstuvwxyz")).isEqualTo("abcdefghijklmnopqrstuvwxyz");
    assertThat(read("абвгдежзиклмнопрстуфхцчшщъыьэюя").chars().distinct().count()).isEqualTo(31);
    assertThat(read("αβγδεζηθικλμνξοπρστυφχψω").chars().distinct().count())
        .as("o and sigma look alike, as do nu, upsilon and other letters less so")
        .isEqualTo(23);
  }

  @Test
  void what_nobody_sees_is_not_read() {
    assertThat(read("\u200b\u200d\u00ad\u2060\u202e\ufe0f\u034f\u0336\u20e3\ud800\udb40\udd00"))
        .isEmpty();
  }

  @Test
  void one_character_may_be_two_letters() {
    assertThat(read("ßﬀ㎏")).isEqualTo("ssffkg");
  }

  private static String read(String text) {
    return text.codePoints()
        .boxed()
        .flatMap(character -> Arrays.stream(Alphabet.read(character)))
        .map(glyph -> Character.toString(glyph.letter()))
        .collect(Collectors.joining());
  }
}
