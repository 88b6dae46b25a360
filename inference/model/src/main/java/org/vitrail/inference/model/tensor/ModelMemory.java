package org.vitrail.inference.model.tensor;

import ai.djl.pytorch.jni.JniUtils;
import java.util.OptionalLong;

/**
 * The memory that models live in, as it is measured: a GPU's if one is used, else this machine's.
 */
public interface ModelMemory {
  /** Whether it is a GPU's. */
  default boolean isGpus() {
    return false;
  }

  /** Bytes that are taken, by this process at least; empty where nobody tells. */
  OptionalLong used();

  /** Bytes that this process can still take; empty where nobody tells. */
  OptionalLong available();

  /**
   * Bytes that this process can have if it gives back all that it took; empty where nobody tells.
   */
  default OptionalLong reachable() {
    OptionalLong used = used();
    OptionalLong available = available();
    return used.isPresent() && available.isPresent()
        ? OptionalLong.of(used.getAsLong() + available.getAsLong())
        : OptionalLong.empty();
  }

  /** Gives back to the system what closed models have freed. */
  void giveBack();

  /** That in which models with these options would live. */
  static ModelMemory of(RunOptions options) {
    CudaChoice choice = CudaChoice.here(options, () -> GpuNeed.UNKNOWN);
    return choice instanceof CudaChoice.OnGpu gpu ? new OfGpu(gpu.gpu()) : new OfMachine();
  }

  /** This machine's. */
  final class OfMachine implements ModelMemory {
    @Override
    public OptionalLong used() {
      return SystemMemory.usedBytes();
    }

    @Override
    public OptionalLong available() {
      return SystemMemory.availableBytes();
    }

    @Override
    public void giveBack() {
      SystemMemory.trim();
    }
  }

  /** A GPU's; other programs on it count as users, too, as long as they do not change. */
  final class OfGpu implements ModelMemory {
    private static final int MIB = 20;

    private final Gpu gpu;

    OfGpu(Gpu gpu) {
      this.gpu = gpu;
    }

    @Override
    public boolean isGpus() {
      return true;
    }

    @Override
    public OptionalLong used() {
      OptionalLong free = available();
      return free.isPresent() && gpu.totalMib().isPresent()
          ? OptionalLong.of((gpu.totalMib().getAsLong() << MIB) - free.getAsLong())
          : OptionalLong.empty();
    }

    @Override
    public OptionalLong available() {
      return CudaFacts.here().smi() instanceof NvidiaSmi.Answer.Gpus found
          ? found.gpus().stream()
              .filter(it -> it.uuid().equals(gpu.uuid()) && it.freeMib().isPresent())
              .mapToLong(it -> it.freeMib().getAsLong() << MIB)
              .findFirst()
          : OptionalLong.empty();
    }

    /** PyTorch keeps what was freed for its own next tensors. */
    @Override
    public void giveBack() {
      JniUtils.emptyCudaCache();
      SystemMemory.trim();
    }
  }
}
