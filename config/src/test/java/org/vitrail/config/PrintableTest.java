package org.vitrail.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PrintableTest {
  static Stream<Arguments> names() {
    return Stream.of(
        Arguments.of("plain", "layers.0.weight", "layers.0.weight"),
        Arguments.of("letters of all scripts", "José 高い Ёж ünï", "José 高い Ёж ünï"),
        Arguments.of("colour of a terminal", "\u001b[31mred", "\\u{1b}[31mred"),
        Arguments.of("title of a terminal", "\u001b]0;x\u0007", "\\u{1b}]0;x\\u{7}"),
        Arguments.of("C1 control sequence", "\u009b2J", "\\u{9b}2J"),
        Arguments.of("next line", "a\u0085b", "a\\u{85}b"),
        Arguments.of("forged line", "a\n12:00 ERROR all is lost", "a\\n12:00 ERROR all is lost"),
        Arguments.of("overwritten line", "evil\rgood", "evil\\rgood"),
        Arguments.of("tabulator", "a\tb", "a\\tb"),
        Arguments.of("end of a C text", "a\0b", "a\\u{0}b"),
        Arguments.of("backspaces", "ab\b\b", "ab\\u{8}\\u{8}"),
        Arguments.of("delete", "a\u007f", "a\\u{7f}"),
        Arguments.of("override of direction", "\u202egnp.exe", "\\u{202e}gnp.exe"),
        Arguments.of("embedding", "\u202a\u202b\u202c", "\\u{202a}\\u{202b}\\u{202c}"),
        Arguments.of("isolates", "\u2066a\u2069", "\\u{2066}a\\u{2069}"),
        Arguments.of("marks of direction", "\u200e\u200f\u061c", "\\u{200e}\\u{200f}\\u{61c}"),
        Arguments.of("zero width", "pass\u200bword\u2060", "pass\\u{200b}word\\u{2060}"),
        Arguments.of("byte order mark", "\ufeffkey", "\\u{feff}key"),
        Arguments.of("soft hyphen", "a\u00adb", "a\\u{ad}b"),
        Arguments.of("line separators", "a\u2028b\u2029c", "a\\u{2028}b\\u{2029}c"),
        Arguments.of("tag letters", "a\udb40\udc41", "a\\u{e0041}"),
        Arguments.of("half a character", "a\ud83d", "a\\u{d83d}"),
        Arguments.of(
            "joined emoji",
            "👩\u200d🎨 ❤️\u200d🔥 🧑🏽\u200d🚀",
            "👩\u200d🎨 ❤️\u200d🔥 🧑🏽\u200d🚀"),
        Arguments.of("joiner between letters", "a\u200db", "a\\u{200d}b"),
        Arguments.of("joiner at an end", "👩\u200d", "👩\\u{200d}"),
        Arguments.of("emoji younger than this Java", "\ud83e\udee9", "\ud83e\udee9"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("names")
  void what_steers_hides_or_begins_a_line_is_seen(String name, String given, String shown) {
    assertThat(Printable.text(given)).isEqualTo(shown);
  }

  @Test
  void lines_of_its_own_stay() {
    assertThat(Printable.lines("one\r\n  two\u001b\nthree\rfour\n"))
        .isEqualTo("one\n  two\\u{1b}\nthree\\rfour\n");
  }

  @Test
  void a_long_text_is_cut_between_characters() {
    assertThat(Printable.text("😀😀😀", 2)).isEqualTo("😀😀…");
    assertThat(Printable.text("😀😀", 2)).isEqualTo("😀😀");
    assertThat(Printable.text("\n".repeat(100), 3)).isEqualTo("\\n\\n\\n…");
    assertThat(Printable.text("x".repeat(1_000_000))).hasSizeBetween(1_000, 5_000).endsWith("…");
  }

  @Test
  void a_setting_cannot_forge_a_line() {
    assertThat(SettingsException.notAllowed("a\nb", "\u001b[2J\nok", "1 to\t2"))
        .hasMessage("a\\nb: \\u{1b}[2J\\nok is not allowed; give 1 to\\t2.");
    assertThat(SettingsException.notAllowed("key", "x".repeat(100_000), "less").getMessage())
        .hasSizeLessThan(400)
        .endsWith("… is not allowed; give less.");
  }
}
