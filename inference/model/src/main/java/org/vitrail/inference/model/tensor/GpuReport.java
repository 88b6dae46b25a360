package org.vitrail.inference.model.tensor;

import java.util.List;
import java.util.function.Supplier;

/**
 * This machine's GPUs, and which one would be used.
 *
 * @param gpus in the order of the PCI bus; none where nvidia-smi names none
 * @param driver their driver's version; empty where there are none
 */
public record GpuReport(List<Gpu> gpus, String driver, CudaChoice choice) {
  /**
   * Asks {@code nvidia-smi}; loads nothing.
   *
   * @param need asked only where there is a GPU
   */
  public static GpuReport here(RunOptions options, Supplier<GpuNeed> need) {
    CudaFacts facts = CudaFacts.here();
    CudaChoice choice = CudaChoice.of(options, facts, need);
    return facts.smi() instanceof NvidiaSmi.Answer.Gpus found
        ? new GpuReport(found.gpus(), found.driver().version(), choice)
        : new GpuReport(List.of(), "", choice);
  }
}
