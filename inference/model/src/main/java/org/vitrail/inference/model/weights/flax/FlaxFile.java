package org.vitrail.inference.model.weights.flax;

import java.math.BigInteger;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vitrail.inference.model.tensor.TensorType;
import org.vitrail.inference.model.weights.file.ByteWindow;
import org.vitrail.inference.model.weights.file.CheckpointException;
import org.vitrail.inference.model.weights.file.FileBytes;
import org.vitrail.inference.model.weights.file.Storage;
import org.vitrail.inference.model.weights.file.StoredTensor;
import org.vitrail.inference.model.weights.file.TensorNames;
import org.vitrail.inference.model.weights.file.TensorPaths;
import org.vitrail.inference.model.weights.file.UnreadTensor;
import org.vitrail.inference.model.weights.file.WeightTensor;

/**
 * Reads Flax's {@code flax_model.msgpack}: a MessagePack map of maps whose leaves are arrays, kept
 * as extension values that hold shape, type name and bytes. Only this structure is read; the
 * arrays' bytes are stepped over.
 *
 * <p>Sources: the MessagePack specification; {@code flax.serialization} for the extension types and
 * for arrays beyond 2<sup>30</sup> bytes, which are cut into chunks.
 */
public final class FlaxFile {
  private static final int MAX_DEPTH = 64;

  /** Depth of what stands inside an array: its list of three and its shape. */
  private static final int EXT_DEPTH = MAX_DEPTH - 2;

  private static final int MAX_VALUES = 1_000_000;
  private static final long MAX_TEXT_BYTES = 64 << 20;
  private static final String CHUNKED = "__msgpack_chunked_array__";

  private static final int EXT_ARRAY = 1;
  private static final int EXT_COMPLEX = 2;
  private static final int EXT_SCALAR = 3;

  private final FileBytes bytes;
  private final ByteWindow in;
  private final Map<String, StoredTensor> tensors = new LinkedHashMap<>();
  private final TensorPaths paths;
  private int values;
  private long textBytes;

  private FlaxFile(FileBytes bytes) {
    this.bytes = bytes;
    this.paths = new TensorPaths(bytes.file());
    this.in = new ByteWindow(bytes, 0, bytes.size());
  }

  /** Whether a file may be one: it begins with a map, and that with a text. */
  public static boolean recognises(byte[] start) {
    int first = start.length < 2 ? 0 : start[0] & 0xff;
    int key = first >> 4 == 8 ? 1 : first == 0xde ? 3 : first == 0xdf ? 5 : start.length;
    if (key >= start.length) {
      return false;
    }
    int text = start[key] & 0xff;
    return text >> 5 == 5 || (text >= 0xd9 && text <= 0xdb);
  }

  /**
   * All arrays by name, the keys on the way joined by dots, in the order of the file.
   *
   * @throws CheckpointException if the file is cut short or malformed
   */
  public static Map<String, StoredTensor> read(FileBytes bytes) {
    FlaxFile file = new FlaxFile(bytes);
    Object root = file.value("", 0);
    if (!(root instanceof Map<?, ?>)) {
      throw file.in.error("does not hold a map of arrays");
    }
    if (file.in.remaining() != 0) {
      throw file.in.error("goes on for " + file.in.remaining() + " bytes behind its end");
    }
    return file.tensors;
  }

  /** A value: map, list, text, number, truth, array, or {@code null} for what is not needed. */
  private Object value(String name, int depth) {
    if (depth > MAX_DEPTH) {
      throw in.error("nests values deeper than " + MAX_DEPTH);
    }
    if (++values > MAX_VALUES) {
      throw in.error("holds more than " + MAX_VALUES + " values");
    }
    int code = in.unsignedByte();
    if (code < 0x80) {
      return (long) code;
    }
    if (code >= 0xe0) {
      return (long) (byte) code;
    }
    return switch (code >> 4) {
      case 0x8 -> map(name, code & 0xf, depth);
      case 0x9 -> list(name, code & 0xf, depth);
      case 0xa, 0xb -> text(code & 0x1f);
      default -> coded(name, code, depth);
    };
  }

  private Object coded(String name, int code, int depth) {
    ByteOrder big = ByteOrder.BIG_ENDIAN;
    return switch (code) {
      case 0xc0 -> null;
      case 0xc2 -> false;
      case 0xc3 -> true;
      case 0xc4, 0xc5, 0xc6 -> region(size(code - 0xc4), name);
      case 0xc7, 0xc8, 0xc9 -> extension(name, size(code - 0xc7), depth);
      case 0xca -> (double) Float.intBitsToFloat(in.integer(big));
      case 0xcb -> in.doubleFloat(big);
      case 0xcc -> (long) in.unsignedByte();
      case 0xcd -> (long) in.unsignedShort(big);
      case 0xce -> in.integer(big) & 0xffffffffL;
      case 0xcf -> unsignedLong();
      case 0xd0 -> (long) (byte) in.unsignedByte();
      case 0xd1 -> (long) (short) in.unsignedShort(big);
      case 0xd2 -> (long) in.integer(big);
      case 0xd3 -> in.longInteger(big);
      case 0xd4, 0xd5, 0xd6, 0xd7, 0xd8 -> extension(name, 1L << (code - 0xd4), depth);
      case 0xd9, 0xda, 0xdb -> text(size(code - 0xd9));
      case 0xdc, 0xdd -> list(name, size(code - 0xdc + 1), depth);
      case 0xde, 0xdf -> map(name, size(code - 0xde + 1), depth);
      default -> throw in.error("has the byte 0x%02x where a value begins".formatted(code));
    };
  }

  /** A size of 1, 2 or 4 bytes for a width of 0, 1 or 2. */
  private long size(int width) {
    return switch (width) {
      case 0 -> in.unsignedByte();
      case 1 -> in.unsignedShort(ByteOrder.BIG_ENDIAN);
      default -> in.integer(ByteOrder.BIG_ENDIAN) & 0xffffffffL;
    };
  }

  /** Bounds what all texts take together: names and the like, never a tensor. */
  private String text(long byteCount) {
    textBytes += byteCount;
    if (textBytes > MAX_TEXT_BYTES && byteCount <= in.remaining()) {
      throw in.error("holds more than " + MAX_TEXT_BYTES + " bytes of text");
    }
    return in.text(byteCount);
  }

  private long unsignedLong() {
    long number = in.longInteger(ByteOrder.BIG_ENDIAN);
    if (number < 0) {
      throw in.error("holds the number " + new BigInteger(Long.toUnsignedString(number)));
    }
    return number;
  }

  private Storage region(long byteCount, String name) {
    long begin = in.position();
    in.skip(byteCount);
    return bytes.region(begin, byteCount, "array '" + TensorNames.shown(name) + "'");
  }

  private List<Object> list(String name, long count, int depth) {
    List<Object> list = new ArrayList<>();
    for (long i = 0; i < count; i++) {
      String path = paths.child(name, String.valueOf(i));
      list.add(leaf(path, value(path, depth + 1)));
    }
    return list;
  }

  private Map<String, Object> map(String name, long count, int depth) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (long i = 0; i < count; i++) {
      if (!(value(name, depth + 1) instanceof String key)) {
        throw in.error("has a key that is not text below '" + TensorNames.shown(name) + "'");
      }
      String path = paths.child(name, key);
      if (map.containsKey(key)) {
        throw in.error("has the key '" + TensorNames.shown(path) + "' twice");
      }
      map.put(key, value(path, depth + 1));
    }
    if (map.containsKey(CHUNKED)) {
      return Map.of(CHUNKED, chunked(name, map));
    }
    map.forEach((key, value) -> leaf(paths.child(name, key), value));
    return map;
  }

  /** Takes an array among the tensors. */
  private Object leaf(String path, Object value) {
    Object array =
        value instanceof Map<?, ?> map && map.get(CHUNKED) != null ? map.get(CHUNKED) : value;
    if (array instanceof StoredTensor tensor && tensors.put(paths.kept(path), tensor) != null) {
      throw in.error("has the array '" + TensorNames.shown(path) + "' twice");
    }
    return value;
  }

  private StoredTensor chunked(String name, Map<String, Object> map) {
    if (!(map.get("shape") instanceof Map<?, ?> sizes)
        || !(map.get("chunks") instanceof Map<?, ?> chunks)
        || chunks.isEmpty()) {
      throw in.error(
          "has the chunked array '" + TensorNames.shown(name) + "' without shape or chunks");
    }
    // The chunks were taken for arrays of their own.
    chunks
        .keySet()
        .forEach(key -> tensors.remove(paths.child(paths.child(name, "chunks"), (String) key)));
    List<Storage> parts = new ArrayList<>();
    StoredTensor first = null;
    for (int i = 0; i < chunks.size(); i++) {
      if (!(chunks.get(String.valueOf(i)) instanceof StoredTensor chunk)
          || (first != null && !chunk.typeName().equals(first.typeName()))) {
        throw in.error("lacks chunk " + i + " of the array '" + TensorNames.shown(name) + "'");
      }
      first = first == null ? chunk : first;
      parts.add(chunk.storage());
    }
    List<Object> shape = new ArrayList<>();
    for (int i = 0; i < sizes.size(); i++) {
      shape.add(sizes.get(String.valueOf(i)));
    }
    Optional<TensorType> type =
        Optional.ofNullable(first).flatMap(StoredTensor::asWeights).map(WeightTensor::type);
    return tensor(name, shape, type, first.typeName(), Storage.joined(parts));
  }

  private Object extension(String name, long byteCount, int depth) {
    if (depth >= EXT_DEPTH) {
      throw in.error("has an array inside the array '" + TensorNames.shown(name) + "'");
    }
    int type = in.unsignedByte();
    long end = in.position() + byteCount;
    if (byteCount > in.remaining() || type == EXT_COMPLEX || type > EXT_SCALAR) {
      in.skip(byteCount);
      return null;
    }
    if (type != EXT_ARRAY && type != EXT_SCALAR) {
      throw in.error(
          "has a value of the unknown kind " + type + " at '" + TensorNames.shown(name) + "'");
    }
    Object content = value(name, EXT_DEPTH);
    if (in.position() != end
        || !(content instanceof List<?> parts)
        || parts.size() != 3
        || !(parts.get(0) instanceof List<?> shape)
        || !(parts.get(1) instanceof String typeName)
        || !(parts.get(2) instanceof Storage storage)) {
      throw in.error(
          "has an array without shape, type and bytes at '" + TensorNames.shown(name) + "'");
    }
    return tensor(name, shape, TensorNames.type(typeName), typeName, storage);
  }

  private StoredTensor tensor(
      String name, List<?> sizes, Optional<TensorType> type, String typeName, Storage storage) {
    if (sizes.size() > WeightTensor.MAX_AXES || !sizes.stream().allMatch(Long.class::isInstance)) {
      throw in.error("has an impossible shape for the array '" + TensorNames.shown(name) + "'");
    }
    long[] shape = sizes.stream().mapToLong(size -> (Long) size).toArray();
    StoredTensor tensor;
    try {
      tensor =
          type.isPresent()
              ? WeightTensor.contiguous(type.get(), shape, storage)
              : new UnreadTensor(typeName, shape, storage.byteCount(), storage);
    } catch (IllegalArgumentException e) {
      throw new CheckpointException(
          bytes.file(), "array '" + TensorNames.shown(name) + "': " + e.getMessage(), e);
    }
    if (tensor.byteCount() != storage.byteCount()) {
      throw in.error(
          "has "
              + storage.byteCount()
              + " bytes for the array '"
              + TensorNames.shown(name)
              + "' "
              + tensor
              + ", which needs "
              + tensor.byteCount());
    }
    return tensor;
  }
}
