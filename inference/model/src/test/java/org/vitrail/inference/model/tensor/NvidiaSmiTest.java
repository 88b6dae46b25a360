package org.vitrail.inference.model.tensor;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vitrail.inference.model.tensor.NvidiaSmi.Answer;

class NvidiaSmiTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final String H200 =
      "0, GPU-5d5ba0d6-d33d-2b2c-524d-9e3d8d2b8a77, NVIDIA H200, 550.54.14, 143771, 143083,"
          + " Disabled, 9.0";

  @TempDir Path temp;

  @Test
  void one_gpu_is_read_whole() {
    Answer.Gpus answer = gpus(H200 + "\n");

    assertThat(answer.driver()).isEqualTo(new NvidiaDriver("550.54.14"));
    assertThat(answer.gpus())
        .containsExactly(
            new Gpu(
                0,
                "GPU-5d5ba0d6-d33d-2b2c-524d-9e3d8d2b8a77",
                "NVIDIA H200",
                OptionalLong.of(143771),
                OptionalLong.of(143083),
                OptionalInt.of(90)));
    assertThat(answer.gpus().get(0).described())
        .isEqualTo("NVIDIA H200, 140.4 GiB, 139.7 GiB free");
  }

  @Test
  void several_gpus_are_read_also_with_windows_line_ends_and_a_warning_before_them() {
    Answer.Gpus answer =
        gpus(
            "Warning: infoROM is corrupted at gpu 0000:01:00.0\r\n"
                + "0, GPU-a, NVIDIA GeForce GTX 1080 Ti, 572.16, 11264, 10240, [N/A], 6.1\r\n"
                + "1, GPU-b, NVIDIA GeForce RTX 5090, 572.16, 32607, 31000, [N/A], 12.0\r\n");

    assertThat(answer.driver()).isEqualTo(new NvidiaDriver("572.16"));
    assertThat(answer.gpus())
        .extracting(Gpu::index, Gpu::name, gpu -> gpu.capabilityName().orElse(""))
        .containsExactly(
            tuple(0, "NVIDIA GeForce GTX 1080 Ti", "6.1"),
            tuple(1, "NVIDIA GeForce RTX 5090", "12.0"));
  }

  @Test
  void the_memory_of_a_gpu_that_mig_splits_is_not_a_slices() {
    Gpu gpu =
        gpus("0, GPU-a, NVIDIA A100-SXM4-80GB, 550.54.14, 81920, 81000, Enabled, 8.0")
            .gpus()
            .get(0);

    assertThat(gpu.totalMib()).isEmpty();
    assertThat(gpu.freeMib()).isEmpty();
    assertThat(gpu.described())
        .isEqualTo("NVIDIA A100-SXM4-80GB (split by MIG), memory not told by nvidia-smi");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[N/A]", "[Not Supported]", "[Unknown Error]", "", "99999999999999"})
  void memory_that_is_not_told_is_unknown(String cell) {
    Gpu gpu =
        gpus("0, GPU-a, NVIDIA GB10, 580.95.05, %s, %s, [N/A], 12.1".formatted(cell, cell))
            .gpus()
            .get(0);

    assertThat(gpu.totalMib()).isEmpty();
    assertThat(gpu.freeMib()).isEmpty();
    assertThat(gpu.capability()).hasValue(121);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "No devices were found | 6 | nvidia-smi finds no GPU. In a container, start it with --gpus",
        "No devices were found | 0 | nvidia-smi finds no GPU. In a container, start it with --gpus",
        "Failed to initialize NVML: Driver/library version mismatch | 18 | The NVIDIA driver was updated, but the old one still runs",
        "NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver. Make sure that the latest NVIDIA driver is installed and running. | 9 | nvidia-smi finds no running NVIDIA driver.",
        "NVIDIA-SMI couldn't find libnvidia-ml.so library in your system. | 12 | nvidia-smi lacks the driver's library libnvidia-ml.",
        "Unable to determine the device handle for GPU0000:01:00.0: GPU is lost. | 15 | The GPU has fallen off the bus.",
        "Failed to initialize NVML: Insufficient Permissions | 4 | nvidia-smi may not ask the driver.",
        "'' | 0 | nvidia-smi answers nothing that tells of a GPU (exit code 0).",
        "hello, a, b, c, d, e, f, g | 0 | nvidia-smi answers nothing that tells of a GPU (exit code 0).",
        "0, GPU-a, NVIDIA H200, [N/A], 1, 1, Disabled, 9.0 | 0 | nvidia-smi answers nothing that tells",
        "0, GPU-a, NVIDIA H200 | 3 | nvidia-smi answers nothing that tells of a GPU (exit code 3).",
        "550.54.14 | 0 | nvidia-smi answers nothing that tells of a GPU (exit code 0).",
        "0, a, b, 999999999999.1, 1, 1, 1, 1 | 0 | nvidia-smi answers nothing that tells of a GPU",
      })
  void an_answer_without_a_gpu_becomes_a_reason_with_a_remedy(
      String text, int exit, String reason) {
    assertThat(NvidiaSmi.read(text, exit))
        .isInstanceOfSatisfying(
            Answer.Failed.class, failed -> assertThat(failed.reason()).startsWith(reason));
  }

  @Test
  void a_driver_that_does_not_know_a_field_is_asked_without_it() throws IOException {
    String script =
        script(
            """
            case "$1" in
              *compute_cap*) echo 'Field "compute_cap" is not a valid field to query.'; exit 2;;
            esac
            echo '0, GPU-a, NVIDIA GeForce RTX 2080, 470.256.02, 7982, 7000, [N/A]'
            """);

    Answer answer = NvidiaSmi.ask(script, PATIENCE);

    assertThat(answer)
        .isEqualTo(
            new Answer.Gpus(
                new NvidiaDriver("470.256.02"),
                List.of(
                    new Gpu(
                        0,
                        "GPU-a",
                        "NVIDIA GeForce RTX 2080",
                        OptionalLong.of(7982),
                        OptionalLong.of(7000),
                        OptionalInt.empty()))));
  }

  @Test
  void what_is_asked_comes_in_the_order_in_which_it_is_read() throws IOException {
    String script =
        script(
            """
            test "$1" = --query-gpu=index,uuid,name,driver_version,memory.total,memory.free,mig.mode.current,compute_cap || exit 2
            test "$2" = --format=csv,noheader,nounits || exit 2
            echo '%s'
            """
                .formatted(H200));

    assertThat(NvidiaSmi.ask(script, PATIENCE)).isEqualTo(gpus(H200));
  }

  @Test
  void one_that_hangs_is_given_up_with_its_children() throws IOException {
    Path pid = temp.resolve("pid");
    String script =
        script(
            "sleep 600 & echo $! > '" + pid + ".new'\nmv '" + pid + ".new' '" + pid + "'\nwait\n");

    assertThat(NvidiaSmi.ask(script, Duration.ofSeconds(1)))
        .isEqualTo(
            new Answer.Failed(
                "nvidia-smi does not answer within 1 seconds: the driver hangs. Restart this"
                    + " machine."));
    if (Files.exists(pid)) {
      long child = Long.parseLong(Files.readString(pid).strip());
      ProcessHandle.of(child).ifPresent(left -> left.onExit().orTimeout(30, SECONDS).join());
    }
  }

  @Test
  void one_that_is_missing_means_no_driver() throws IOException {
    assertThat(NvidiaSmi.ask(temp.resolve("nvidia-smi").toString(), PATIENCE))
        .isEqualTo(new Answer.Absent());
    Path text = Files.writeString(temp.resolve("text"), "not a program");
    assertThat(NvidiaSmi.ask(text.toString(), PATIENCE)).isEqualTo(new Answer.Absent());
  }

  private static Answer.Gpus gpus(String text) {
    return (Answer.Gpus) NvidiaSmi.read(text, 0);
  }

  private String script(String body) throws IOException {
    assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "No /bin/sh here to write a script for.");
    Path file = Files.writeString(temp.resolve("fake-smi"), "#!/bin/sh\n" + body);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    return file.toString();
  }
}
