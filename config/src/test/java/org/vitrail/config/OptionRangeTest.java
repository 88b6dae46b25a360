package org.vitrail.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionRangeTest {
  private static final OptionRange FROM = OptionRange.from("0.7", "0.01", "10");
  private static final OptionRange ABOVE = OptionRange.above("1", "0", "1");
  private static final OptionRange WHOLE = OptionRange.whole(64, 0, 16_384);

  @ParameterizedTest
  @CsvSource({
    "0.01, true",
    "10, true",
    "10.000, true",
    "0.009, false",
    "10.0001, false",
    "-1, false"
  })
  void both_ends_of_a_range_are_in_it(BigDecimal number, boolean isAllowed) {
    assertThat(FROM.allows(number)).isEqualTo(isAllowed);
  }

  @ParameterizedTest
  @CsvSource({"0, false", "0.0001, true", "1, true", "1.1, false"})
  void a_number_that_others_are_above_is_not_in_the_range(BigDecimal number, boolean isAllowed) {
    assertThat(ABOVE.allows(number)).isEqualTo(isAllowed);
  }

  @Test
  void what_two_ranges_allow_is_allowed_by_both_with_the_first_ones_standard_if_it_may_be() {
    OptionRange wide = OptionRange.from("3", "0", "50");

    assertThat(wide.within(OptionRange.from("10", "0", "20")))
        .contains(OptionRange.from("3", "0", "20"));
    assertThat(wide.within(OptionRange.from("10", "5", "100")))
        .contains(OptionRange.from("10", "5", "50"));
    assertThat(wide.within(OptionRange.from("90", "5", "100")))
        .contains(OptionRange.from("5", "5", "50"));
    assertThat(ABOVE.within(OptionRange.from("1", "0", "2")))
        .contains(OptionRange.above("1", "0", "1"));
    assertThat(ABOVE.within(OptionRange.from("0.5", "0.01", "1")))
        .contains(OptionRange.from("1", "0.01", "1"));
    assertThat(wide.within(OptionRange.whole(7, 1, 9))).contains(OptionRange.whole(3, 1, 9));
    assertThat(FROM.within(OptionRange.whole(7, 0, 9))).contains(OptionRange.whole(7, 1, 9));
    assertThat(WHOLE.within(OptionRange.above("9.5", "9", "20.5")))
        .contains(OptionRange.whole(20, 10, 20));
  }

  @Test
  void ranges_without_a_common_number_have_nothing_in_common() {
    assertThat(WHOLE.within(OptionRange.from("-1", "-2", "-0.5"))).isEmpty();
    assertThat(WHOLE.within(OptionRange.from("3.5", "3.2", "3.8"))).isEmpty();
    assertThat(ABOVE.within(OptionRange.from("0", "-1", "0"))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"0, true", "16384, true", "64.0, true", "1E+2, true", "64.5, false", "16385, false"})
  void whole_numbers_have_no_fraction_however_they_are_written(
      BigDecimal number, boolean isAllowed) {
    assertThat(WHOLE.allows(number)).isEqualTo(isAllowed);
  }
}
