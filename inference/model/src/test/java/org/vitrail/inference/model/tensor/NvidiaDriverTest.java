package org.vitrail.inference.model.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NvidiaDriverTest {
  @ParameterizedTest
  @CsvSource({
    "525.60.13, false, true",
    "525.60.12, false, false",
    "525.60, false, false",
    "470.256.02, false, false",
    "550.54.14, false, true",
    "1000.1, false, true",
    "528.33, true, true",
    "528.32, true, false",
    "572.16, true, true"
  })
  void a_driver_runs_cuda_12_from_a_version_on(String version, boolean windows, boolean runs) {
    assertThat(new NvidiaDriver(version).runsCuda12(windows)).isEqualTo(runs);
  }

  @Test
  void the_first_gpu_of_several_names_the_driver() {
    assertThat(NvidiaDriver.read("550.54.14\r\n550.54.14\r\n"))
        .contains(new NvidiaDriver("550.54.14"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\n",
        "No devices were found",
        "NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver.",
        "550"
      })
  void an_answer_without_a_version_is_no_driver(String answer) {
    assertThat(NvidiaDriver.read(answer)).isEmpty();
  }

  @Test
  void a_driver_that_is_too_old_is_named_with_what_it_takes() {
    assertThat(PyTorch.tooOld(new NvidiaDriver("470.256.02"), false))
        .contains(
            "The NVIDIA driver 470.256.02 is too old: PyTorch for CUDA 12.8 needs 525.60.13 or"
                + " newer. Update the driver.");
    assertThat(PyTorch.tooOld(new NvidiaDriver("570.26"), false)).isEmpty();
  }
}
