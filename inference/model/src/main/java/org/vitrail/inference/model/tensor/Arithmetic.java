package org.vitrail.inference.model.tensor;

/**
 * The number formats that networks are run in, and the kernel of the transformer's linear layers.
 *
 * @param linear computes the transformer's linear layers
 * @param state type of what the transformer keeps between two steps
 * @param picture type of VQGAN's convolutions and CLIP's linear layers
 * @param tf32 whether a GPU may round f32 to 10 bits within the convolutions that paint pictures
 */
record Arithmetic(LinearKernel linear, TensorType state, TensorType picture, boolean tf32) {

  /** With f32 as it is meant. */
  Arithmetic(LinearKernel linear, TensorType state, TensorType picture) {
    this(linear, state, picture, false);
  }

  /** How well a processor multiplies bf16 matrices. */
  enum Bf16 {
    NONE,
    SLOW,
    FAST
  }

  /**
   * What PyTorch can do on a machine's processor.
   *
   * @param bf16 by oneDNN
   */
  record Abilities(boolean onednn, Bf16 bf16, boolean fbgemm) {}

  /** Where a GPU computes, the processor's abilities do not matter. */
  static final Abilities NO_CPU = new Abilities(false, Bf16.NONE, false);

  /**
   * Picks what suits a machine.
   *
   * @param small whether all weights fit into the processor's caches: then narrow numbers save
   *     little, and {@link Precision#AUTO} prefers those that draw the same pictures everywhere
   * @param cuda whether the programs run on a GPU
   * @throws IllegalArgumentException if the machine lacks what the precision needs
   */
  static Arithmetic choose(Precision precision, boolean small, boolean cuda, Abilities cpu) {
    return cuda ? onGpu(precision, small) : onProcessor(precision, small, cpu);
  }

  private static Arithmetic onGpu(Precision precision, boolean small) {
    return switch (precision) {
      case AUTO -> onGpu(small ? Precision.F32 : Precision.BF16, small);
      case BF16 -> new Arithmetic(LinearKernel.PLAIN_BF16, TensorType.BF16, TensorType.BF16);
      // f16 ends at 65504, which a VQGAN's inner layers may pass; TF32 has its precision.
      case F16 -> new Arithmetic(LinearKernel.PLAIN_F16, TensorType.F16, TensorType.F32, true);
      case F32 -> f32(LinearKernel.PLAIN_F32);
      case INT8 ->
          throw new IllegalArgumentException(
              "Precision int8 runs on the processor only; choose bf16, f16 or f32 on a GPU.");
    };
  }

  private static Arithmetic onProcessor(Precision precision, boolean small, Abilities cpu) {
    boolean fast = cpu.onednn() && cpu.bf16() == Bf16.FAST;
    return switch (precision) {
      case AUTO ->
          fast && !small
              ? onProcessor(Precision.BF16, false, cpu)
              : onProcessor(cpu.fbgemm() ? Precision.F16 : Precision.F32, small, cpu);
      case BF16 -> {
        if (fast) {
          yield new Arithmetic(LinearKernel.ONEDNN_BF16, TensorType.BF16, TensorType.BF16);
        }
        // As many bytes, and a processor without bf16 instructions takes four times as long for it.
        yield cpu.fbgemm() ? onProcessor(Precision.F16, small, cpu) : f32(slowBf16(cpu));
      }
      case F16 -> f32(cpu.fbgemm() ? LinearKernel.FBGEMM_F16 : LinearKernel.PLAIN_F16);
      case F32 -> f32(cpu.onednn() ? LinearKernel.ONEDNN_F32 : LinearKernel.PLAIN_F32);
      case INT8 -> {
        if (!cpu.fbgemm()) {
          throw new IllegalArgumentException(
              "Precision int8 needs FBGEMM, which this processor or this PyTorch lacks; choose bf16"
                  + " or f32.");
        }
        yield fast
            ? new Arithmetic(LinearKernel.FBGEMM_INT8, TensorType.BF16, TensorType.BF16)
            : f32(LinearKernel.FBGEMM_INT8);
      }
    };
  }

  private static LinearKernel slowBf16(Abilities cpu) {
    return cpu.onednn() && cpu.bf16() == Bf16.SLOW
        ? LinearKernel.ONEDNN_BF16
        : LinearKernel.PLAIN_BF16;
  }

  private static Arithmetic f32(LinearKernel kernel) {
    return new Arithmetic(kernel, TensorType.F32, TensorType.F32);
  }
}
