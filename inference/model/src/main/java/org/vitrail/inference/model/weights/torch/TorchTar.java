package org.vitrail.inference.model.weights.torch;

import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.vitrail.inference.model.tensor.TensorType;
import org.vitrail.inference.model.weights.file.ByteWindow;
import org.vitrail.inference.model.weights.file.CheckpointException;
import org.vitrail.inference.model.weights.file.FileBytes;
import org.vitrail.inference.model.weights.file.Storage;
import org.vitrail.inference.model.weights.file.StoredTensor;
import org.vitrail.inference.model.weights.file.TensorNames;
import org.vitrail.inference.model.weights.file.WeightTensor;

/**
 * Reads PyTorch's oldest form: a tar archive with the files {@code storages}, {@code tensors} and
 * {@code pickle}. Tensors are listed apart from the object, which refers to them by key.
 *
 * <p>Source: {@code legacy_load} in {@code torch/serialization.py}; the tar header is POSIX ustar.
 */
public final class TorchTar {
  private static final int BLOCK_BYTES = 512;
  private static final int MAX_FILES = 1000;

  private record Member(long begin, long byteCount) {}

  private final FileBytes bytes;
  private final Map<String, Member> members = new LinkedHashMap<>();
  private final Map<String, Storage> storages = new HashMap<>();
  private final Map<String, TensorType> types = new HashMap<>();

  private TorchTar(FileBytes bytes) {
    this.bytes = bytes;
  }

  /** Whether a file begins with a tar header. */
  public static boolean recognises(byte[] start) {
    return start.length >= 265
        && new String(start, 257, 5, StandardCharsets.ISO_8859_1).equals("ustar");
  }

  /**
   * The tensors, and the names that nobody knows.
   *
   * @throws CheckpointException if the file is cut short, malformed or mentions what it should not
   */
  public static TorchContent read(FileBytes bytes) {
    TorchTar tar = new TorchTar(bytes);
    tar.list();
    tar.readStorages();
    Map<String, StoredTensor> listed = tar.readTensors();
    Set<String> strangers = new LinkedHashSet<>();
    Object root = PickleReader.read(tar.window("pickle"), reference -> {}, strangers);
    return new TorchContent(TorchTensors.listed(root, bytes, listed), List.copyOf(strangers));
  }

  private void list() {
    ByteWindow in = new ByteWindow(bytes, 0, bytes.size());
    for (int files = 0; in.remaining() >= BLOCK_BYTES; files++) {
      byte[] header = in.array(BLOCK_BYTES);
      if (header[0] == 0) {
        return;
      }
      if (files == MAX_FILES) {
        throw in.error("is a tar archive of more than " + MAX_FILES + " files");
      }
      String name = text(header, 0, 100);
      long size = octal(in, text(header, 124, 12));
      char kind = (char) header[156];
      boolean isFile = kind == '0' || kind == 0;
      String plain = name.startsWith("./") ? name.substring(2) : name;
      if (isFile && members.put(plain, new Member(in.position(), size)) != null) {
        throw in.error("is a tar archive with one name twice");
      }
      in.skip(size);
      in.skip(Math.min(in.remaining(), (BLOCK_BYTES - size % BLOCK_BYTES) % BLOCK_BYTES));
    }
  }

  private void readStorages() {
    ByteWindow in = window("storages");
    long count = count(in);
    for (long i = 0; i < count; i++) {
      if (!(PickleReader.read(in) instanceof List<?> id)
          || id.size() != 3
          || !(id.get(2) instanceof PickleGlobal global)) {
        throw in.error("has a storage without a type");
      }
      String key = key(in, id.get(0));
      TensorType type =
          TorchTypes.isStorage(global)
              ? TorchTypes.type(TorchTypes.elementName(global)).orElse(null)
              : null;
      if (type == null) {
        throw in.error(
            "has a storage of the unsupported type '" + TensorNames.shown(global.name()) + "'");
      }
      long elementCount = in.longInteger(ByteOrder.LITTLE_ENDIAN);
      if (elementCount < 0 || elementCount > in.remaining() / type.byteCount()) {
        throw in.error("has " + elementCount + " elements in storage " + TensorNames.shown(key));
      }
      long byteCount = elementCount * type.byteCount();
      storages.put(
          key, bytes.region(in.position(), byteCount, "storage " + TensorNames.shown(key)));
      types.put(key, type);
      in.skip(byteCount);
    }
    if (!(PickleReader.read(in) instanceof List<?> views) || !views.isEmpty()) {
      throw in.error("has views of storages, which are not supported,");
    }
  }

  private Map<String, StoredTensor> readTensors() {
    ByteWindow in = window("tensors");
    long count = count(in);
    Map<String, StoredTensor> tensors = new HashMap<>();
    for (long i = 0; i < count; i++) {
      if (!(PickleReader.read(in) instanceof List<?> id) || id.size() != 3) {
        throw in.error("has a tensor without a storage");
      }
      String key = key(in, id.get(0));
      String storage = key(in, id.get(1));
      int axes = in.integer(ByteOrder.LITTLE_ENDIAN);
      in.skip(Integer.BYTES);
      if (axes < 0 || axes > 32 || !storages.containsKey(storage)) {
        throw in.error(
            "has a tensor of " + axes + " axes in storage " + TensorNames.shown(storage));
      }
      long[] shape = longs(in, axes);
      long[] strides = longs(in, axes);
      long offset = in.longInteger(ByteOrder.LITTLE_ENDIAN);
      try {
        tensors.put(
            key,
            new WeightTensor(types.get(storage), shape, strides, offset, storages.get(storage)));
      } catch (IllegalArgumentException e) {
        throw new CheckpointException(
            bytes.file(), "tensor " + TensorNames.shown(key) + ": " + e.getMessage(), e);
      }
    }
    return tensors;
  }

  private ByteWindow window(String name) {
    Member member = members.get(name);
    if (member == null) {
      throw new CheckpointException(
          bytes.file(),
          "is a tar archive without the file '"
              + name
              + "'; it is none of PyTorch. If weights are in it, unpack it and give that file.");
    }
    return new ByteWindow(bytes, member.begin(), member.begin() + member.byteCount());
  }

  /** Texts and whole numbers alone are keys: other values may hold themselves. */
  private static String key(ByteWindow in, Object value) {
    if (!PersistentId.isSimple(value)) {
      throw in.error("has a key that is neither text nor a whole number");
    }
    return value.toString();
  }

  private static long count(ByteWindow in) {
    if (PickleReader.read(in) instanceof Long count && count >= 0) {
      return count;
    }
    throw in.error("does not say how many parts it has");
  }

  private static long[] longs(ByteWindow in, int count) {
    long[] numbers = new long[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = in.longInteger(ByteOrder.LITTLE_ENDIAN);
    }
    return numbers;
  }

  private static String text(byte[] header, int begin, int length) {
    String field = new String(header, begin, length, StandardCharsets.ISO_8859_1);
    int end = field.indexOf(0);
    return (end < 0 ? field : field.substring(0, end)).strip();
  }

  private static long octal(ByteWindow in, String digits) {
    if (!digits.matches("[0-7]{1,12}")) {
      throw in.error("is a tar archive with the size '" + TensorNames.shown(digits) + "'");
    }
    return Long.parseLong(digits, 8);
  }
}
