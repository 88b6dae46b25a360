package org.vitrail.inference.model.tensor;

/**
 * The implementation behind a program's linear layers: a TorchScript mixin and the type of its
 * weights. A program holds only the operators of its own kernel, for an operator that a platform
 * lacks would keep the whole program from loading.
 */
enum LinearKernel {
  PLAIN_F32("linear_plain.py", TensorType.F32),
  PLAIN_BF16("linear_plain.py", TensorType.BF16),
  PLAIN_F16("linear_plain.py", TensorType.F16),
  ONEDNN_F32("linear_onednn.py", TensorType.F32),
  ONEDNN_BF16("linear_onednn.py", TensorType.BF16),
  FBGEMM_F16("linear_fbgemm_f16.py", TensorType.F16),
  FBGEMM_INT8("linear_fbgemm_int8.py", TensorType.I8);

  private final String source;
  private final TensorType weightType;

  LinearKernel(String source, TensorType weightType) {
    this.source = source;
    this.weightType = weightType;
  }

  String source() {
    return source;
  }

  TensorType weightType() {
    return weightType;
  }

  /** What PyTorch can do on a machine's processor. */
  record Abilities(boolean onednn, boolean fastBf16, boolean fbgemm) {}

  /**
   * Picks the kernel for a machine.
   *
   * @param cuda whether the program runs on a GPU
   */
  static LinearKernel choose(Precision precision, boolean cuda, Abilities cpu) {
    if (cuda) {
      return switch (precision) {
        case AUTO, BF16 -> PLAIN_BF16;
        case F16 -> PLAIN_F16;
        case F32 -> PLAIN_F32;
        case INT8 ->
            throw new IllegalArgumentException(
                "Precision int8 runs on the processor only; choose bf16, f16 or f32 on a GPU.");
      };
    }
    return switch (precision) {
      case AUTO -> cpu.fbgemm() ? FBGEMM_F16 : cpu.onednn() ? ONEDNN_F32 : PLAIN_F32;
      case BF16 -> cpu.onednn() && cpu.fastBf16() ? ONEDNN_BF16 : PLAIN_BF16;
      case F16 -> cpu.fbgemm() ? FBGEMM_F16 : PLAIN_F16;
      case F32 -> cpu.onednn() ? ONEDNN_F32 : PLAIN_F32;
      case INT8 -> {
        if (!cpu.fbgemm()) {
          throw new IllegalArgumentException(
              "Precision int8 needs FBGEMM, which this processor or this PyTorch lacks; choose bf16"
                  + " or f32.");
        }
        yield FBGEMM_INT8;
      }
    };
  }
}
