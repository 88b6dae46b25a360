package org.vitrail.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.ZoneId;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeZonesTest {
  @ParameterizedTest
  @CsvSource({
    "europe/berlin, Europe/Berlin",
    "EUROPE/MOSCOW, Europe/Moscow",
    "Berlin, Europe/Berlin",
    "new york, America/New_York",
    "America/New York, America/New_York",
    "Europe/Berln, Europe/Berlin",
    "Asia/Sanghai, Asia/Shanghai",
    "EST, America/New_York",
    "edt, America/New_York",
    "PST, America/Los_Angeles",
    "MSK, Europe/Moscow",
    "JST, Asia/Tokyo",
    "utc, UTC",
    "gmt, GMT",
  })
  void what_people_write_is_asked_about(String typed, String meant) {
    assertThat(TimeZones.isKnown(typed)).isFalse();
    assertThat(TimeZones.meant(typed)).contains(meant);
    assertThatThrownBy(() -> Settings.load(null, Map.of("VITRAIL_QUOTAS_TIME_ZONE", typed)))
        .hasMessage(
            "VITRAIL_QUOTAS_TIME_ZONE: %s is not allowed; give a time zone, such as UTC or"
                + " Europe/Berlin. Did you mean %s?",
            typed, meant);
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTC", "Europe/Berlin", "Z", "+03:00", "UTC+3", "GMT-5", "CET"})
  void zones_that_java_knows_are_taken(String name) {
    assertThat(Settings.load(null, Map.of("VITRAIL_QUOTAS_TIME_ZONE", name)).quotas().zone())
        .hasToString(ZoneId.of(name).toString());
  }

  @Test
  void what_resembles_nothing_is_not_guessed() {
    assertThat(TimeZones.meant("the moon")).isEmpty();
  }
}
