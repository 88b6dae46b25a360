package org.vitrail.inference.model.tensor;

/**
 * The driver of this machine's NVIDIA GPUs, and what NVIDIA says of it in "CUDA Compatibility".
 *
 * @param version as {@code nvidia-smi} names it, such as {@code 550.54.14}; in WSL that of the
 *     Windows outside
 */
record NvidiaDriver(String version) {
  /** The oldest driver that runs compiled programs of any CUDA 12 (minor version compatibility). */
  static String oldest(boolean windows) {
    return windows ? "528.33" : "525.60.13";
  }

  /**
   * The driver that came with CUDA 12.8. An older one cannot compile PTX of that toolkit, and runs
   * only what was compiled for its GPU beforehand.
   */
  static String ofCuda128(boolean windows) {
    return windows ? "570.65" : "570.26";
  }

  /** Whether it is a version or a newer one. */
  boolean isAtLeast(String other) {
    String[] mine = version.split("\\.");
    String[] its = other.split("\\.");
    for (int i = 0; i < its.length; i++) {
      int part = i < mine.length ? Integer.parseInt(mine[i]) : 0;
      if (part != Integer.parseInt(its[i])) {
        return part > Integer.parseInt(its[i]);
      }
    }
    return true;
  }
}
