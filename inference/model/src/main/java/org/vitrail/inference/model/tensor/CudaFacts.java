package org.vitrail.inference.model.tensor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What decides whether this machine's GPU is used.
 *
 * @param system {@code linux}, {@code wsl} (Linux inside Windows), {@code win} or another
 * @param architecture as Java names it, {@code amd64} or {@code aarch64}
 * @param libcuda whether the driver's own library for programs, {@code libcuda}, is here
 * @param natives where PyTorch's libraries for CUDA are or will be
 * @param environment variables of this process
 */
record CudaFacts(
    String system,
    String architecture,
    NvidiaSmi.Answer smi,
    boolean libcuda,
    Path natives,
    boolean nativesHere,
    Map<String, String> environment) {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  static CudaFacts here() {
    String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String system = os.startsWith("windows") ? "win" : os;
    if (os.equals("linux") && Files.exists(Path.of("/dev/dxg"))) {
      system = "wsl";
    }
    String architecture = System.getProperty("os.arch");
    Path natives =
        NativeFolder.here()
            .resolve("pytorch")
            .resolve(CudaChoice.folderName(system.equals("win"), architecture));
    boolean here = Files.exists(natives.resolve(System.mapLibraryName("torch")));
    return new CudaFacts(
        system,
        architecture,
        NvidiaSmi.ask(PATIENCE),
        system.equals("win") || hasLibcuda(),
        natives,
        here,
        System.getenv());
  }

  /** Drivers of Windows are numbered in a way of their own, and WSL uses that of the Windows. */
  boolean isWindowsDriver() {
    return system.equals("win") || system.equals("wsl");
  }

  /** DJL's own variable wins over what this program sets. */
  boolean isOffline() {
    return Boolean.parseBoolean(environment.get("DJL_OFFLINE"));
  }

  /**
   * Where the loader looks. A container that was started for nvidia-smi alone (capability utility)
   * has none.
   */
  private static boolean hasLibcuda() {
    String paths =
        System.getenv().getOrDefault("LD_LIBRARY_PATH", "")
            + ":/usr/lib/wsl/lib:/usr/lib64:/usr/lib:/lib64:/lib:/usr/lib/x86_64-linux-gnu"
            + ":/usr/lib/aarch64-linux-gnu:/usr/local/nvidia/lib64:/usr/local/cuda/compat"
            + ":/run/opengl-driver/lib";
    return Stream.of(paths.split(":"))
            .filter(path -> !path.isBlank())
            .anyMatch(path -> Files.exists(Path.of(path, "libcuda.so.1")))
        || isListed();
  }

  private static boolean isListed() {
    try {
      // The loader's own list of what lies elsewhere; names stand in it as they are.
      byte[] cache = Files.readAllBytes(Path.of("/etc/ld.so.cache"));
      return new String(cache, StandardCharsets.ISO_8859_1).contains("libcuda.so.1");
    } catch (IOException e) {
      return false;
    }
  }
}
