package org.vitrail.bot.command.wording;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vitrail.bot.command.SampleCommands;

class DurationFormatterTest {
  private final DurationFormatter wording = new DurationFormatter(SampleCommands.MESSAGES);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "en | 2026-11-30T00:00:00Z     | UTC           | Nov 29, 2026, 24:00 (UTC)",
        "de | 2026-11-30T00:00:00Z     | UTC           | 29.11.2026, 24:00 (UTC)",
        "ru | 2026-11-30T00:00:00Z     | UTC           | 29 нояб. 2026 г., 24:00 (UTC)",
        "zh | 2026-11-30T00:00:00Z     | UTC           | 2026年11月29日, 24:00（UTC）",
        "en | 2026-11-29T23:00:00Z     | Europe/Berlin | Nov 29, 2026, 24:00 (Europe/Berlin)",
        "en | 2027-01-01T00:00:00Z     | UTC           | Dec 31, 2026, 24:00 (UTC)",
        "en | 2026-11-30T00:00:01Z     | UTC           | Nov 30, 2026, 12:00 AM (UTC)",
        "en | 2026-11-29T18:30:00Z     | UTC           | Nov 29, 2026, 6:30 PM (UTC)",
      })
  void what_ends_as_a_day_begins_is_said_as_the_end_of_the_day_before(
      String locale, Instant end, String zone, String said) {
    assertThat(wording.end(locale, end, ZoneId.of(zone))).isEqualTo(said);
  }
}
