package org.vitrail.inference.model.weights.torch;

import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vitrail.inference.model.tensor.TensorType;
import org.vitrail.inference.model.weights.file.ByteWindow;
import org.vitrail.inference.model.weights.file.CheckpointException;
import org.vitrail.inference.model.weights.file.FileBytes;
import org.vitrail.inference.model.weights.file.Storage;
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
   * The tensors by dot-joined name.
   *
   * @throws CheckpointException if the file is cut short, malformed or mentions what it should not
   */
  public static Map<String, WeightTensor> read(FileBytes bytes) {
    TorchTar tar = new TorchTar(bytes);
    tar.list();
    tar.readStorages();
    Map<String, WeightTensor> listed = tar.readTensors();
    return TorchTensors.listed(PickleReader.read(tar.window("pickle")), bytes, listed);
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
      String key = String.valueOf(id.get(0));
      TensorType type = TorchTensors.storageType(global);
      if (type == null) {
        throw in.error("has a storage of the unsupported type " + global.name());
      }
      long elementCount = in.longInteger(ByteOrder.LITTLE_ENDIAN);
      if (elementCount < 0 || elementCount > in.remaining() / type.byteCount()) {
        throw in.error("has " + elementCount + " elements in storage " + key);
      }
      long byteCount = elementCount * type.byteCount();
      storages.put(key, bytes.region(in.position(), byteCount, "storage " + key));
      types.put(key, type);
      in.skip(byteCount);
    }
    if (!(PickleReader.read(in) instanceof List<?> views) || !views.isEmpty()) {
      throw in.error("has views of storages, which are not supported,");
    }
  }

  private Map<String, WeightTensor> readTensors() {
    ByteWindow in = window("tensors");
    long count = count(in);
    Map<String, WeightTensor> tensors = new HashMap<>();
    for (long i = 0; i < count; i++) {
      if (!(PickleReader.read(in) instanceof List<?> id) || id.size() != 3) {
        throw in.error("has a tensor without a storage");
      }
      String storage = String.valueOf(id.get(1));
      int axes = in.integer(ByteOrder.LITTLE_ENDIAN);
      in.skip(Integer.BYTES);
      if (axes < 0 || axes > 32 || !storages.containsKey(storage)) {
        throw in.error("has a tensor of " + axes + " axes in storage " + storage);
      }
      long[] shape = longs(in, axes);
      long[] strides = longs(in, axes);
      long offset = in.longInteger(ByteOrder.LITTLE_ENDIAN);
      try {
        tensors.put(
            String.valueOf(id.get(0)),
            new WeightTensor(types.get(storage), shape, strides, offset, storages.get(storage)));
      } catch (IllegalArgumentException e) {
        throw new CheckpointException(
            bytes.file(), "tensor " + id.get(0) + ": " + e.getMessage(), e);
      }
    }
    return tensors;
  }

  private ByteWindow window(String name) {
    Member member = members.get(name);
    if (member == null) {
      throw new CheckpointException(
          bytes.file(), "is a tar archive without the file '" + name + "'; it is none of PyTorch.");
    }
    return new ByteWindow(bytes, member.begin(), member.begin() + member.byteCount());
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
      throw in.error("is a tar archive with the size '" + digits.replaceAll("[^ -~]", "?") + "'");
    }
    return Long.parseLong(digits, 8);
  }
}
