package org.vitrail.inference.model.weights.torch;

import java.math.BigInteger;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.vitrail.inference.model.weights.file.ByteWindow;
import org.vitrail.inference.model.weights.file.CheckpointException;
import org.vitrail.inference.model.weights.file.FileBytes;
import org.vitrail.inference.model.weights.file.Storage;
import org.vitrail.inference.model.weights.file.TensorNames;

/**
 * Reads what {@code torch.save} wrote before PyTorch 1.6: pickles one behind the other (a magic
 * number, a protocol, the machine, the object, the storages' keys), then each storage with its
 * length.
 */
public final class TorchLegacy {
  private static final BigInteger MAGIC = new BigInteger("1950a86a20f9469cfc6c", 16);
  private static final long PROTOCOL = 1001;

  private final FileBytes bytes;
  private final ByteWindow in;

  /** What the object's pickle says of its storages, by key. */
  private final Map<String, StorageId> ids = new HashMap<>();

  private TorchLegacy(FileBytes bytes) {
    this.bytes = bytes;
    this.in = new ByteWindow(bytes, 0, bytes.size());
  }

  /** Whether a file begins with the pickle of the magic number. */
  public static boolean recognises(byte[] start) {
    byte[] little = MAGIC.toByteArray();
    int length = little.length;
    if (start.length < 4 + length || start[0] != (byte) 0x80 || start[2] != (byte) 0x8a) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (start[4 + i] != little[length - 1 - i]) {
        return false;
      }
    }
    return true;
  }

  /**
   * The tensors, and the names that nobody knows.
   *
   * @throws CheckpointException if the file is cut short, malformed or mentions what it should not
   */
  public static TorchContent read(FileBytes bytes) {
    return new TorchLegacy(bytes).content();
  }

  private TorchContent content() {
    if (!MAGIC.equals(PickleReader.read(in))) {
      throw in.error("lacks PyTorch's magic number");
    }
    Object protocol = PickleReader.read(in);
    if (!Long.valueOf(PROTOCOL).equals(protocol)) {
      throw in.error("has another protocol than " + PROTOCOL);
    }
    if (!(PickleReader.read(in) instanceof Map<?, ?> machine)
        || !Boolean.TRUE.equals(machine.get("little_endian"))) {
      throw in.error("was not written on a little-endian machine: it is refused,");
    }
    Set<String> strangers = new LinkedHashSet<>();
    Object root =
        PickleReader.read(
            in,
            reference -> StorageId.of(reference).ifPresent(id -> ids.put(id.key(), id)),
            strangers);
    if (!(PickleReader.read(in) instanceof List<?> keys)) {
      throw in.error("lacks the list of its storages");
    }
    Map<String, Storage> storages = new HashMap<>();
    for (Object key : keys) {
      StorageId id = key instanceof String ? ids.get(key) : null;
      if (id == null) {
        throw in.error(
            "lists the storage "
                + (key instanceof String text ? "'" + TensorNames.shown(text) + "'" : "of no name")
                + ", which no tensor has,");
      }
      storages.put(id.key(), storage(id));
    }
    return new TorchContent(
        TorchTensors.in(root, bytes, id -> found(storages, id.key())), List.copyOf(strangers));
  }

  private Storage storage(StorageId id) {
    long elementCount = in.longInteger(ByteOrder.LITTLE_ENDIAN);
    if (elementCount != id.elementCount()) {
      throw in.error(
          "has "
              + elementCount
              + " elements in storage "
              + TensorNames.shown(id.key())
              + " where its pickle says "
              + id.elementCount());
    }
    String shown = TensorNames.shown(id.key());
    try {
      long begin = in.position();
      OptionalLong byteCount = id.byteCount();
      if (byteCount.isEmpty()) {
        throw in.refusal(
            "has storage "
                + shown
                + " of the unknown type '"
                + TensorNames.shown(id.elementName())
                + "', whose end cannot be found. Save it anew with a PyTorch of today");
      }
      in.skip(byteCount.getAsLong());
      return bytes.region(begin, byteCount.getAsLong(), "storage " + shown);
    } catch (ArithmeticException e) {
      throw in.error("has an impossible size for storage " + shown);
    }
  }

  private Storage found(Map<String, Storage> storages, String key) {
    Storage storage = storages.get(key);
    if (storage == null) {
      throw new CheckpointException(
          bytes.file(),
          "lacks storage " + TensorNames.shown(key) + "; it is damaged. Fetch it again.");
    }
    return storage;
  }
}
