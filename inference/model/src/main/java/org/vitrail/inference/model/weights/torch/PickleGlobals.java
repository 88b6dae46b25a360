package org.vitrail.inference.model.weights.torch;

import java.util.List;
import java.util.Set;

/**
 * The names of classes and functions that checkpoints are known to mention. None is ever looked up
 * as a class: those that carry tensors are understood by {@link TorchTensors}, the others stay
 * inert, as do names that are not here.
 */
final class PickleGlobals {
  private static final Set<String> NAMES =
      Set.of(
          "collections.OrderedDict",
          "collections.Counter",
          "collections.defaultdict",
          "collections.deque",
          "_codecs.encode",
          "argparse.Namespace",
          "types.SimpleNamespace",
          "copyreg._reconstructor",
          "copy_reg._reconstructor",
          "copyreg.__newobj__",
          "typing.Any",
          "functools.partial",
          "enum.Enum",
          "re._compile",
          "uuid.UUID",
          "torch._utils._rebuild_tensor",
          "torch._utils._rebuild_tensor_v2",
          "torch._utils._rebuild_tensor_v3",
          "torch._utils._rebuild_qtensor",
          "torch._utils._rebuild_parameter",
          "torch._utils._rebuild_parameter_with_state",
          "torch.nn.parameter.Parameter",
          "torch.nn.parameter.Buffer",
          "torch._tensor._rebuild_from_type_v2",
          "torch.Tensor",
          "torch.Size",
          "torch.device",
          "torch.dtype",
          "torch.Generator",
          "torch.torch_version.TorchVersion",
          "torch.serialization._get_layout",
          "torch.storage.UntypedStorage",
          "torch.storage.TypedStorage");

  private static final Set<String> BUILTINS =
      Set.of(
          "set",
          "frozenset",
          "dict",
          "list",
          "tuple",
          "int",
          "long",
          "float",
          "str",
          "unicode",
          "bool",
          "bytes",
          "bytearray",
          "complex",
          "slice",
          "range",
          "xrange",
          "type",
          "object");

  /** Element types, layouts and memory formats are written as {@code torch.float32}. */
  private static final Set<String> TORCH_TYPES =
      Set.of(
          "float64",
          "float32",
          "float16",
          "bfloat16",
          "float8_e4m3fn",
          "float8_e5m2",
          "complex64",
          "complex128",
          "int64",
          "int32",
          "int16",
          "int8",
          "uint8",
          "uint16",
          "uint32",
          "uint64",
          "qint8",
          "quint8",
          "bool",
          "per_tensor_affine",
          "per_channel_affine",
          "strided",
          "sparse_coo",
          "contiguous_format",
          "preserve_format",
          "channels_last");

  /** Families of records that trainers leave in their checkpoints. */
  private static final List<String> INERT_FAMILIES =
      List.of(
          "pathlib.",
          "datetime.",
          "decimal.",
          "fractions.",
          "torch.optim.",
          "torch.jit._pickle.",
          "torch.distributed._shard.",
          "torch.distributed.fsdp.",
          "pytorch_lightning.",
          "lightning.",
          "lightning_fabric.",
          "omegaconf.",
          "transformers.",
          "tokenizers.",
          "numpy.");

  /** Objects of these keep their tensors in their attributes. */
  private static final List<String> MODULE_FAMILIES =
      List.of("__torch__.", "torch.nn.modules.", "dall_e.");

  /** Kinds of dictionary, and records that are used like one. */
  private static final Set<String> DICTIONARIES =
      Set.of(
          "collections.OrderedDict",
          "collections.defaultdict",
          "collections.Counter",
          "argparse.Namespace",
          "builtins.dict",
          "__builtin__.dict",
          "pytorch_lightning.utilities.parsing.AttributeDict",
          "lightning.fabric.utilities.data.AttributeDict",
          "lightning_fabric.utilities.data.AttributeDict");

  private PickleGlobals() {}

  /** Whether checkpoints are known to mention the name, so that nobody need be told of it. */
  static boolean know(PickleGlobal global) {
    String full = global.toString();
    if (HostileNames.isBuiltin(global)) {
      return BUILTINS.contains(global.name());
    }
    return NAMES.contains(full)
        || global.module().equals("torch") && TORCH_TYPES.contains(global.name())
        || TorchTypes.isStorage(global)
        || TorchTypes.isTensorClass(global)
        || holdTensors(global)
        || INERT_FAMILIES.stream().anyMatch(full::startsWith);
  }

  /** Whether the objects of a class hold tensors in a way that is known. */
  static boolean holdTensors(PickleGlobal global) {
    String full = global.toString();
    return DICTIONARIES.contains(full) || MODULE_FAMILIES.stream().anyMatch(full::startsWith);
  }
}
