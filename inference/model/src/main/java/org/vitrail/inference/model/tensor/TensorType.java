package org.vitrail.inference.model.tensor;

import ai.djl.ndarray.types.DataType;
import java.util.Arrays;

/** An element type, as checkpoints name it, as DJL knows it and as TorchScript counts it. */
public enum TensorType {
  F64(8, DataType.FLOAT64, 7),
  F32(4, DataType.FLOAT32, 6),
  F16(2, DataType.FLOAT16, 5),
  BF16(2, DataType.BFLOAT16, 15),
  I64(8, DataType.INT64, 4),
  I32(4, DataType.INT32, 3),
  I16(2, DataType.INT16, 2),
  I8(1, DataType.INT8, 1),
  U8(1, DataType.UINT8, 0),
  BOOL(1, DataType.BOOLEAN, 11);

  private final int byteCount;
  private final DataType djlType;
  private final int scriptCode;

  TensorType(int byteCount, DataType djlType, int scriptCode) {
    this.byteCount = byteCount;
    this.djlType = djlType;
    this.scriptCode = scriptCode;
  }

  static TensorType of(DataType djlType) {
    return Arrays.stream(values())
        .filter(type -> type.djlType == djlType)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("There is no type for " + djlType + "."));
  }

  /** Bytes of one element. */
  public int byteCount() {
    return byteCount;
  }

  DataType djlType() {
    return djlType;
  }

  /** Its number in a program. */
  public int scriptCode() {
    return scriptCode;
  }
}
