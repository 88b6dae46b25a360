package org.vitrail.inference.model.weights.torch;

import java.util.List;
import java.util.Set;

/**
 * The names a pickle may mention. None is ever looked up as a class: those that carry tensors are
 * understood by {@link TorchTensors}, the others stay inert. A name that is not here ends the
 * reading, for a checkpoint has no business with it.
 */
final class PickleGlobals {
  private static final Set<String> NAMES =
      Set.of(
          "collections.OrderedDict",
          "collections.Counter",
          "collections.defaultdict",
          "_codecs.encode",
          "argparse.Namespace",
          "copyreg._reconstructor",
          "copy_reg._reconstructor",
          "torch._utils._rebuild_tensor",
          "torch._utils._rebuild_tensor_v2",
          "torch._utils._rebuild_tensor_v3",
          "torch._utils._rebuild_parameter",
          "torch._utils._rebuild_parameter_with_state",
          "torch.nn.parameter.Parameter",
          "torch._tensor._rebuild_from_type_v2",
          "torch.Tensor",
          "torch.Size",
          "torch.device",
          "torch.storage.UntypedStorage",
          "pathlib.PosixPath",
          "pathlib.WindowsPath",
          "pathlib.Path");

  private static final Set<String> BUILTINS =
      Set.of(
          "set",
          "frozenset",
          "dict",
          "list",
          "tuple",
          "int",
          "float",
          "str",
          "bool",
          "bytes",
          "bytearray",
          "complex",
          "slice",
          "range",
          "object");

  private static final Set<String> TORCH_TYPES =
      Set.of(
          "float64",
          "float32",
          "float16",
          "bfloat16",
          "int64",
          "int32",
          "int16",
          "int8",
          "uint8",
          "bool",
          "strided",
          "contiguous_format",
          "channels_last");

  /** Families of records that trainers leave in their checkpoints. */
  private static final List<String> INERT_FAMILIES =
      List.of(
          "__torch__.",
          "torch.nn.modules.",
          "torch.optim.",
          "torch.jit._pickle.",
          "pytorch_lightning.",
          "lightning.",
          "lightning_fabric.",
          "omegaconf.",
          "dall_e.",
          "numpy.");

  private PickleGlobals() {}

  static boolean allows(PickleGlobal global) {
    String full = global.toString();
    if (global.module().equals("builtins") || global.module().equals("__builtin__")) {
      return BUILTINS.contains(global.name());
    }
    if (global.module().equals("torch") && TORCH_TYPES.contains(global.name())) {
      return true;
    }
    return NAMES.contains(full)
        || TorchTensors.isStorage(global)
        || TorchTensors.isTensorClass(global)
        || INERT_FAMILIES.stream().anyMatch(full::startsWith);
  }
}
