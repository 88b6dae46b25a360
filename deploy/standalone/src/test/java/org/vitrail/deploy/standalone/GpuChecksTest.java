package org.vitrail.deploy.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vitrail.config.Settings;
import org.vitrail.inference.model.tensor.CudaChoice;
import org.vitrail.inference.model.tensor.Gpu;
import org.vitrail.inference.model.tensor.GpuReport;

/** What is said where no GPU is used; DoctorGpuTest has the machine asked for one. */
class GpuChecksTest {
  private static final Gpu FULL =
      new Gpu(
          0,
          "GPU-1",
          "NVIDIA GeForce RTX 4090",
          OptionalLong.of(24564),
          OptionalLong.of(700),
          OptionalInt.of(89));

  @TempDir Path data;

  @Test
  void a_gpu_that_is_too_full_is_not_used() {
    assertThat(said(FULL, "570.86.15", new CudaChoice.OnProcessor("It does not fit.")))
        .containsExactly(
            Finding.neutral(
                "GPU",
                "NVIDIA GeForce RTX 4090, 24.0 GiB, 0.7 GiB free, compute capability 8.9, driver"
                    + " 570.86.15; not used"),
            Finding.neutral("GPU", "It does not fit. The processor draws instead."));
  }

  @Test
  void a_gpu_that_is_asked_for_and_cannot_be_used_is_bad() {
    assertThat(said(FULL, "470.256.02", new CudaChoice.Refused("The driver is too old.")))
        .contains(Finding.bad("GPU", "The driver is too old."));
  }

  private List<Finding> said(Gpu gpu, String driver, CudaChoice choice) {
    Installation installation =
        new Installation(null, Map.of("VITRAIL_DATA_FOLDER", data.toString()));
    Settings settings = installation.settings();
    return new GpuChecks(
            settings,
            installation.models().require("bundled"),
            ModelShelf.of(installation, settings))
        .of(new GpuReport(List.of(gpu), driver, choice));
  }
}
