package org.vitrail.inference.model.tensor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The driver of this machine's NVIDIA GPUs.
 *
 * @param version as {@code nvidia-smi} names it, such as {@code 550.54.14}
 */
record NvidiaDriver(String version) {
  private static final List<String> QUERY =
      List.of("nvidia-smi", "--query-gpu=driver_version", "--format=csv,noheader");
  private static final Pattern VERSION = Pattern.compile("\\d+(\\.\\d+)+");

  /** The oldest driver that runs programs of any CUDA 12 (NVIDIA, "CUDA Compatibility"). */
  private static final int[] OLDEST_LINUX = {525, 60, 13};

  private static final int[] OLDEST_WINDOWS = {528, 33};

  /** Asks {@code nvidia-smi}; empty where there is none, or no GPU. */
  static Optional<NvidiaDriver> find() {
    try {
      Process process = new ProcessBuilder(QUERY).redirectErrorStream(true).start();
      process.getOutputStream().close();
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return Optional.empty();
      }
      byte[] answer = process.getInputStream().readAllBytes();
      return process.exitValue() == 0
          ? read(new String(answer, StandardCharsets.UTF_8))
          : Optional.empty();
    } catch (IOException e) {
      // There is no nvidia-smi here.
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  /** Reads what {@code nvidia-smi} answers: one line for each GPU. */
  static Optional<NvidiaDriver> read(String answer) {
    Matcher version = VERSION.matcher(answer.strip().split("\\R", 2)[0].strip());
    return version.matches() ? Optional.of(new NvidiaDriver(version.group())) : Optional.empty();
  }

  /** Whether it runs PyTorch's natives for CUDA 12. */
  boolean runsCuda12(boolean windows) {
    int[] oldest = windows ? OLDEST_WINDOWS : OLDEST_LINUX;
    String[] parts = version.split("\\.");
    for (int i = 0; i < oldest.length; i++) {
      int part = i < parts.length ? Integer.parseInt(parts[i]) : 0;
      if (part != oldest[i]) {
        return part > oldest[i];
      }
    }
    return true;
  }

  /** The oldest version that would do. */
  static String oldest(boolean windows) {
    return windows ? "528.33" : "525.60.13";
  }
}
