package org.vitrail.bot.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vitrail.bot.command.SampleCommands;
import org.vitrail.bot.command.wording.DurationFormatter;

class TimeLeftTest {
  private static final DurationFormatter WORDING = new DurationFormatter(SampleCommands.MESSAGES);

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "30; .1; en; in 30 seconds",
        "30; .34; en; in 15 to 45 seconds",
        "8; .5; en; in 4 to 12 seconds",
        "1; .5; en; in 2 seconds",
        "200; .3; en; in 2 to 5 minutes",
        "30; .34; de; in 15 bis 45 Sekunden",
        "30; .34; ru; через 15–45 секунд",
        "30; .34; zh; 15到45秒后"
      })
  void it_is_said_in_one_number_once_that_is_sure(
      long seconds, double error, String locale, String words) {
    assertThat(new TimeLeft(Duration.ofSeconds(seconds), error).in(locale, WORDING))
        .isEqualTo(words);
  }

  @ParameterizedTest
  @CsvSource({"1_940, 1_900", "60, 100", "40, 0", "9_960, 10_000", "12_600, 13_000"})
  void what_takes_long_is_not_told_to_a_tenth_of_a_second(String millis, String rounded) {
    assertThat(timeLeft(millis).rounded()).isEqualTo(timeLeft(rounded));
  }

  @ParameterizedTest
  @CsvSource({"40, in one second", "1_400, in one second", "1_600, in 2 seconds"})
  void people_are_told_the_nearest_whole_second(String millis, String words) {
    assertThat(timeLeft(millis).in("en", WORDING)).isEqualTo(words);
  }

  private static TimeLeft timeLeft(String millis) {
    return new TimeLeft(Duration.ofMillis(Long.parseLong(millis.replace("_", ""))), .1);
  }
}
