package org.vitrail.inference.model.weights.torch;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.vitrail.inference.model.tensor.TensorType;
import org.vitrail.inference.model.weights.file.CheckpointException;
import org.vitrail.inference.model.weights.file.FileBytes;
import org.vitrail.inference.model.weights.file.Storage;
import org.vitrail.inference.model.weights.file.StoredTensor;
import org.vitrail.inference.model.weights.file.TensorNames;
import org.vitrail.inference.model.weights.file.TensorPaths;
import org.vitrail.inference.model.weights.file.UnreadTensor;
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

  /** The functions of which a tensor is made; no other makes one that is read. */
  private static final Set<String> REBUILDERS =
      Set.of(
          "torch._utils._rebuild_tensor",
          "torch._utils._rebuild_tensor_v2",
          "torch._utils._rebuild_tensor_v3",
          "torch._utils._rebuild_qtensor",
          "torch._utils._rebuild_parameter",
          "torch._utils._rebuild_parameter_with_state",
          "torch._tensor._rebuild_from_type_v2",
          "torch.nn.parameter.Parameter");

  /** Finds a storage's bytes in the container that a pickle lies in. */
  @FunctionalInterface
  interface Storages {
    /**
     * @throws CheckpointException if there is none or it has another size than the pickle says
     */
    Storage find(StorageId id);
  }

  private final FileBytes bytes;
  private final Storages storages;
  private final TensorPaths paths;
  private final Map<String, StoredTensor> tensors = new LinkedHashMap<>();
  private Map<String, StoredTensor> listed = Map.of();
  private int visits;

  private TorchTensors(FileBytes bytes, Storages storages) {
    this.bytes = bytes;
    this.storages = storages;
    this.paths = new TensorPaths(bytes.file());
  }

  /**
   * The tensors in a pickle's value, by dot-joined name. A Lightning checkpoint's other contents
   * are left out.
   *
   * @throws CheckpointException if a tensor is malformed, its storage is missing or two have one
   *     name
   */
  static Map<String, StoredTensor> in(Object root, FileBytes bytes, Storages storages) {
    TorchTensors found = new TorchTensors(bytes, storages);
    Object state = entries(root).get("state_dict");
    found.visit("", state == null ? root : state, 0);
    return found.tensors;
  }

  /** The same for the tar form, whose object refers to tensors that are listed apart. */
  static Map<String, StoredTensor> listed(
      Object root, FileBytes bytes, Map<String, StoredTensor> listed) {
    TorchTensors found = new TorchTensors(bytes, id -> null);
    found.listed = listed;
    found.visit("", root, 0);
    return found.tensors;
  }

  private void visit(String name, Object value, int depth) {
    if (depth > MAX_DEPTH || ++visits > MAX_VISITS) {
      throw error("nests its tensors deeper or more often than any checkpoint");
    }
    if (value instanceof PickleObject object && isTensor(object)) {
      if (tensors.put(paths.kept(name), tensor(name, object, 0)) != null) {
        throw error("has the tensor '" + TensorNames.shown(name) + "' twice");
      }
    } else if (value instanceof PersistentId id) {
      StoredTensor tensor = id.isSimple() ? listed.get(id.value().toString()) : null;
      if (tensor != null) {
        tensors.put(paths.kept(name), tensor);
      }
    } else if (value instanceof List<?> list) {
      for (int i = 0; i < list.size(); i++) {
        visit(paths.child(name, String.valueOf(i)), list.get(i), depth + 1);
      }
    } else {
      entries(value).forEach((key, part) -> visitPart(name, key, part, depth + 1));
    }
  }

  private void visitPart(String name, Object key, Object part, int depth) {
    boolean group = "_parameters".equals(key) || "_buffers".equals(key) || "_modules".equals(key);
    if (group) {
      visit(name, part, depth);
    } else if (key instanceof String || key instanceof Long) {
      visit(paths.child(name, key.toString()), part, depth);
    }
  }

  /**
   * What may hold tensors: a dictionary's entries or the attributes of an object whose class is
   * known to keep them so. What other classes make of theirs, nobody here knows.
   */
  private static Map<?, ?> entries(Object value) {
    if (value instanceof Map<?, ?> map) {
      return map;
    }
    if (value instanceof PickleObject object && PickleGlobals.holdTensors(type(object))) {
      return object.state() instanceof Map<?, ?> state && object.entries().isEmpty()
          ? state
          : object.entries();
    }
    return Map.of();
  }

  /** The class itself, or the one that a function of copyreg makes an object of. */
  private static PickleGlobal type(PickleObject object) {
    return object.global().module().matches("copyreg|copy_reg")
            && !object.arguments().isEmpty()
            && object.arguments().get(0) instanceof PickleGlobal type
        ? type
        : object.global();
  }

  private static boolean isTensor(PickleObject object) {
    return REBUILDERS.contains(object.global().toString());
  }

  private StoredTensor tensor(String name, PickleObject object, int depth) {
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
    StorageId storage =
        StorageId.of(id)
            .orElseThrow(
                () ->
                    error(
                        "has the tensor '"
                            + TensorNames.shown(name)
                            + "' without a storage that is supported"));
    boolean typed = kind.equals("_rebuild_tensor_v3") && arguments.size() > 6;
    String type = typed ? namedType(arguments.get(6)) : storage.elementName();
    if (type.isEmpty()) {
      throw error("has the tensor '" + TensorNames.shown(name) + "' without a type");
    }
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

  private StoredTensor view(
      String name, StorageId id, String typeName, long offset, List<?> shape, List<?> strides) {
    try {
      Storage storage = storages.find(id);
      Optional<TensorType> type = TorchTypes.type(typeName);
      if (type.isPresent()) {
        return new WeightTensor(
            type.get(), longs(name, shape), longs(name, strides), offset, storage);
      }
      return unread(typeName, longs(name, shape), storage);
    } catch (ArithmeticException | IllegalArgumentException e) {
      throw new CheckpointException(
          bytes.file(), "tensor '" + TensorNames.shown(name) + "': " + e.getMessage(), e);
    }
  }

  /** A tensor to be listed; its bytes are those of its elements where their size is known. */
  private static StoredTensor unread(String typeName, long[] shape, Storage storage) {
    long byteCount = storage.byteCount();
    OptionalInt bits = UnreadTensor.bits(typeName);
    if (bits.isPresent()) {
      long elements = new UnreadTensor(typeName, shape, byteCount, storage).elementCount();
      long needed = Math.multiplyExact(elements, (long) bits.getAsInt()) / Byte.SIZE;
      if (needed > byteCount) {
        throw new IllegalArgumentException(
            "A tensor of " + needed + " bytes has " + byteCount + " in its storage.");
      }
      byteCount = needed;
    }
    return new UnreadTensor(typeName, shape, byteCount, storage);
  }

  private static String namedType(Object type) {
    return type instanceof PickleGlobal global && global.module().equals("torch")
        ? global.name()
        : "";
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
