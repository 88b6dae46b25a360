package org.vitrail.inference.model.tensor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;

/**
 * What the processor says of itself.
 *
 * @param vendor such as {@code AuthenticAMD}
 * @param flags its instruction sets, such as {@code avx512_bf16}
 */
record Processor(String vendor, Set<String> flags) {
  private static final Path LINUX = Path.of("/proc/cpuinfo");

  /** Linux tells; elsewhere nothing is known. */
  static Processor here() {
    try {
      return Files.isReadable(LINUX)
          ? read(Files.readString(LINUX, StandardCharsets.ISO_8859_1))
          : new Processor("", Set.of());
    } catch (IOException e) {
      return new Processor("", Set.of());
    }
  }

  /** Reads the first processor of a {@code /proc/cpuinfo}. */
  static Processor read(String cpuinfo) {
    return new Processor(
        value(cpuinfo, "vendor_id"),
        Set.copyOf(Arrays.asList(value(cpuinfo, "flags").split(" +"))));
  }

  /**
   * Whether it multiplies bf16 matrices much faster than f32. Intel's processors do so by their
   * matrix unit alone: measured without it, their bf16 instructions took longer than f32.
   */
  boolean hasFastBf16() {
    return flags.contains("amx_bf16")
        || flags.contains("avx512_bf16") && vendor.equals("AuthenticAMD");
  }

  private static String value(String cpuinfo, String key) {
    return cpuinfo
        .lines()
        .filter(line -> line.startsWith(key) && line.contains(":"))
        .findFirst()
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .orElse("");
  }
}
