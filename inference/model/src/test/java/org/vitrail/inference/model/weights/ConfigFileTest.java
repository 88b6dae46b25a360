package org.vitrail.inference.model.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vitrail.inference.model.weights.file.CheckpointException;

class ConfigFileTest {
  @TempDir Path folder;

  @Test
  void values_are_read_by_the_first_name_that_is_there() {
    ConfigFile config = config("{'a': 3, 'b': 4, 'list': [1, 0, 2], 'none': [], 'o': {'x': 9}}");

    assertThat(config.count("missing", "b", "a")).isEqualTo(4);
    assertThat(config.tokenIdOr(7, "a")).isEqualTo(3);
    assertThat(config.tokenIdOr(7, "missing")).isEqualTo(7);
    assertThat(config.counts("list")).containsExactly(1, 0, 2);
    assertThat(config.counts("none")).isEmpty();
    assertThat(config.section("o").count("x")).isEqualTo(9);
  }

  @Test
  void a_missing_file_is_said_to_be_missing() {
    Path file = folder.resolve("gone.json");

    assertThatThrownBy(() -> ConfigFile.read(file))
        .isInstanceOf(CheckpointException.class)
        .hasMessage(file + ": is missing. Put it back or fetch the model again.");
    assertThatThrownBy(() -> ConfigFile.read(folder)).isInstanceOf(CheckpointException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "[]",
        "null",
        "7",
        "'text'",
        "{",
        "{'a': }",
        "{} {}",
        "{'a': 1, 'a': 2}",
        "\u0000\u0001",
        "\ufeff\ufeff{}"
      })
  void a_file_that_is_not_one_json_object_is_refused(String text) {
    assertRefused(() -> config(text), "is not ");
  }

  @Test
  void nesting_without_end_is_refused() {
    assertRefused(() -> config("{'a':".repeat(100_000)), "is not JSON");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"0", "-1", "1.5", "2.0", "2147483648", "1e3", "'3'", "true", "null", "[]"})
  void a_count_is_a_positive_whole_number(String value) {
    ConfigFile config = config("{'width': " + value + "}");

    assertRefused(() -> config.count("width", "other"), "width: ");
    assertRefused(
        () -> config.count("other", "width"),
        " is not allowed; give a whole number from 1 to 2147483647.");
  }

  /** What each kind of number may be, and what the refusal says. */
  @ParameterizedTest
  @CsvSource({
    "0, from 1 to 2147483647, from 1 to 1000, ''",
    "1, '', '', ''",
    "1000, '', '', ''",
    "1001, '', from 1 to 1000, ''",
    "-1, from 1 to 2147483647, from 1 to 1000, from 0 to 2147483647",
    "1.5, from 1 to 2147483647, from 1 to 1000, from 0 to 2147483647",
    "2147483647, '', from 1 to 1000, ''",
    "2147483648, from 1 to 2147483647, from 1 to 1000, from 0 to 2147483647",
  })
  void each_kind_of_number_has_its_own_bounds(
      String value, String count, String layers, String token) {
    ConfigFile config = config("{'n': " + value + "}");

    assertBounds(() -> config.count("n"), value, count);
    assertBounds(() -> config.layerCount("n"), value, layers);
    assertBounds(() -> config.tokenIdOr(5, "n"), value, token);
  }

  private void assertBounds(ThrowingCallable reading, String value, String bounds) {
    if (bounds.isEmpty()) {
      assertThatCode(reading).doesNotThrowAnyException();
    } else {
      String problem = "n: " + value + " is not allowed; give a whole number " + bounds + ".";
      assertRefused(reading, problem);
    }
  }

  @Test
  void a_missing_value_is_named_by_its_first_name() {
    assertRefused(
        () -> config("{}").count("text_length", "max_text_length"),
        "text_length is missing from the configuration.");
    assertRefused(() -> config("{}").counts("ch_mult"), "ch_mult is missing");
    assertRefused(() -> config("{}").section("ddconfig"), "ddconfig is missing");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"3", "null", "{}", "'1,2'", "[1,'2']", "[1.5]", "[null]", "[-1]", "[[1]]"})
  void a_list_holds_whole_numbers_only(String value) {
    assertRefused(
        () -> config("{'ch_mult': " + value + "}").counts("ch_mult"),
        "is not a list of whole numbers, each 0 or more.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"3", "null", "[]", "'x'", "true"})
  void a_section_is_an_object(String value) {
    assertRefused(() -> config("{'ddconfig': " + value + "}").section("ddconfig"), "ddconfig: ");
  }

  @Test
  void a_switch_must_agree_or_be_absent() {
    ConfigFile config = config("{'use_glu': true, 'act': 'gelu', 'n': 1, 'one': 1.0}");

    assertThat(
            config
                .require("use_glu", true)
                .require("act", "gelu")
                .require("n", 1)
                .require("one", 1))
        .isSameAs(config.require("absent", 5));
    assertRefused(
        () -> config.require("act", "relu"),
        "act: \"gelu\" is a variant that is not supported; it must be relu.");
    assertRefused(() -> config.require("use_glu", false), "use_glu: true is a variant");
  }

  private void assertRefused(ThrowingCallable reading, String problem) {
    assertThatThrownBy(reading)
        .isInstanceOf(CheckpointException.class)
        .hasMessageStartingWith(folder.resolve("config.json") + ": ")
        .hasMessageContaining(problem);
  }

  /** A file written with ' for ". */
  private ConfigFile config(String text) {
    try {
      return ConfigFile.read(
          Files.writeString(folder.resolve("config.json"), text.replace('\'', '"')));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
