package org.vitrail.inference.model.tensor;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * One of this machine's NVIDIA GPUs, as {@code nvidia-smi} tells of it.
 *
 * @param index in the order of the PCI bus
 * @param uuid such as {@code GPU-5d5ba0d6-…}
 * @param totalMib memory in MiB; unknown of a GPU that is split (MIG) or shares the machine's
 * @param freeMib of it
 * @param capability compute capability times ten, as 90 for 9.0; old drivers do not tell it
 */
public record Gpu(
    int index,
    String uuid,
    String name,
    OptionalLong totalMib,
    OptionalLong freeMib,
    OptionalInt capability) {

  /** For people, as {@code 9.0}. */
  public Optional<String> capabilityName() {
    return capability.isPresent()
        ? Optional.of(capability.getAsInt() / 10 + "." + capability.getAsInt() % 10)
        : Optional.empty();
  }

  /** For people, as {@code NVIDIA H200, 140.4 GiB, 120.1 GiB free}. */
  public String described() {
    String memory =
        totalMib.isPresent() ? ", " + gib(totalMib.getAsLong()) : ", memory not told by nvidia-smi";
    return name + memory + (freeMib.isPresent() ? ", " + gib(freeMib.getAsLong()) + " free" : "");
  }

  private static String gib(long mib) {
    return String.format(Locale.ROOT, "%.1f GiB", mib / 1024.0);
  }
}
