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
}
