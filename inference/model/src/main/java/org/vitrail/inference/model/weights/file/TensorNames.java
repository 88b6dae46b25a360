package org.vitrail.inference.model.weights.file;

import java.util.Map;
import java.util.Optional;
import org.vitrail.inference.model.tensor.TensorType;

/** How formats name tensors and their types. Strangers choose the names. */
public final class TensorNames {
  private static final int MAX_SHOWN = 120;

  private static final Map<String, TensorType> TYPES =
      Map.ofEntries(
          Map.entry("float64", TensorType.F64),
          Map.entry("float32", TensorType.F32),
          Map.entry("float16", TensorType.F16),
          Map.entry("bfloat16", TensorType.BF16),
          Map.entry("int64", TensorType.I64),
          Map.entry("int32", TensorType.I32),
          Map.entry("int16", TensorType.I16),
          Map.entry("int8", TensorType.I8),
          Map.entry("uint8", TensorType.U8),
          Map.entry("bool", TensorType.BOOL));

  private TensorNames() {}

  /** The type that NumPy and PyTorch call so; empty for those that no network uses. */
  public static Optional<TensorType> type(String name) {
    return Optional.ofNullable(TYPES.get(name));
  }

  /** A name as an error shows it: short, and without what steers a terminal. */
  public static String shown(String name) {
    return EscapedText.text(name, MAX_SHOWN);
  }
}
