package org.vitrail.inference.model.tensor;

/**
 * The implementation behind a program's linear layers: a TorchScript mixin and the type of its
 * weights. A program holds only the operators of its own kernel, for an operator that a platform
 * lacks would keep the whole program from loading.
 */
enum LinearKernel {
  PLAIN_F32("shared/linear_plain.py", TensorType.F32),
  PLAIN_BF16("shared/linear_plain.py", TensorType.BF16),
  PLAIN_F16("shared/linear_plain.py", TensorType.F16),
  ONEDNN_F32("shared/linear_onednn.py", TensorType.F32),
  ONEDNN_BF16("shared/linear_onednn.py", TensorType.BF16),
  FBGEMM_F16("shared/linear_fbgemm_f16.py", TensorType.F16),
  FBGEMM_INT8("shared/linear_fbgemm_int8.py", TensorType.I8);

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
}
