package org.vitrail.deploy.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vitrail.inference.model.family.dallemini.BundledModel;

/** The doctor in a process of its own, beside a program that answers as nvidia-smi does. */
@Tag("slow")
class DoctorGpuTest {
  private static final String H200 =
      "0, GPU-5d5ba0d6, NVIDIA H200, 570.86.15, 143771, 143083, Disabled, 9.0";

  @TempDir Path temp;
  private Path natives;

  @BeforeEach
  void onlyWherePytorchIsBuiltForCuda() throws IOException {
    assumeTrue(
        System.getProperty("os.name").equals("Linux")
            && System.getProperty("os.arch").equals("amd64")
            && !Files.exists(Path.of("/dev/dxg")),
        "PyTorch for CUDA is looked at on Linux for 64-bit x86 here.");
    Files.createDirectory(temp.resolve("bin"));
    Files.createFile(temp.resolve("bin/libcuda.so.1"));
    natives = temp.resolve("natives/pytorch/2.7.1-cu128-linux-x86_64");
  }

  @Test
  void a_gpu_is_named_with_its_memory_its_libraries_and_what_must_fit() throws Exception {
    nvidiaSmi(H200 + "\n1, GPU-2, Tesla V100-SXM2-16GB, 570.86.15, 16384, 15000, [N/A], 7.0");
    Files.createDirectories(natives);
    Files.createFile(natives.resolve("libtorch.so"));
    BundledModel.unpack(UnpackedModel.in(temp.resolve("data")).resolve("models/bundled"));

    String said = doctor("auto");

    assertThat(said)
        .contains(
            "✔ GPU       NVIDIA H200, 140.4 GiB, 139.7 GiB free, compute capability 9.0, driver"
                + " 570.86.15\n",
            "– GPU       Tesla V100-SXM2-16GB, 16.0 GiB, 14.6 GiB free, compute capability 7.0,"
                + " driver 570.86.15; not used\n",
            "✔ GPU       PyTorch 2.7.1 for CUDA 12.8 is taken from " + natives + "\n",
            "– GPU       Of 2 GPUs this one is used; CUDA_VISIBLE_DEVICES, with"
                + " CUDA_DEVICE_ORDER=PCI_BUS_ID, chooses another.\n")
        .containsPattern(
            "✔ GPU       bundled in f32 with 18 pictures at a time needs about 1\\.\\d GiB of what"
                + " is free: fits\n");
  }

  @Test
  void libraries_that_are_not_here_are_announced_with_their_size() throws Exception {
    nvidiaSmi(H200);

    assertThat(doctor("cuda"))
        .contains(
            "– GPU       PyTorch 2.7.1 for CUDA 12.8 is not here yet; the first start fetches"
                + " about 2.5 GB from publish.djl.ai into "
                + natives
                + "\n");
    assertThat(natives).doesNotExist();
  }

  private void nvidiaSmi(String answer) throws IOException {
    Path file =
        Files.writeString(
            temp.resolve("bin/nvidia-smi"), "#!/bin/sh\ncat <<'END'\n" + answer + "\nEND\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
  }

  private String doctor(String device) throws Exception {
    Path out = Files.createFile(temp.resolve("out"));
    ProcessBuilder builder =
        MainProcess.of("doctor")
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .redirectOutput(out.toFile());
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(name -> name.startsWith("CUDA_") || name.startsWith("PYTORCH_"));
    environment.putAll(
        Map.of(
            "VITRAIL_DATA_FOLDER",
            temp.resolve("data").toString(),
            "VITRAIL_WEB_PORT",
            "0",
            "VITRAIL_WORKER_DEVICE",
            device,
            "ENGINE_CACHE_DIR",
            temp.resolve("natives").toString(),
            "LD_LIBRARY_PATH",
            temp.resolve("bin").toString(),
            "PATH",
            temp.resolve("bin") + File.pathSeparator + System.getenv("PATH")));
    Process doctor = builder.start();
    assertThat(doctor.waitFor(2, TimeUnit.MINUTES)).isTrue();
    String said = Files.readString(out, StandardCharsets.UTF_8);
    assertThat(doctor.exitValue()).as(said).isZero();
    return said;
  }
}
