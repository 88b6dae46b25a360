package org.vitrail.inference.model.weights;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.vitrail.inference.model.tensor.Program;
import org.vitrail.inference.model.tensor.StagingArea;
import org.vitrail.inference.model.tensor.SystemMemory;
import org.vitrail.inference.model.tensor.Tensor;
import org.vitrail.inference.model.tensor.TensorEngine;
import org.vitrail.inference.model.tensor.TensorScope;
import org.vitrail.inference.model.tensor.TensorType;
import org.vitrail.inference.model.weights.file.CheckpointException;
import org.vitrail.inference.model.weights.file.TensorNames;
import org.vitrail.inference.model.weights.file.WeightTensor;

/**
 * Hands a checkpoint's tensors over to a program, group by group: a layer's tensors together, for a
 * program may fuse them, all others by the module they belong to. Only one group is in memory
 * beside what the program makes of it, so loading takes little more than the loaded network.
 */
public final class WeightLoader {
  private static final Pattern LAYER = Pattern.compile("(.*?\\.?(?:layers|resblocks)\\.\\d+)\\..*");

  /** A group's tensors begin at multiples of it, so that views of any type are aligned. */
  private static final int ALIGNMENT = 64;

  /** So many bytes are converted before what that left behind is given back. */
  private static final long TRIM_BYTES = 256 << 20;

  private WeightLoader() {}

  /**
   * Calls the program's {@code put(weights)} for each group, in the order of the names.
   *
   * @param source what to call the checkpoint in an error
   * @throws CheckpointException if a tensor cannot be read or holds numbers that are not finite, or
   *     the machine has less memory than the network needs
   */
  public static void load(
      TensorEngine engine, Program program, String source, Map<String, WeightTensor> tensors) {
    Map<String, Map<String, WeightTensor>> groups = new LinkedHashMap<>();
    tensors.forEach(
        (name, tensor) ->
            groups.computeIfAbsent(group(name), key -> new LinkedHashMap<>()).put(name, tensor));
    long largest = groups.values().stream().mapToLong(WeightLoader::byteCount).max().orElse(0);
    requireMemory(engine, source, tensors);
    if (largest > Integer.MAX_VALUE) {
      throw new CheckpointException(
          source + " holds a layer of " + largest + " bytes; at most 2 GiB are supported.");
    }
    try (StagingArea staging = engine.stagingArea((int) largest)) {
      long freed = 0;
      for (Map<String, WeightTensor> group : groups.values()) {
        put(engine, program, staging, source, group);
        freed += byteCount(group);
        if (freed > TRIM_BYTES) {
          SystemMemory.trim();
          freed = 0;
        }
      }
    }
  }

  /** Better a sentence now than a process that the system kills in a minute. */
  private static void requireMemory(
      TensorEngine engine, String source, Map<String, WeightTensor> tensors) {
    OptionalLong available = SystemMemory.availableBytes();
    long elements = tensors.values().stream().mapToLong(WeightTensor::elementCount).sum();
    // A layer on its way in, and what the network computes with, take a part more.
    long needed = elements * engine.linearWeightBytes() / 16 * 17;
    if (!engine.isCuda() && available.isPresent() && needed > available.getAsLong()) {
      throw new CheckpointException(
          String.format(
              Locale.ROOT,
              "%s needs %.1f GB of memory and more, but %.1f GB are free here. Choose a smaller"
                  + " model or precision int8, end other programs, or raise the container's limit.",
              source,
              needed / 1e9,
              available.getAsLong() / 1e9));
    }
  }

  private static void put(
      TensorEngine engine,
      Program program,
      StagingArea staging,
      String source,
      Map<String, WeightTensor> group) {
    try (TensorScope scope = engine.open()) {
      Map<String, Tensor> views = new LinkedHashMap<>();
      int begin = 0;
      for (Map.Entry<String, WeightTensor> entry : group.entrySet()) {
        WeightTensor tensor = entry.getValue();
        ByteBuffer bytes = staging.bytes(begin, (int) stagedBytes(tensor));
        Tensor view =
            staging.view(
                scope, read(tensor, bytes), staged(tensor), tensor.shape(), tensor.strides());
        if (!staging.isFinite(view)) {
          throw new CheckpointException(
              source
                  + " is damaged: tensor '"
                  + TensorNames.shown(entry.getKey())
                  + "' holds values that are not finite numbers. Fetch it again.");
        }
        views.put(entry.getKey(), view);
        begin += aligned(bytes.capacity());
      }
      program.number("put", new Tensor.Named(views));
    }
  }

  private static String group(String name) {
    Matcher layer = LAYER.matcher(name);
    if (layer.matches()) {
      return layer.group(1);
    }
    int dot = name.lastIndexOf('.');
    return dot < 0 ? name : name.substring(0, dot);
  }

  /** DJL cannot make a tensor of bf16, so these are widened on the way, which is exact. */
  private static TensorType staged(WeightTensor tensor) {
    return tensor.type() == TensorType.BF16 ? TensorType.F32 : tensor.type();
  }

  private static long stagedBytes(WeightTensor tensor) {
    return tensor.extentBytes() / tensor.type().byteCount() * staged(tensor).byteCount();
  }

  private static ByteBuffer read(WeightTensor tensor, ByteBuffer into) {
    if (tensor.type() != TensorType.BF16) {
      tensor.readExtent(into);
      return into.flip();
    }
    int half = into.capacity() / 2;
    tensor.readExtent(into.duplicate().position(half));
    for (int at = 0; at < half; at += Short.BYTES) {
      into.putInt(2 * at, into.getShort(half + at) << Short.SIZE);
    }
    return into;
  }

  private static long byteCount(Map<String, WeightTensor> group) {
    return group.values().stream().mapToLong(tensor -> aligned(stagedBytes(tensor))).sum();
  }

  private static long aligned(long size) {
    return (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }
}
