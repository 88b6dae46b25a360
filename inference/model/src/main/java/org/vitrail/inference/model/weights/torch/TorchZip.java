package org.vitrail.inference.model.weights.torch;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.vitrail.inference.model.weights.file.ByteWindow;
import org.vitrail.inference.model.weights.file.CheckpointException;
import org.vitrail.inference.model.weights.file.FileBytes;
import org.vitrail.inference.model.weights.file.Storage;
import org.vitrail.inference.model.weights.file.TensorNames;

/**
 * Reads what {@code torch.save} writes since PyTorch 1.6, and TorchScript archives, which look the
 * same: a zip with one pickle, {@code <stem>/data.pkl}, and one entry for each storage.
 */
public final class TorchZip {
  private static final String PICKLE = "/data.pkl";
  private static final int ENTRIES_SHOWN = 3;
  private static final int MAX_PICKLE_BYTES = 256 << 20;

  private final FileBytes bytes;
  private final ZipDirectory zip;
  private final String stem;

  private TorchZip(FileBytes bytes, ZipDirectory zip, String stem) {
    this.bytes = bytes;
    this.zip = zip;
    this.stem = stem;
  }

  /** Whether a file begins like a zip archive. */
  public static boolean recognises(byte[] start) {
    return start.length >= 4
        && start[0] == 'P'
        && start[1] == 'K'
        && start[2] == 3
        && start[3] == 4;
  }

  /**
   * Opens an archive.
   *
   * @throws CheckpointException if it is damaged or not one of PyTorch's
   */
  public static TorchZip open(FileBytes bytes) {
    ZipDirectory zip = ZipDirectory.read(bytes);
    List<String> pickles =
        zip.entries().keySet().stream()
            .filter(name -> name.endsWith(PICKLE) && name.indexOf('/') == name.lastIndexOf('/'))
            .toList();
    if (pickles.size() != 1) {
      throw new CheckpointException(
          bytes.file(),
          "is a zip archive with "
              + pickles.size()
              + " entries like 'name/data.pkl'; a file of PyTorch has one. It holds "
              + zip.entries().keySet().stream()
                  .limit(ENTRIES_SHOWN)
                  .map(TensorNames::shown)
                  .collect(
                      Collectors.joining(
                          ", ", "", zip.entries().size() > ENTRIES_SHOWN ? ", …" : ""))
              + ". If weights are among them, unpack it and give that file.");
    }
    String pickle = pickles.get(0);
    return new TorchZip(bytes, zip, pickle.substring(0, pickle.length() - PICKLE.length()));
  }

  /** Whether the archive holds a program beside its tensors. */
  public boolean isTorchScript() {
    return zip.entries().containsKey(stem + "/constants.pkl");
  }

  /**
   * The tensors, and the names that nobody knows.
   *
   * @throws CheckpointException if the pickle is malformed or mentions what it should not, or a
   *     storage is missing or of another size
   */
  public TorchContent content() {
    checkByteOrder();
    ByteWindow in = zip.window(stem + PICKLE, MAX_PICKLE_BYTES);
    Set<String> strangers = new LinkedHashSet<>();
    Object root = PickleReader.read(in, reference -> {}, strangers);
    return new TorchContent(TorchTensors.in(root, bytes, this::storage), List.copyOf(strangers));
  }

  private void checkByteOrder() {
    String entry = stem + "/byteorder";
    if (zip.entries().containsKey(entry)) {
      ByteWindow in = zip.window(entry, 64);
      String order = in.text(in.remaining());
      if (!order.equals("little")) {
        throw new CheckpointException(
            bytes.file(),
            "was written in the byte order '"
                + TensorNames.shown(order)
                + "'; only little is read.");
      }
    }
  }

  private Storage storage(StorageId id) {
    Storage storage = zip.storage(stem + "/data/" + id.key());
    OptionalLong byteCount = id.byteCount();
    if (byteCount.isPresent() && byteCount.getAsLong() != storage.byteCount()) {
      throw new CheckpointException(
          bytes.file(),
          "has "
              + storage.byteCount()
              + " bytes in storage "
              + TensorNames.shown(id.key())
              + " where its pickle says "
              + byteCount.getAsLong()
              + "; it is damaged. Fetch it again.");
    }
    return storage;
  }
}
