package org.vitrail.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vitrail.config.Blocklist.Line;

class BlocklistTest {
  private static final Set<String> LANGUAGES = Set.of("de", "en");

  @TempDir private Path config;
  private Path file;

  @BeforeEach
  void name_the_file() {
    file = config.resolve("blocklist.txt");
  }

  @Test
  void the_built_in_list_has_terms_and_no_comments() {
    assertThat(Blocklist.load(null, Set.of()))
        .extracting(Line::text)
        .contains("csam")
        .noneMatch(term -> term.contains("#"));
  }

  @Test
  void an_operators_list_replaces_the_built_in_one() throws IOException {
    assertThat(Blocklist.file(config)).isEmpty();

    Files.writeString(file, "\uFEFF# ours\n\n  two words  \r\nword\n");

    assertThat(Blocklist.load(config, LANGUAGES))
        .containsExactly(
            new Line(file.toString(), 3, "", "two words"),
            new Line(file.toString(), 4, "", "word"));
    assertThat(Blocklist.file(config)).contains(file);
  }

  @Test
  void lines_hold_for_the_language_they_stand_under() throws IOException {
    Files.writeString(file, "one\n[de]\ntwo\n[ all ]\nthree\n");

    assertThat(Blocklist.load(config, LANGUAGES))
        .extracting(Line::source, Line::language, Line::text)
        .containsExactly(
            tuple("blocklist.txt:1", "", "one"),
            tuple("blocklist.txt:3", "de", "two"),
            tuple("blocklist.txt:5", "", "three"));
  }

  @Test
  void a_header_of_an_unknown_language_is_an_error_that_names_the_line() throws IOException {
    Files.writeString(file, "one\n[xx]\ntwo\n");

    assertThatThrownBy(() -> Blocklist.load(config, LANGUAGES))
        .isInstanceOf(SettingsException.class)
        .hasMessage(
            file
                + ": line 2: there are no texts in a language [xx]; give [all] or one of [de],"
                + " [en].");
  }
}
