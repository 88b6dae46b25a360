package org.vitrail.bot.command.amount;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vitrail.bot.command.SampleCommands;

class TimedAmountReaderTest {
  /** A Tuesday, 20:00 in Berlin. */
  private static final Instant NOW = Instant.parse("2026-11-24T19:00:00Z");

  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  private final TimedAmountReader reader =
      new TimedAmountReader(new Vocabulary(SampleCommands.MESSAGES));

  @ParameterizedTest
  @CsvSource({
    "200, 200, , ",
    "200 a day, 200, DAY, ",
    "50/hour, 50, HOUR, ",
    "'200 until Sunday', 200, , 2026-11-29T23:00:00Z",
    "'200 a day, until sunday', 200, DAY, 2026-11-29T23:00:00Z",
    "until tuesday, , , 2026-11-24T23:00:00Z",
    "double for 2h, x2.0, , 2026-11-24T21:00:00Z",
    "x3 for 1 day 6 hours, x3.0, , 2026-11-26T01:00:00Z",
    "1.5x until tomorrow, x1.5, , 2026-11-25T23:00:00Z",
    "half until 18:00, x0.5, , 2026-11-25T17:00:00Z",
    "unlimited until 2026-12-31 12:30, unlimited, , 2026-12-31T11:30:00Z",
    "+50 an hour today, +50, HOUR, 2026-11-24T23:00:00Z",
    "200 Sunday, 200, , 2026-11-29T23:00:00Z",
    "2026-12-31, , , 2026-12-31T23:00:00Z",
    "double today 22:30, x2.0, , 2026-11-24T21:30:00Z",
    "none, 0, , ",
    "3 at-once, 3, AT_ONCE, ",
    "2 shares until Sunday, 2, SHARE, 2026-11-29T23:00:00Z",
    "default shares, , SHARE, ",
    "2 Anteile, 2, SHARE, ",
    "2 доли, 2, SHARE, ",
    "2份, 2, SHARE, ",
    "for a week, , , 2026-12-01T19:00:00Z",
    "200 до воскресенья, 200, , 2026-11-29T23:00:00Z",
    "50 в час на 2 ч, 50, HOUR, 2026-11-24T21:00:00Z",
    "вдвое на 3 дня, x2.0, , 2026-11-27T19:00:00Z",
    "х2 до завтра, x2.0, , 2026-11-25T23:00:00Z",
    "200 bis Sonntag, 200, , 2026-11-29T23:00:00Z",
    "50 pro Stunde, 50, HOUR, ",
    "doppelt für 2h, x2.0, , 2026-11-24T21:00:00Z",
    "100 am Tag bis 24.12., 100, DAY, 2026-12-24T23:00:00Z",
    "unbegrenzt bis morgen 8:00, unlimited, , 2026-11-25T07:00:00Z",
    "200 直到周日, 200, , 2026-11-29T23:00:00Z",
    "两倍 持续 2小时, x2.0, , 2026-11-24T21:00:00Z",
    "每小时 50, 50, HOUR, ",
    "每天200张直到明天, 200, DAY, 2026-11-25T23:00:00Z"
  })
  void amounts_and_ends_are_understood_in_the_words_people_use(
      String words, String amount, String limit, Instant until) throws Exception {
    TimedAmount term = reader.read(words, NOW, BERLIN);

    assertThat(term.amount().map(it -> it.asText()).orElse(null)).isEqualTo(amount);
    assertThat(term.limit().map(Enum::name).orElse(null)).isEqualTo(limit);
    assertThat(term.until().orElse(null)).isEqualTo(until);
  }

  @ParameterizedTest
  @CsvSource({"default", "off", "сброс", "standard", "默认"})
  void the_standard_can_be_asked_for(String word) throws Exception {
    assertThat(reader.read(word, NOW, BERLIN).isDefault()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "lots, lots",
    "200 300, 300",
    "200 until, until",
    "200 until yesterday, yesterday",
    "200 until 2025-01-01, 2025-01-01",
    "200 until 31.2., 31.2.",
    "200 until 25:00, 25:00",
    "200 for ever, ever",
    "for 999999999 weeks, 999999999",
    "200 a fortnight, a",
    "-5, -5",
    "x0 for 2h, x0",
    "99999999999, 99999999999"
  })
  void what_makes_no_sense_is_named(String words, String word) {
    assertThatThrownBy(() -> reader.read(words, NOW, BERLIN))
        .isInstanceOfSatisfying(
            TimedAmountReader.UnknownWordException.class,
            e -> assertThat(e.word()).isEqualTo(word));
  }
}
