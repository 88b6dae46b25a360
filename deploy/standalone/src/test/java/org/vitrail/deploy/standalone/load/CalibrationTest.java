package org.vitrail.deploy.standalone.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.vitrail.deploy.standalone.load.Calibration.Estimate;

class CalibrationTest {
  private final Calibration calibration = new Calibration();

  @Test
  void a_job_of_which_nothing_was_said_was_not_foretold_well() {
    calibration.add(LoadKind.DRAW, new Estimate(Optional.of(8.), 10, 0, 0));
    calibration.add(LoadKind.DRAW, new Estimate(Optional.of(5.), 10, 0, 2));
    calibration.add(LoadKind.STICKER, new Estimate(Optional.empty(), 10, 1, 2));

    Calibration.Row all = calibration.rows().get("all");
    assertThat(all.jobs()).isEqualTo(3);
    assertThat(all.estimated()).isEqualTo(2);
    assertThat(all.goodShare()).isCloseTo(1 / 3., within(1e-9));
    assertThat(calibration.rows())
        .containsKeys("draw", "sticker", "no job ahead", "1 or 2 later")
        .doesNotContainKey("before, to warm up");
  }

  @Test
  void jobs_that_warm_up_are_told_of_by_themselves() {
    calibration.add(LoadKind.DRAW, new Estimate(Optional.of(9.), 10, 0, 0));
    calibration.addWarmUp(new Estimate(Optional.empty(), 10, 0, 0));

    assertThat(calibration.rows().get("all").goodShare()).isOne();
    assertThat(calibration.rows().get("draw").jobs()).isOne();
    assertThat(calibration.rows().get("before, to warm up").goodShare()).isZero();
  }
}
