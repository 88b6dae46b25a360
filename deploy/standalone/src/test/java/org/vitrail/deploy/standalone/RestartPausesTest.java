package org.vitrail.deploy.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RestartPausesTest {
  @ParameterizedTest
  @CsvSource({"0, 0", "1, 1", "2, 2", "3, 4", "6, 32", "7, 60", "8, 60", "1000000, 60"})
  void pauses_grow_up_to_a_minute(int restarts, int seconds) {
    assertThat(RestartPauses.STANDARD.before(restarts)).hasSeconds(seconds);
  }
}
