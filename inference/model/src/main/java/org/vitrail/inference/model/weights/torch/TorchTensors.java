package org.vitrail.inference.model.weights.torch;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vitrail.inference.model.tensor.TensorType;
import org.vitrail.inference.model.weights.file.CheckpointException;
import org.vitrail.inference.model.weights.file.FileBytes;
import org.vitrail.inference.model.weights.file.Storage;
import org.vitrail.inference.model.weights.file.TensorNames;
import org.vitrail.inference.model.weights.file.WeightTensor;

/**
 * Finds the tensors in what a pickle of PyTorch holds: in dictionaries, lists, modules and
 * TorchScript objects, named by the way to them.
 *
 * <p>Source of the layouts: {@code torch/_utils.py} and {@code torch/serialization.py}.
 */
final class TorchTensors {
  private static final int MAX_DEPTH = 64;
  private static final int MAX_VISITS = 2_000_000;

  private static final Map<String, TensorType> STORAGES =
      Map.ofEntries(
          Map.entry("DoubleStorage", TensorType.F64),
          Map.entry("FloatStorage", TensorType.F32),
          Map.entry("HalfStorage", TensorType.F16),
          Map.entry("BFloat16Storage", TensorType.BF16),
          Map.entry("LongStorage", TensorType.I64),
          Map.entry("IntStorage", TensorType.I32),
          Map.entry("ShortStorage", TensorType.I16),
          Map.entry("CharStorage", TensorType.I8),
          Map.entry("ByteStorage", TensorType.U8),
          Map.entry("BoolStorage", TensorType.BOOL));

  /** Finds a storage's bytes in the container that a pickle lies in. */
  @FunctionalInterface
  interface Storages {
    /**
     * @param byteCount what the pickle says it has
     * @throws CheckpointException if there is none or it has another size
     */
    Storage find(String key, long byteCount);
  }

  /**
   * What a pickle says of a storage.
   *
   * @param type of its elements; {@code null} if it counts bytes
   */
  record StorageId(TensorType type, String key, long elementCount) {
    /** Reads {@code ('storage', type, key, place, count[, None])}; empty if it is not that. */
    static Optional<StorageId> of(PersistentId id) {
      return id.value() instanceof List<?> parts
              && parts.size() >= 5
              && "storage".equals(parts.get(0))
              && parts.get(1) instanceof PickleGlobal type
              && isStorage(type)
              && parts.get(2) instanceof String key
              && parts.get(4) instanceof Long elementCount
              && elementCount >= 0
              && (parts.size() == 5 || parts.get(5) == null)
          ? Optional.of(new StorageId(storageType(type), key, elementCount))
          : Optional.empty();
    }

    /**
     * @throws ArithmeticException if there are more than any file has
     */
    long byteCount() {
      return Math.multiplyExact(elementCount, type == null ? 1L : type.byteCount());
    }
  }

  private final FileBytes bytes;
  private final Storages storages;
  private final Map<String, WeightTensor> tensors = new LinkedHashMap<>();
  private Map<String, WeightTensor> listed = Map.of();
  private int visits;

  private TorchTensors(FileBytes bytes, Storages storages) {
    this.bytes = bytes;
    this.storages = storages;
  }

  /**
   * The tensors in a pickle's value, by dot-joined name. A Lightning checkpoint's other contents
   * are left out.
   *
   * @throws CheckpointException if a tensor is malformed, its storage is missing or two have one
   *     name
   */
  static Map<String, WeightTensor> in(Object root, FileBytes bytes, Storages storages) {
    TorchTensors found = new TorchTensors(bytes, storages);
    Object state = entries(root).get("state_dict");
    found.visit("", state == null ? root : state, 0);
    return found.tensors;
  }

  /** The same for the tar form, whose object refers to tensors that are listed apart. */
  static Map<String, WeightTensor> listed(
      Object root, FileBytes bytes, Map<String, WeightTensor> listed) {
    TorchTensors found = new TorchTensors(bytes, (key, byteCount) -> null);
    found.listed = listed;
    found.visit("", root, 0);
    return found.tensors;
  }

  static boolean isStorage(PickleGlobal global) {
    return storageType(global) != null || isUntyped(global);
  }

  /** Whether a name is one of the tensor classes, {@code FloatTensor} and so on. */
  static boolean isTensorClass(PickleGlobal global) {
    return global.module().equals("torch")
        && STORAGES.containsKey(global.name().replaceAll("Tensor$", "Storage"));
  }

  /** The element type of a storage; {@code null} if it is none. */
  static TensorType storageType(PickleGlobal global) {
    return global.module().equals("torch") ? STORAGES.get(global.name()) : null;
  }

  private static boolean isUntyped(PickleGlobal global) {
    return global.toString().equals("torch.storage.UntypedStorage");
  }

  private void visit(String name, Object value, int depth) {
    if (depth > MAX_DEPTH || ++visits > MAX_VISITS) {
      throw error("nests its tensors deeper or more often than any checkpoint");
    }
    if (value instanceof PickleObject object && isTensor(object)) {
      if (tensors.put(name, tensor(name, object, 0)) != null) {
        throw error("has the tensor '" + TensorNames.shown(name) + "' twice");
      }
    } else if (value instanceof PersistentId id && listed.get(String.valueOf(id.value())) != null) {
      tensors.put(name, listed.get(String.valueOf(id.value())));
    } else if (value instanceof List<?> list) {
      for (int i = 0; i < list.size(); i++) {
        visit(TensorNames.child(name, String.valueOf(i)), list.get(i), depth + 1);
      }
    } else {
      entries(value).forEach((key, part) -> visitPart(name, key, part, depth + 1));
    }
  }

  private void visitPart(String name, Object key, Object part, int depth) {
    boolean group = "_parameters".equals(key) || "_buffers".equals(key) || "_modules".equals(key);
    if (group) {
      visit(name, part, depth);
    } else if (key instanceof String || key instanceof Number) {
      visit(TensorNames.child(name, key.toString()), part, depth);
    }
  }

  /** What may hold tensors: a dictionary's entries or an object's attributes. */
  private static Map<?, ?> entries(Object value) {
    if (value instanceof Map<?, ?> map) {
      return map;
    }
    if (value instanceof PickleObject object) {
      return object.state() instanceof Map<?, ?> state && object.entries().isEmpty()
          ? state
          : object.entries();
    }
    return Map.of();
  }

  private static boolean isTensor(PickleObject object) {
    return object.global().module().equals("torch._utils")
        || object.global().module().equals("torch._tensor")
        || object.global().toString().equals("torch.nn.parameter.Parameter");
  }

  private WeightTensor tensor(String name, PickleObject object, int depth) {
    List<?> arguments = object.arguments();
    String kind = object.global().name();
    boolean wrapped =
        kind.startsWith("_rebuild_parameter")
            || kind.equals("Parameter")
            || kind.equals("_rebuild_from_type_v2");
    if (wrapped) {
      Object inner = arguments.isEmpty() ? null : unwrapped(kind, arguments);
      if (depth < 4 && inner instanceof PickleObject tensor && isTensor(tensor)) {
        return tensor(name, tensor, depth + 1);
      }
      throw error("has the parameter '" + TensorNames.shown(name) + "' without a tensor");
    }
    if (arguments.size() < 4
        || !(arguments.get(0) instanceof PersistentId id)
        || !(arguments.get(1) instanceof Long offset)
        || !(arguments.get(2) instanceof List<?> shape)
        || !(arguments.get(3) instanceof List<?> strides)) {
      throw error(
          "has the tensor '" + TensorNames.shown(name) + "' without storage, shape or strides");
    }
    boolean typed = kind.equals("_rebuild_tensor_v3");
    TensorType type = typed && arguments.size() > 6 ? namedType(arguments.get(6)) : null;
    StorageId storage =
        StorageId.of(id)
            .orElseThrow(
                () ->
                    error(
                        "has the tensor '"
                            + TensorNames.shown(name)
                            + "' without a storage that is supported"));
    return view(name, storage, type, offset, shape, strides);
  }

  /** {@code _rebuild_from_type_v2(function, class, arguments, state)} calls the function. */
  private static Object unwrapped(String kind, List<?> arguments) {
    if (!kind.equals("_rebuild_from_type_v2")) {
      return arguments.get(0);
    }
    return arguments.size() > 2
            && arguments.get(0) instanceof PickleGlobal function
            && arguments.get(2) instanceof List<?> inner
        ? new PickleObject(function, inner)
        : null;
  }

  private WeightTensor view(
      String name, StorageId id, TensorType type, long offset, List<?> shape, List<?> strides) {
    TensorType elementType = type == null ? id.type() : type;
    if (elementType == null) {
      throw error(
          "has the tensor '" + TensorNames.shown(name) + "' of a type that is not supported");
    }
    try {
      Storage storage = storages.find(id.key(), id.byteCount());
      return new WeightTensor(
          elementType, longs(name, shape), longs(name, strides), offset, storage);
    } catch (ArithmeticException | IllegalArgumentException e) {
      throw new CheckpointException(
          bytes.file(), "tensor '" + TensorNames.shown(name) + "': " + e.getMessage(), e);
    }
  }

  private static TensorType namedType(Object type) {
    return type instanceof PickleGlobal global && global.module().equals("torch")
        ? TensorNames.type(global.name()).orElse(null)
        : null;
  }

  private long[] longs(String name, List<?> numbers) {
    if (!numbers.stream().allMatch(Long.class::isInstance)) {
      throw error("has an impossible shape for the tensor '" + TensorNames.shown(name) + "'");
    }
    return numbers.stream().mapToLong(number -> (Long) number).toArray();
  }

  private CheckpointException error(String problem) {
    return new CheckpointException(bytes.file(), problem + "; it is damaged. Fetch it again.");
  }
}
