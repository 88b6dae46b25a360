package org.vitrail.inference.model.weights.torch;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.archivers.zip.ZipEncoding;
import org.apache.commons.compress.archivers.zip.ZipEncodingHelper;
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
  private static final ZipEncoding NAMES =
      ZipEncodingHelper.getZipEncoding(StandardCharsets.ISO_8859_1);

  private final FileBytes bytes;
  private final Map<String, TarArchiveEntry> members = new LinkedHashMap<>();
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
      TarArchiveEntry entry = entry(in, header);
      long size = entry.getSize();
      String name = entry.getName();
      String plain = name.startsWith("./") ? name.substring(2) : name;
      if (isFile(entry) && members.put(plain, entry) != null) {
        throw in.error("is a tar archive with one name twice");
      }
      in.skip(size);
      in.skip(Math.min(in.remaining(), (BLOCK_BYTES - size % BLOCK_BYTES) % BLOCK_BYTES));
    }
  }

  /** One header: the library's reader of whole archives would take any number of them. */
  private static TarArchiveEntry entry(ByteWindow in, byte[] header) {
    TarArchiveEntry entry;
    try {
      entry = new TarArchiveEntry(Map.of(), header, NAMES, true, in.position());
    } catch (IOException | IllegalArgumentException e) {
      throw in.error(
          "is a tar archive with a header that cannot be read ("
              + TensorNames.shown(String.valueOf(e.getMessage()))
              + ")");
    }
    if (!entry.isCheckSumOK()) {
      throw in.error("is a tar archive with another checksum than written");
    }
    return entry;
  }

  private static boolean isFile(TarArchiveEntry entry) {
    byte kind = entry.getLinkFlag();
    return kind == TarConstants.LF_NORMAL || kind == TarConstants.LF_OLDNORM;
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
    TarArchiveEntry member = members.get(name);
    if (member == null) {
      throw new CheckpointException(
          bytes.file(),
          "is a tar archive without the file '"
              + name
              + "'; it is none of PyTorch. If weights are in it, unpack it and give that file.");
    }
    long begin = member.getDataOffset();
    return new ByteWindow(bytes, begin, begin + member.getSize());
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
}
