package org.vitrail.bot.core.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ForecastCalibrationTest {
  private static final int JOBS = 200;
  private static final int RUNS = 3;

  /** From hardly any company to nearly more than the worker can do. */
  @ParameterizedTest
  @ValueSource(doubles = {20_000, 4_000})
  void first_estimates_are_mostly_within_a_quarter(double meanGapMillis) {
    double good =
        LongStream.range(0, RUNS)
            .mapToDouble(seed -> new ImaginaryLane(seed).goodShare(JOBS, meanGapMillis))
            .average()
            .orElseThrow();

    assertThat(good).isGreaterThanOrEqualTo(.8);
  }
}
