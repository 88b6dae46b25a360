package org.vitrail.inference.model.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.vitrail.inference.model.tensor.NvidiaSmi.Answer;

/** Whether a GPU is used, from given facts. */
class CudaChoiceTest {
  private static final String TOO_OLD =
      "The NVIDIA driver %s is too old: PyTorch for CUDA 12.8 needs %s or newer. Update the"
          + " driver%s.";

  @Test
  void without_a_driver_the_processor_is_used_silently_and_cuda_refused() {
    Machine machine = new Machine().smi(new Answer.Absent());

    assertThat(machine.auto()).isEqualTo(new CudaChoice.OnProcessor(""));
    assertThat(machine.cuda())
        .isEqualTo(
            new CudaChoice.Refused(
                "Device cuda is not available: there is no nvidia-smi here, so no NVIDIA driver."
                    + " Install the driver; start a container with --gpus all and"
                    + " NVIDIA_DRIVER_CAPABILITIES=compute,utility. Or choose device cpu."));
  }

  @Test
  void device_cpu_asks_for_nothing() {
    assertThat(new Machine().choose(ComputeDevice.CPU, Precision.AUTO, GpuNeed.UNKNOWN))
        .isEqualTo(new CudaChoice.OnProcessor(""));
  }

  @Test
  void what_nvidia_smi_reports_instead_of_a_gpu_is_passed_on() {
    Machine machine = new Machine().smi(new Answer.Failed("It hangs. Restart."));

    assertNo(machine, "It hangs. Restart.");
  }

  @ParameterizedTest
  @EnumSource(names = {"AUTO", "CUDA"})
  void a_good_gpu_is_used_with_the_libraries_that_are_here(ComputeDevice device) {
    Machine machine = new Machine();

    assertThat(machine.choose(device, Precision.AUTO, GpuNeed.UNKNOWN))
        .isEqualTo(
            new CudaChoice.OnGpu(
                gpu(0, "NVIDIA H200", 143771, 90), "570.86.15", "/natives", false, List.of()));
  }

  @Test
  void libraries_that_are_not_here_are_fetched() {
    assertThat(((CudaChoice.OnGpu) new Machine().natives(false).auto()).download()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "linux, 525.60.13, true, 525.60.13, ''",
    "linux, 525.60.12, false, 525.60.13, ''",
    "linux, 525.60, false, 525.60.13, ''",
    "linux, 470.256.02, false, 525.60.13, ''",
    "linux, 1000.1, true, 525.60.13, ''",
    "win, 528.33, true, 528.33, ''",
    "win, 528.32, false, 528.33, ''",
    "win, 527.99, false, 528.33, ''",
    "wsl, 526.00, false, 528.33, ' of the Windows outside'",
    "wsl, 572.16, true, 528.33, ''",
  })
  void a_driver_runs_cuda_12_from_a_version_on(
      String system, String version, boolean runs, String oldest, String whose) {
    Machine machine = new Machine().system(system).driver(version);

    if (runs) {
      assertThat(machine.auto()).isInstanceOf(CudaChoice.OnGpu.class);
    } else {
      assertNo(machine, TOO_OLD.formatted(version, oldest, whose));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "linux, 550.54.14, 570.26",
    "linux, 570.25, 570.26",
    "win, 566.36, 570.65",
    "wsl, 570.64, 570.65",
    "linux, 570.26, ''",
    "win, 570.65, ''"
  })
  void an_older_driver_of_cuda_12_does_and_is_told_of(
      String system, String version, String bundled) {
    CudaChoice choice = new Machine().system(system).driver(version).auto();

    assertThat(((CudaChoice.OnGpu) choice).notes())
        .isEqualTo(
            bundled.isEmpty()
                ? List.of()
                : List.of(
                    "Driver "
                        + bundled
                        + ", that of CUDA 12.8, or newer is better; this one does."));
  }

  @ParameterizedTest
  @CsvSource({
    "linux, amd64, true",
    "linux, x86_64, true",
    "win, amd64, true",
    "wsl, amd64, true",
    "linux, aarch64, false",
    "win, aarch64, false",
    "freebsd, amd64, false"
  })
  void pytorch_for_cuda_is_built_for_some_platforms(
      String system, String architecture, boolean built) {
    Machine machine = new Machine().system(system).architecture(architecture).driver("999.1");

    if (built) {
      assertThat(machine.auto()).isInstanceOf(CudaChoice.OnGpu.class);
    } else {
      assertNo(
          machine,
          "PyTorch for CUDA is built for 64-bit x86 with Linux or Windows, and this is %s %s."
              .formatted(system, architecture));
    }
  }

  @Test
  void a_driver_without_libcuda_is_one_of_a_container_without_compute() {
    assertNo(
        new Machine().libcuda(false),
        "The driver's library libcuda.so.1 is missing. Start the container with"
            + " NVIDIA_DRIVER_CAPABILITIES=compute,utility, or install the driver whole.");
  }

  @Test
  void offline_the_libraries_must_be_here() {
    Machine offline = new Machine().with("DJL_OFFLINE", "true");

    assertThat(offline.auto()).isInstanceOf(CudaChoice.OnGpu.class);
    assertNo(
        offline.natives(false),
        "PyTorch's libraries for CUDA are not in /natives, and DJL_OFFLINE=true forbids to fetch"
            + " them (about 2.5 GB from publish.djl.ai). Unset it, or copy the folder from another"
            + " machine.");
  }

  @Test
  void a_folder_of_ones_own_needs_no_download_not_even_offline() {
    Machine machine =
        new Machine()
            .natives(false)
            .with("DJL_OFFLINE", "true")
            .with("PYTORCH_LIBRARY_PATH", "/opt/torch/lib")
            .with("PYTORCH_FLAVOR", "cu128");

    CudaChoice.OnGpu choice = (CudaChoice.OnGpu) machine.auto();
    assertThat(choice.natives()).isEqualTo("/opt/torch/lib (PYTORCH_LIBRARY_PATH)");
    assertThat(choice.download()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "PYTORCH_FLAVOR, cpu, PYTORCH_FLAVOR=cpu is not the build for CUDA that fits: set it to cu128.",
    "PYTORCH_FLAVOR, cu124, PYTORCH_FLAVOR=cu124 is not the build for CUDA that fits: set it to"
        + " cu128.",
    "PYTORCH_VERSION, 2.5.1, PYTORCH_VERSION=2.5.1 does not fit 2.7.1: unset it.",
    "PYTORCH_LIBRARY_PATH, /opt/torch, PYTORCH_LIBRARY_PATH does not say whether its libraries are"
        + " for CUDA: set PYTORCH_FLAVOR=cu128 if they are.",
    "PYTORCH_FLAVOR, cu128, ''",
    "PYTORCH_FLAVOR, '', ''",
    "PYTORCH_VERSION, 2.7.1, ''"
  })
  void djls_own_variables_must_name_what_fits(String name, String value, String reason) {
    Machine machine = new Machine().with(name, value);

    if (reason.isEmpty()) {
      assertThat(machine.auto()).isInstanceOf(CudaChoice.OnGpu.class);
    } else {
      assertNo(machine, reason);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "linux, 75, ''",
    "linux, 86, ''",
    "linux, 89, ''",
    "linux, 90, ''",
    "linux, 103, ''",
    "linux, 121, ''",
    "linux, 130, ''",
    "linux, 70, 'The GPU is too old: its compute capability is 7.0, and PyTorch 2.7.1 for CUDA"
        + " 12.8 here runs on 7.5 to 12.x and newer.'",
    "linux, 37, 'The GPU is too old: its compute capability is 3.7, and PyTorch 2.7.1 for CUDA"
        + " 12.8 here runs on 7.5 to 12.x and newer.'",
    "win, 50, ''",
    "win, 61, ''",
    "win, 120, ''",
    "win, 37, 'The GPU is too old: its compute capability is 3.7, and PyTorch 2.7.1 for CUDA 12.8"
        + " here runs on 5.0 to 12.x.'",
    "win, 130, 'The GPU is too new: its compute capability is 13.0, and PyTorch 2.7.1 for CUDA"
        + " 12.8 here runs on 5.0 to 12.x.'",
  })
  void a_gpu_must_be_of_a_generation_that_the_build_knows(
      String system, int capability, String reason) {
    Machine machine =
        new Machine().system(system).driver("999.1").gpus(gpu(0, "GPU", 9000, capability));

    if (reason.isEmpty()) {
      assertThat(machine.auto()).isInstanceOf(CudaChoice.OnGpu.class);
    } else {
      assertNo(machine, reason);
    }
  }

  @Test
  void a_gpu_before_ampere_is_told_that_bf16_is_slow() {
    CudaChoice choice = new Machine().gpus(gpu(0, "Tesla T4", 15360, 75)).auto();

    assertThat(((CudaChoice.OnGpu) choice).notes())
        .containsExactly("This GPU computes bf16 slowly: worker.precision f16 suits it.");
  }

  @Test
  void a_driver_that_tells_neither_memory_nor_capability_is_trusted() {
    Gpu unknown =
        new Gpu(0, "GPU-0", "X", OptionalLong.empty(), OptionalLong.empty(), OptionalInt.empty());
    Machine machine = new Machine().gpus(unknown);

    assertThat(machine.choose(ComputeDevice.AUTO, Precision.AUTO, new GpuNeed("m", 1L << 50)))
        .isInstanceOfSatisfying(
            CudaChoice.OnGpu.class, choice -> assertThat(choice.notes()).isEmpty());
  }

  @Test
  void int8_runs_on_the_processor_only() {
    String reason = "Precision int8 runs on the processor only; choose bf16, f16 or f32 on a GPU.";

    assertThat(new Machine().choose(ComputeDevice.AUTO, Precision.INT8, GpuNeed.UNKNOWN))
        .isEqualTo(new CudaChoice.OnProcessor(reason));
    assertThat(new Machine().choose(ComputeDevice.CUDA, Precision.INT8, GpuNeed.UNKNOWN))
        .isEqualTo(new CudaChoice.Refused(reason + " Or choose device cpu."));
  }

  @Test
  void what_does_not_fit_into_free_memory_stays_on_the_processor() {
    Machine machine = new Machine().gpus(gpu(0, "NVIDIA GeForce RTX 3050", 4096, 86));
    GpuNeed fits = new GpuNeed("dalle-mega in bf16 with 9 pictures", 4096L << 20);
    GpuNeed tooMuch = new GpuNeed("dalle-mega in bf16 with 9 pictures", (4096L << 20) + 1);
    String reason =
        "NVIDIA GeForce RTX 3050, 4.0 GiB, 4.0 GiB free: dalle-mega in bf16 with 9 pictures needs"
            + " about 4.0 GiB, which does not fit. End other programs on the GPU, or choose fewer"
            + " worker.batchImages, precision bf16 or the model dalle-mini.";

    assertThat(machine.choose(ComputeDevice.CUDA, Precision.AUTO, fits))
        .isInstanceOf(CudaChoice.OnGpu.class);
    assertThat(machine.choose(ComputeDevice.AUTO, Precision.AUTO, tooMuch))
        .isEqualTo(new CudaChoice.OnProcessor(reason));
    assertThat(machine.choose(ComputeDevice.CUDA, Precision.AUTO, tooMuch))
        .isEqualTo(new CudaChoice.Refused(reason + " Or choose device cpu."));
  }

  @ParameterizedTest
  @CsvSource({
    ", , B, 3",
    ", PCI_BUS_ID, A, 3",
    ", FASTEST_FIRST, B, 3",
    "0, PCI_BUS_ID, A, 1",
    "2, PCI_BUS_ID, C, 1",
    "'2,0', PCI_BUS_ID, C, 2",
    "' 2 , 0 ', PCI_BUS_ID, C, 2",
    "'2,-1,0', PCI_BUS_ID, C, 1",
    "0, , B, 1",
    "1, , C, 1",
    "GPU-2, , C, 1",
    "'GPU-0,GPU-1', , A, 2",
    "'', , , 0",
    "-1, , , 0",
    "3, , , 0",
    "GPU-9, , , 0",
    "none, , , 0",
    "99999999999, , , 0"
  })
  void cuda_visible_devices_chooses_among_several(
      String chosen, String order, String used, int visible) {
    Machine machine =
        new Machine().gpus(gpu(0, "A", 12288, 86), gpu(1, "B", 24576, 89), gpu(2, "C", 81920, 86));
    if (chosen != null) {
      machine.with("CUDA_VISIBLE_DEVICES", chosen);
    }
    if (order != null) {
      machine.with("CUDA_DEVICE_ORDER", order);
    }

    if (used == null) {
      assertNo(
          machine,
          "CUDA_VISIBLE_DEVICES=%s hides every GPU. Name one by its number in nvidia-smi, or unset it."
              .formatted(chosen));
      return;
    }
    CudaChoice.OnGpu choice = (CudaChoice.OnGpu) machine.auto();
    assertThat(choice.gpu().name()).isEqualTo(used);
    assertThat(choice.notes())
        .isEqualTo(
            visible == 1
                ? List.of()
                : List.of(
                    "Of "
                        + visible
                        + " GPUs this one is used; CUDA_VISIBLE_DEVICES, with"
                        + " CUDA_DEVICE_ORDER=PCI_BUS_ID, chooses another."));
  }

  @Test
  void a_slice_of_mig_is_found_by_the_gpu_that_is_split() {
    Gpu split =
        new Gpu(
            0,
            "GPU-0",
            "NVIDIA A100 (split by MIG)",
            OptionalLong.empty(),
            OptionalLong.empty(),
            OptionalInt.of(80));
    Machine machine = new Machine().gpus(split).with("CUDA_VISIBLE_DEVICES", "MIG-c6d4f1ef");

    assertThat(((CudaChoice.OnGpu) machine.auto()).gpu()).isEqualTo(split);
  }

  @Test
  void the_folder_is_named_as_djl_names_it() {
    assertThat(CudaChoice.folderName(false, "amd64")).isEqualTo("2.7.1-cu128-linux-x86_64");
    assertThat(CudaChoice.folderName(true, "amd64")).isEqualTo("2.7.1-cu128-win-x86_64");
    assertThat(CudaChoice.folderName(false, "aarch64")).isEqualTo("2.7.1-cu128-linux-aarch64");
  }

  /** Device auto goes to the processor and says why; device cuda is refused with the same. */
  private static void assertNo(Machine machine, String reason) {
    assertThat(machine.auto()).isEqualTo(new CudaChoice.OnProcessor(reason));
    assertThat(machine.cuda()).isEqualTo(new CudaChoice.Refused(reason + " Or choose device cpu."));
  }

  private static Gpu gpu(int index, String name, long mib, int capability) {
    return new Gpu(
        index,
        "GPU-" + index,
        name,
        OptionalLong.of(mib),
        OptionalLong.of(mib),
        OptionalInt.of(capability));
  }

  /** A Linux with one good GPU and everything in place, until told otherwise. */
  private static final class Machine {
    private String system = "linux";
    private String architecture = "amd64";
    private String driver = "570.86.15";
    private List<Gpu> gpus = List.of(gpu(0, "NVIDIA H200", 143771, 90));
    private Answer other;
    private boolean libcuda = true;
    private boolean natives = true;
    private final Map<String, String> environment = new HashMap<>();

    Machine system(String name) {
      system = name;
      if (!name.equals("linux") && driver.equals("570.86.15")) {
        driver = "572.16";
      }
      return this;
    }

    Machine architecture(String name) {
      architecture = name;
      return this;
    }

    Machine driver(String version) {
      driver = version;
      return this;
    }

    Machine gpus(Gpu... all) {
      gpus = new ArrayList<>(Arrays.asList(all));
      return this;
    }

    Machine smi(Answer answer) {
      other = answer;
      return this;
    }

    Machine libcuda(boolean here) {
      libcuda = here;
      return this;
    }

    Machine natives(boolean here) {
      natives = here;
      return this;
    }

    Machine with(String name, String value) {
      environment.put(name, value);
      return this;
    }

    CudaChoice auto() {
      return choose(ComputeDevice.AUTO, Precision.AUTO, GpuNeed.UNKNOWN);
    }

    CudaChoice cuda() {
      return choose(ComputeDevice.CUDA, Precision.AUTO, GpuNeed.UNKNOWN);
    }

    CudaChoice choose(ComputeDevice device, Precision precision, GpuNeed need) {
      Answer answer = other != null ? other : new Answer.Gpus(new NvidiaDriver(driver), gpus);
      CudaFacts facts =
          new CudaFacts(
              system,
              architecture,
              answer,
              libcuda,
              Path.of("/natives"),
              natives,
              Map.copyOf(environment));
      return CudaChoice.of(new RunOptions(device, precision, 0), facts, () -> need);
    }
  }
}
