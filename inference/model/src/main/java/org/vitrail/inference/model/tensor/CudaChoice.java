package org.vitrail.inference.model.tensor;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.vitrail.inference.model.tensor.NvidiaSmi.Answer;

/**
 * Whether networks run on a GPU, with which of PyTorch's libraries, and if not, why not. The start
 * of the engine, its message about the download and the doctor all ask here.
 *
 * <p>There is one build for CUDA: PyTorch 2.7.1 for CUDA 12.8, for 64-bit x86 with Linux or
 * Windows. DJL takes it from the folder where it keeps libraries, or fetches it from its own site.
 */
public sealed interface CudaChoice {
  String FLAVOR = "cu128";
  String VERSION = "2.7.1";
  String DOWNLOAD = "about 2.5 GB from publish.djl.ai";

  /** Calls the function for what this is. */
  <T> T fold(
      Function<OnGpu, T> gpu, Function<OnProcessor, T> processor, Function<Refused, T> refused);

  /**
   * @param natives where the libraries are taken from, for people
   * @param download whether they must be fetched first
   * @param notes what is worth knowing: whole sentences
   */
  record OnGpu(Gpu gpu, String driver, String natives, boolean download, List<String> notes)
      implements CudaChoice {
    @Override
    public <T> T fold(
        Function<OnGpu, T> gpu, Function<OnProcessor, T> processor, Function<Refused, T> refused) {
      return gpu.apply(this);
    }
  }

  /**
   * @param reason why no GPU is used, with what helps; empty where there is none to expect
   */
  record OnProcessor(String reason) implements CudaChoice {
    @Override
    public <T> T fold(
        Function<OnGpu, T> gpu, Function<OnProcessor, T> processor, Function<Refused, T> refused) {
      return processor.apply(this);
    }
  }

  /**
   * A GPU was asked for by name and cannot be had.
   *
   * @param reason with what helps
   */
  record Refused(String reason) implements CudaChoice {
    @Override
    public <T> T fold(
        Function<OnGpu, T> gpu, Function<OnProcessor, T> processor, Function<Refused, T> refused) {
      return refused.apply(this);
    }
  }

  /**
   * On this machine as it is now.
   *
   * @param need asked only where there is a GPU
   */
  static CudaChoice here(RunOptions options, Supplier<GpuNeed> need) {
    return options.device() == ComputeDevice.CPU
        ? new OnProcessor("")
        : of(options, CudaFacts.here(), need);
  }

  /** From given facts. */
  static CudaChoice of(RunOptions options, CudaFacts facts, Supplier<GpuNeed> need) {
    boolean asked = options.device() == ComputeDevice.CUDA;
    if (options.device() == ComputeDevice.CPU) {
      return new OnProcessor("");
    }
    return facts
        .smi()
        .fold(
            found -> of(options, facts, found, need),
            () ->
                asked
                    ? refused(
                        "Device cuda is not available: there is no nvidia-smi here, so no NVIDIA"
                            + " driver. Install the driver; start a container with --gpus all and"
                            + " NVIDIA_DRIVER_CAPABILITIES=compute,utility.")
                    : new OnProcessor(""),
            failed -> no(asked, failed.reason()));
  }

  private static CudaChoice of(
      RunOptions options, CudaFacts facts, Answer.Gpus found, Supplier<GpuNeed> need) {
    boolean asked = options.device() == ComputeDevice.CUDA;
    Optional<String> obstacle =
        environment(facts)
            .or(() -> platform(facts))
            .or(() -> driver(facts, found.driver()))
            .or(() -> precision(options));
    if (obstacle.isPresent()) {
      return no(asked, obstacle.get());
    }
    List<Gpu> visible = visible(found.gpus(), facts);
    if (visible.isEmpty()) {
      return no(
          asked,
          "CUDA_VISIBLE_DEVICES=%s hides every GPU. Name one by its number in nvidia-smi, or unset it."
              .formatted(facts.environment().get("CUDA_VISIBLE_DEVICES")));
    }
    Gpu gpu = visible.get(0);
    obstacle = capability(facts, gpu).or(() -> memory(gpu, need.get())).or(() -> offline(facts));
    return obstacle.isPresent()
        ? no(asked, obstacle.get())
        : onGpu(facts, found.driver(), gpu, visible.size());
  }

  /** The folder of DJL's cache that holds the build for a platform. */
  static String folderName(boolean windows, String architecture) {
    String arch = architecture.equals("amd64") ? "x86_64" : architecture;
    return VERSION + "-" + FLAVOR + "-" + (windows ? "win" : "linux") + "-" + arch;
  }

  private static CudaChoice onGpu(CudaFacts facts, NvidiaDriver driver, Gpu gpu, int visible) {
    List<String> notes = new ArrayList<>();
    if (visible > 1) {
      notes.add(
          "Of "
              + visible
              + " GPUs this one is used; CUDA_VISIBLE_DEVICES, with CUDA_DEVICE_ORDER=PCI_BUS_ID,"
              + " chooses another.");
    }
    String bundled = NvidiaDriver.ofCuda128(facts.isWindowsDriver());
    if (!driver.isAtLeast(bundled)) {
      notes.add("Driver " + bundled + ", that of CUDA 12.8, or newer is better; this one does.");
    }
    if (gpu.capability().orElse(80) < 80) {
      notes.add("This GPU computes bf16 slowly: worker.precision f16 suits it.");
    }
    String own = facts.environment().get("PYTORCH_LIBRARY_PATH");
    if (own != null) {
      return new OnGpu(gpu, driver.version(), own + " (PYTORCH_LIBRARY_PATH)", false, notes);
    }
    return new OnGpu(
        gpu, driver.version(), facts.natives().toString(), !facts.nativesHere(), notes);
  }

  private static CudaChoice no(boolean asked, String reason) {
    return asked ? refused(reason) : new OnProcessor(reason);
  }

  private static Refused refused(String reason) {
    return new Refused(reason + " Or choose device cpu.");
  }

  /** DJL's own variables, which would lead it to libraries that do not fit. */
  private static Optional<String> environment(CudaFacts facts) {
    String flavor = facts.environment().getOrDefault("PYTORCH_FLAVOR", "");
    String version = facts.environment().getOrDefault("PYTORCH_VERSION", "");
    boolean ownFolder = facts.environment().containsKey("PYTORCH_LIBRARY_PATH");
    if (!version.isEmpty() && !version.equals(VERSION)) {
      return Optional.of("PYTORCH_VERSION=" + version + " does not fit " + VERSION + ": unset it.");
    }
    if (flavor.isEmpty() && ownFolder) {
      return Optional.of(
          "PYTORCH_LIBRARY_PATH does not say whether its libraries are for CUDA: set"
              + " PYTORCH_FLAVOR=cu128 if they are.");
    }
    if (!flavor.isEmpty() && !flavor.equals(FLAVOR)) {
      return Optional.of(
          "PYTORCH_FLAVOR=" + flavor + " is not the build for CUDA that fits: set it to cu128.");
    }
    return Optional.empty();
  }

  private static Optional<String> platform(CudaFacts facts) {
    boolean built = List.of("linux", "wsl", "win").contains(facts.system());
    boolean x86 = List.of("amd64", "x86_64").contains(facts.architecture());
    return built && x86
        ? Optional.empty()
        : Optional.of(
            "PyTorch for CUDA is built for 64-bit x86 with Linux or Windows, and this is %s %s."
                .formatted(facts.system(), facts.architecture()));
  }

  private static Optional<String> driver(CudaFacts facts, NvidiaDriver driver) {
    String oldest = NvidiaDriver.oldest(facts.isWindowsDriver());
    if (!driver.isAtLeast(oldest)) {
      return Optional.of(
          "The NVIDIA driver %s is too old: PyTorch for CUDA 12.8 needs %s or newer. Update the driver%s."
              .formatted(
                  driver.version(),
                  oldest,
                  facts.system().equals("wsl") ? " of the Windows outside" : ""));
    }
    return facts.libcuda()
        ? Optional.empty()
        : Optional.of(
            "The driver's library libcuda.so.1 is missing. Start the container with"
                + " NVIDIA_DRIVER_CAPABILITIES=compute,utility, or install the driver whole.");
  }

  private static Optional<String> precision(RunOptions options) {
    return options.precision() == Precision.INT8
        ? Optional.of(
            "Precision int8 runs on the processor only; choose bf16, f16 or f32 on a GPU.")
        : Optional.empty();
  }

  /**
   * Code for a compute capability runs on later ones of the same first number. Newer generations
   * need PTX, which the driver compiles: the build for Linux holds it, that for Windows does not.
   */
  private static Optional<String> capability(CudaFacts facts, Gpu gpu) {
    int has = gpu.capability().orElse(90);
    boolean windows = facts.system().equals("win");
    int oldest = windows ? 50 : 75;
    boolean later = has >= 130;
    if (has >= oldest && (!later || !windows)) {
      return Optional.empty();
    }
    return Optional.of(
        "The %s is too %s: its compute capability is %s, and PyTorch %s for CUDA 12.8 here runs on %s to 12.%s."
            .formatted(
                gpu.name(),
                has < oldest ? "old" : "new",
                gpu.capabilityName().orElse("unknown"),
                VERSION,
                windows ? "5.0" : "7.5",
                windows ? "x" : "x and newer"));
  }

  private static Optional<String> memory(Gpu gpu, GpuNeed need) {
    long free = gpu.freeMib().orElse(Long.MAX_VALUE >> 20) << 20;
    return need.bytes() <= free
        ? Optional.empty()
        : Optional.of(
            "%s: %s, which does not fit. End other programs on the GPU, or choose fewer worker.batchImages, precision bf16 or the model dalle-mini."
                .formatted(gpu.described(), need.described()));
  }

  private static Optional<String> offline(CudaFacts facts) {
    boolean own = facts.environment().containsKey("PYTORCH_LIBRARY_PATH");
    return own || facts.nativesHere() || !facts.isOffline()
        ? Optional.empty()
        : Optional.of(
            "PyTorch's libraries for CUDA are not in %s, and DJL_OFFLINE=true forbids to fetch them (%s). Unset it, or copy the folder from another machine."
                .formatted(facts.natives(), DOWNLOAD));
  }

  /**
   * The GPUs that CUDA shows to this process, the one it uses first. It counts them by speed, which
   * only the compute capability and the memory hint at, unless told to count as nvidia-smi does.
   */
  private static List<Gpu> visible(List<Gpu> all, CudaFacts facts) {
    List<Gpu> counted = new ArrayList<>(all);
    if (!"PCI_BUS_ID".equals(facts.environment().get("CUDA_DEVICE_ORDER"))) {
      counted.sort(
          Comparator.comparingInt((Gpu gpu) -> gpu.capability().orElse(0))
              .thenComparingLong(gpu -> gpu.totalMib().orElse(0))
              .reversed());
    }
    String chosen = facts.environment().get("CUDA_VISIBLE_DEVICES");
    if (chosen == null) {
      return counted;
    }
    List<Gpu> visible = new ArrayList<>();
    for (String name : chosen.strip().split("\\s*,\\s*")) {
      Optional<Gpu> gpu = named(name, counted);
      if (gpu.isEmpty()) {
        // CUDA reads no further than the first that it does not know.
        return visible;
      }
      visible.add(gpu.get());
    }
    return visible;
  }

  private static Optional<Gpu> named(String name, List<Gpu> counted) {
    if (name.matches("\\d{1,4}")) {
      int at = Integer.parseInt(name);
      return at < counted.size() ? Optional.of(counted.get(at)) : Optional.empty();
    }
    if (name.startsWith("MIG-")) {
      return counted.stream().filter(gpu -> gpu.name().contains("MIG")).findFirst();
    }
    return counted.stream()
        .filter(gpu -> name.startsWith("GPU-") && gpu.uuid().startsWith(name))
        .findFirst();
  }
}
