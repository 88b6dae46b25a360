package org.vitrail.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
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

  @ParameterizedTest
  @CsvSource({"0, true", "16384, true", "64.0, true", "1E+2, true", "64.5, false", "16385, false"})
  void whole_numbers_have_no_fraction_however_they_are_written(
      BigDecimal number, boolean isAllowed) {
    assertThat(WHOLE.allows(number)).isEqualTo(isAllowed);
  }
}
