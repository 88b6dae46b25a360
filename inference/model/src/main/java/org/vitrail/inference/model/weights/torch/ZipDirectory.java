package org.vitrail.inference.model.weights.torch;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import org.vitrail.inference.model.weights.file.ByteWindow;
import org.vitrail.inference.model.weights.file.CheckpointException;
import org.vitrail.inference.model.weights.file.FileBytes;
import org.vitrail.inference.model.weights.file.Storage;
import org.vitrail.inference.model.weights.file.TensorNames;

/**
 * Where the entries of a zip archive lie in their file. Java's own reader does not tell, and
 * PyTorch's tensors are to be read in place. Entries that are compressed are listed but cannot be
 * read: PyTorch stores its tensors as they are. Nothing is ever unpacked to a path.
 *
 * <p>Source: PKWARE's APPNOTE, 4.3 and 4.5.3 (zip64).
 */
final class ZipDirectory {
  /**
   * @param begin of the entry's bytes in the file
   * @param crc of its bytes
   */
  record Entry(String name, boolean stored, long begin, long byteCount, int crc) {}

  private static final int END_BYTES = 22;
  private static final int MAX_COMMENT_BYTES = 65_535;
  private static final int ZIP64_LOCATOR_BYTES = 20;
  private static final int MAX_ENTRIES = 500_000;
  private static final int MAX_DIRECTORY_BYTES = 64 << 20;
  private static final int LOCAL_HEADER_BYTES = 30;
  private static final long UNKNOWN = 0xffffffffL;

  private final FileBytes bytes;
  private final Map<String, Entry> entries;

  private ZipDirectory(FileBytes bytes, Map<String, Entry> entries) {
    this.bytes = bytes;
    this.entries = entries;
  }

  /**
   * Reads the directory at the end of an archive.
   *
   * @throws CheckpointException if it is cut short, malformed or its entries overlap
   */
  static ZipDirectory read(FileBytes bytes) {
    ByteBuffer end = end(bytes);
    long count = end.getShort(10) & 0xffff;
    long byteCount = end.getInt(12) & UNKNOWN;
    long begin = end.getInt(16) & UNKNOWN;
    if (count == 0xffff || byteCount == UNKNOWN || begin == UNKNOWN) {
      ByteBuffer zip64 = zip64End(bytes, bytes.size() - end.limit());
      count = zip64.getLong(32);
      byteCount = zip64.getLong(40);
      begin = zip64.getLong(48);
    }
    if (count < 0 || count > MAX_ENTRIES || byteCount < 0 || byteCount > MAX_DIRECTORY_BYTES) {
      throw error(bytes, "lists " + count + " entries in " + byteCount + " bytes");
    }
    if (begin < 0 || byteCount > bytes.size() - begin) {
      throw error(bytes, "has its list of entries outside the file");
    }
    Map<String, Entry> entries = new LinkedHashMap<>();
    ByteWindow in = new ByteWindow(bytes, begin, begin + byteCount);
    for (long i = 0; i < count; i++) {
      Entry entry = entry(bytes, in, begin);
      if (entries.put(entry.name(), entry) != null) {
        throw error(bytes, "has the entry '" + TensorNames.shown(entry.name()) + "' twice");
      }
    }
    checkOverlap(bytes, entries);
    return new ZipDirectory(bytes, entries);
  }

  private static ByteBuffer end(FileBytes bytes) {
    int longest = (int) Math.min(bytes.size(), END_BYTES + MAX_COMMENT_BYTES);
    ByteBuffer tail = bytes.read(bytes.size() - longest, longest);
    for (int at = longest - END_BYTES; at >= 0; at--) {
      boolean found =
          tail.getInt(at) == 0x06054b50
              && (tail.getShort(at + 20) & 0xffff) == longest - END_BYTES - at;
      if (found) {
        return tail.slice(at, longest - at).order(ByteOrder.LITTLE_ENDIAN);
      }
    }
    throw new CheckpointException(
        bytes.file(),
        "begins like a zip archive but has no end of one; it was cut short. Fetch it again.");
  }

  private static ByteBuffer zip64End(FileBytes bytes, long endPosition) {
    if (endPosition < ZIP64_LOCATOR_BYTES) {
      throw error(bytes, "lacks its list of entries");
    }
    ByteBuffer locator = bytes.read(endPosition - ZIP64_LOCATOR_BYTES, ZIP64_LOCATOR_BYTES);
    if (locator.getInt(0) != 0x07064b50) {
      throw error(bytes, "lacks its list of entries");
    }
    ByteBuffer end = bytes.read(locator.getLong(8), 56);
    if (end.getInt(0) != 0x06064b50) {
      throw error(bytes, "lacks its list of entries");
    }
    return end;
  }

  private static Entry entry(FileBytes bytes, ByteWindow in, long directoryBegin) {
    ByteBuffer header = ByteBuffer.wrap(in.array(46)).order(ByteOrder.LITTLE_ENDIAN);
    if (header.getInt(0) != 0x02014b50) {
      throw in.error("has no entry where its list says so");
    }
    int flags = header.getShort(8);
    int method = header.getShort(10);
    long packed = header.getInt(20) & UNKNOWN;
    long unpacked = header.getInt(24) & UNKNOWN;
    int nameBytes = header.getShort(28) & 0xffff;
    int extraBytes = header.getShort(30) & 0xffff;
    int commentBytes = header.getShort(32) & 0xffff;
    long local = header.getInt(42) & UNKNOWN;
    String name = new String(in.array(nameBytes), StandardCharsets.UTF_8);
    ByteBuffer extra = ByteBuffer.wrap(in.array(extraBytes)).order(ByteOrder.LITTLE_ENDIAN);
    in.skip(commentBytes);
    ByteBuffer zip64 = zip64Extra(extra);
    if (unpacked == UNKNOWN) {
      unpacked = next(zip64, in);
    }
    if (packed == UNKNOWN) {
      packed = next(zip64, in);
    }
    if (local == UNKNOWN) {
      local = next(zip64, in);
    }
    boolean stored = method == 0 && (flags & 1) == 0 && packed == unpacked;
    if (local < 0 || packed < 0 || local > directoryBegin - LOCAL_HEADER_BYTES) {
      throw error(bytes, "has the entry '" + TensorNames.shown(name) + "' outside the file");
    }
    long begin = begin(bytes, local, name);
    if (packed > directoryBegin - begin) {
      throw error(
          bytes,
          "has "
              + packed
              + " bytes for the entry '"
              + TensorNames.shown(name)
              + "' at byte "
              + begin
              + ", where its list begins at "
              + directoryBegin);
    }
    return new Entry(name, stored, begin, packed, header.getInt(16));
  }

  private static long begin(FileBytes bytes, long local, String name) {
    ByteBuffer header = bytes.read(local, LOCAL_HEADER_BYTES);
    if (header.getInt(0) != 0x04034b50) {
      throw error(bytes, "has no entry '" + TensorNames.shown(name) + "' at byte " + local);
    }
    return local
        + LOCAL_HEADER_BYTES
        + (header.getShort(26) & 0xffff)
        + (header.getShort(28) & 0xffff);
  }

  private static ByteBuffer zip64Extra(ByteBuffer extra) {
    while (extra.remaining() >= 4) {
      int id = extra.getShort() & 0xffff;
      int size = extra.getShort() & 0xffff;
      if (size > extra.remaining()) {
        break;
      }
      if (id == 1) {
        return extra.slice(extra.position(), size).order(ByteOrder.LITTLE_ENDIAN);
      }
      extra.position(extra.position() + size);
    }
    return ByteBuffer.allocate(0);
  }

  private static long next(ByteBuffer zip64, ByteWindow in) {
    if (zip64.remaining() < Long.BYTES) {
      throw in.error("has an entry without a size");
    }
    return zip64.getLong();
  }

  private static void checkOverlap(FileBytes bytes, Map<String, Entry> entries) {
    List<Entry> inOrder = new ArrayList<>(entries.values());
    inOrder.sort(Comparator.comparingLong(Entry::begin));
    long end = 0;
    for (Entry entry : inOrder) {
      if (entry.byteCount() > 0 && entry.begin() < end) {
        throw error(
            bytes, "has the entry '" + TensorNames.shown(entry.name()) + "' inside another");
      }
      end = Math.max(end, entry.begin() + entry.byteCount());
    }
  }

  Map<String, Entry> entries() {
    return entries;
  }

  /**
   * An entry's bytes, in place.
   *
   * @throws CheckpointException if there is no such entry or it is compressed
   */
  Storage storage(String name) {
    Entry entry = required(name);
    return bytes.region(
        entry.begin(), entry.byteCount(), "entry '" + TensorNames.shown(name) + "'");
  }

  /** A small entry to be read forwards, once its checksum was compared. */
  ByteWindow window(String name, int mostBytes) {
    Entry entry = required(name);
    if (entry.byteCount() > mostBytes) {
      throw error(
          bytes,
          "has " + entry.byteCount() + " bytes in the entry '" + TensorNames.shown(name) + "'");
    }
    CRC32 crc = new CRC32();
    crc.update(bytes.read(entry.begin(), (int) entry.byteCount()));
    if ((int) crc.getValue() != entry.crc()) {
      throw error(
          bytes,
          "has another checksum than written for the entry '" + TensorNames.shown(name) + "'");
    }
    return new ByteWindow(bytes, entry.begin(), entry.begin() + entry.byteCount());
  }

  private Entry required(String name) {
    Entry entry = entries.get(name);
    if (entry == null) {
      throw error(bytes, "lacks the entry '" + TensorNames.shown(name) + "'");
    }
    if (!entry.stored()) {
      throw new CheckpointException(
          bytes.file(),
          "has the entry '"
              + TensorNames.shown(name)
              + "' compressed or encrypted, which PyTorch never does. Save it with torch.save.");
    }
    return entry;
  }

  private static CheckpointException error(FileBytes bytes, String problem) {
    return new CheckpointException(
        bytes.file(), "the archive " + problem + "; it is damaged. Fetch it again.");
  }
}
