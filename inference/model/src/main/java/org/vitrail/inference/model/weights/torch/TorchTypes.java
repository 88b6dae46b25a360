package org.vitrail.inference.model.weights.torch;

import java.util.Map;
import java.util.Optional;
import org.vitrail.inference.model.tensor.TensorType;
import org.vitrail.inference.model.weights.file.TensorNames;

/** PyTorch's names for element types and for the storages and tensors that have them. */
final class TorchTypes {
  private static final String STORAGE = "Storage";

  /** An element type's name by its storage's, as {@code float32} for {@code FloatStorage}. */
  private static final Map<String, String> STORAGES =
      Map.ofEntries(
          Map.entry("Double", "float64"),
          Map.entry("Float", "float32"),
          Map.entry("Half", "float16"),
          Map.entry("BFloat16", "bfloat16"),
          Map.entry("Long", "int64"),
          Map.entry("Int", "int32"),
          Map.entry("Short", "int16"),
          Map.entry("Char", "int8"),
          Map.entry("Byte", "uint8"),
          Map.entry("Bool", "bool"),
          Map.entry("ComplexFloat", "complex64"),
          Map.entry("ComplexDouble", "complex128"),
          Map.entry("QInt8", "qint8"),
          Map.entry("QUInt8", "quint8"),
          Map.entry("QInt32", "qint32"));

  private TorchTypes() {}

  /** Whether a name is that of a storage, of whatever type. */
  static boolean isStorage(PickleGlobal global) {
    return isUntyped(global)
        || global.module().equals("torch") && global.name().matches("\\w{1,40}" + STORAGE);
  }

  /** Whether a name is that of the storage whose elements are bytes of any type. */
  static boolean isUntyped(PickleGlobal global) {
    return global.toString().equals("torch.storage.UntypedStorage");
  }

  /** Whether a name is one of the tensor classes, {@code FloatTensor} and so on. */
  static boolean isTensorClass(PickleGlobal global) {
    return global.module().equals("torch")
        && global.name().endsWith("Tensor")
        && STORAGES.containsKey(global.name().substring(0, global.name().length() - 6));
  }

  /** The name of a typed storage's elements; that of the storage itself where nobody knows it. */
  static String elementName(PickleGlobal storage) {
    String name = storage.name();
    return STORAGES.getOrDefault(name.replaceAll(STORAGE + "$", ""), name);
  }

  /** The type that networks compute with, by its name in PyTorch. */
  static Optional<TensorType> type(String elementName) {
    return TensorNames.type(elementName);
  }
}
