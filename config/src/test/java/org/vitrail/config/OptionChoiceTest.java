package org.vitrail.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OptionChoiceTest {
  private static final OptionChoice PACE = OptionChoice.of("slow", "fast", "slow", "crawl");

  @Test
  void one_of_the_names_is_allowed_in_any_case() {
    assertThat(PACE.allows("fast")).isTrue();
    assertThat(PACE.allows("FAST")).isTrue();
    assertThat(PACE.allows("fas")).isFalse();
    assertThat(PACE.allows("1")).isFalse();
    assertThat(PACE.shown()).isEqualTo("fast|slow|crawl");
    assertThat(PACE.standardText()).isEqualTo("slow");
  }

  @Test
  void a_range_allows_no_name() {
    assertThat(OptionRange.whole(1, 0, 9).allows("fast")).isFalse();
    assertThat(OptionRange.whole(1, 0, 9).allows("7")).isTrue();
  }

  @Test
  void what_two_have_in_common_keeps_the_order_and_where_it_can_the_default_of_the_first() {
    assertThat(PACE.common(OptionChoice.of("crawl", "crawl", "slow", "jump")))
        .contains(OptionChoice.of("slow", "slow", "crawl"));
    assertThat(PACE.common(OptionChoice.of("crawl", "crawl", "fast")))
        .contains(OptionChoice.of("crawl", "fast", "crawl"));
    assertThat(PACE.common(OptionChoice.of("jump", "jump", "crawl", "fast")))
        .contains(OptionChoice.of("fast", "fast", "crawl"));
    assertThat(PACE.common(OptionChoice.of("jump", "jump"))).isEmpty();
  }

  @Test
  void names_and_numbers_have_nothing_in_common() {
    assertThat(PACE.common(OptionRange.whole(1, 0, 9))).isEmpty();
    assertThat(OptionRange.whole(1, 0, 9).common(PACE)).isEmpty();
    assertThat(OptionRange.whole(1, 0, 9).common(OptionRange.whole(3, 2, 20)))
        .contains(OptionRange.whole(3, 2, 9));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Fast", "7", "two words", "", "a:b", "a,b", "a|b", "é"})
  void what_would_be_read_as_something_else_is_no_name(String name) {
    assertThatExceptionOfType(SettingsException.class)
        .isThrownBy(() -> new OptionChoice("fast", List.of("fast", name)))
        .withMessageContaining("names")
        .withMessageContaining("beginning with a letter");
  }

  @Test
  void names_are_few_and_different_and_the_default_is_one_of_them() {
    assertThatExceptionOfType(SettingsException.class)
        .isThrownBy(() -> OptionChoice.of("fast", "fast", "fast"))
        .withMessageContaining("[fast, fast]");
    assertThatExceptionOfType(SettingsException.class)
        .isThrownBy(() -> new OptionChoice("fast", Collections.nCopies(51, "fast")))
        .withMessageContaining("51 names");
    assertThatExceptionOfType(SettingsException.class)
        .isThrownBy(() -> OptionChoice.of("jump", "fast", "slow"))
        .withMessageContaining("default")
        .withMessageContaining("jump")
        .withMessageContaining("one of names");
  }
}
