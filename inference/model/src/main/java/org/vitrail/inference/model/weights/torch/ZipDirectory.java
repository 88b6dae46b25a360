package org.vitrail.inference.model.weights.torch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
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
 * <p>The library that finds them was not made for files of strangers: what it does not check is
 * checked here.
 */
final class ZipDirectory {
  /**
   * Read of the file to find its entries. An honest entry takes some 250 bytes; the least that can
   * be written takes 50, and 700 of Java's memory.
   */
  private static final long MAX_DIRECTORY_BYTES = 8 << 20;

  private static final int LOCAL_HEADER = 0x04034b50;
  private static final int END = 0x06054b50;
  private static final int END_BYTES = 22;

  /** Stands for a count that zip64 tells elsewhere. */
  private static final int ELSEWHERE = 0xffff;

  private final FileBytes bytes;
  private final Map<String, ZipArchiveEntry> entries;

  private ZipDirectory(FileBytes bytes, Map<String, ZipArchiveEntry> entries) {
    this.bytes = bytes;
    this.entries = entries;
  }

  /**
   * Reads the directory at the end of an archive.
   *
   * @throws CheckpointException if it is cut short, malformed or its entries overlap
   */
  static ZipDirectory read(FileBytes bytes) {
    Map<String, ZipArchiveEntry> entries = new LinkedHashMap<>();
    try (ZipFile zip =
        ZipFile.builder()
            .setSeekableByteChannel(bytes.channel(MAX_DIRECTORY_BYTES))
            .setUseUnicodeExtraFields(false)
            .get()) {
      for (ZipArchiveEntry entry : Collections.list(zip.getEntries())) {
        checkBegin(bytes, entry);
        if (isPlain(entry) && entry.getSize() != entry.getCompressedSize()) {
          throw error(bytes, "has two sizes for the entry '" + shown(entry) + "'");
        }
        if (entries.put(entry.getName(), entry) != null) {
          throw error(bytes, "has the entry '" + shown(entry) + "' twice");
        }
      }
    } catch (IOException | IllegalArgumentException e) {
      throw new CheckpointException(
          bytes.file(),
          "the archive's list of entries cannot be read ("
              + TensorNames.shown(reason(e))
              + "); it was cut short or is damaged. Fetch it again.",
          e);
    }
    checkCount(bytes, entries.size());
    checkOverlap(bytes, entries.values());
    return new ZipDirectory(bytes, entries);
  }

  private static String reason(Exception e) {
    Throwable reason = e.getCause() == null ? e : e.getCause();
    return String.valueOf(reason.getMessage());
  }

  /** The library takes any bytes for the header before an entry. */
  private static void checkBegin(FileBytes bytes, ZipArchiveEntry entry) {
    long begin = entry.getLocalHeaderOffset();
    if (bytes.read(begin, Integer.BYTES).getInt() != LOCAL_HEADER) {
      throw error(bytes, "has no entry '" + shown(entry) + "' at byte " + begin);
    }
  }

  /** The library takes damage in the list for its end. PyTorch writes no comment behind it. */
  private static void checkCount(FileBytes bytes, int found) {
    ByteBuffer end = bytes.read(bytes.size() - END_BYTES, END_BYTES);
    int listed = end.getShort(10) & ELSEWHERE;
    if (end.getInt(0) == END && listed != ELSEWHERE && listed != found) {
      throw error(bytes, "lists " + listed + " entries, of which " + found + " are found");
    }
  }

  private static String shown(ZipArchiveEntry entry) {
    return TensorNames.shown(entry.getName());
  }

  private static void checkOverlap(FileBytes bytes, Collection<ZipArchiveEntry> entries) {
    List<ZipArchiveEntry> inOrder = new ArrayList<>(entries);
    inOrder.sort(Comparator.comparingLong(ZipArchiveEntry::getDataOffset));
    long end = 0;
    for (ZipArchiveEntry entry : inOrder) {
      if (entry.getCompressedSize() > 0 && entry.getDataOffset() < end) {
        throw error(bytes, "has the entry '" + shown(entry) + "' inside another");
      }
      end = Math.max(end, entry.getDataOffset() + entry.getCompressedSize());
    }
  }

  Map<String, ZipArchiveEntry> entries() {
    return entries;
  }

  /**
   * An entry's bytes, in place.
   *
   * @throws CheckpointException if there is no such entry or it is compressed
   */
  Storage storage(String name) {
    ZipArchiveEntry entry = required(name);
    return bytes.region(
        entry.getDataOffset(),
        entry.getCompressedSize(),
        "entry '" + TensorNames.shown(name) + "'");
  }

  /** A small entry to be read forwards, once its checksum was compared. */
  ByteWindow window(String name, int mostBytes) {
    ZipArchiveEntry entry = required(name);
    if (entry.getCompressedSize() > mostBytes) {
      throw error(
          bytes,
          "has "
              + entry.getCompressedSize()
              + " bytes in the entry '"
              + TensorNames.shown(name)
              + "'");
    }
    CRC32 crc = new CRC32();
    crc.update(bytes.read(entry.getDataOffset(), (int) entry.getCompressedSize()));
    if (crc.getValue() != entry.getCrc()) {
      throw error(
          bytes,
          "has another checksum than written for the entry '" + TensorNames.shown(name) + "'");
    }
    return new ByteWindow(
        bytes, entry.getDataOffset(), entry.getDataOffset() + entry.getCompressedSize());
  }

  private ZipArchiveEntry required(String name) {
    ZipArchiveEntry entry = entries.get(name);
    if (entry == null) {
      throw error(bytes, "lacks the entry '" + TensorNames.shown(name) + "'");
    }
    if (!isPlain(entry)) {
      throw new CheckpointException(
          bytes.file(),
          "has the entry '"
              + TensorNames.shown(name)
              + "' compressed or encrypted, which PyTorch never does. Save it with torch.save.");
    }
    return entry;
  }

  private static boolean isPlain(ZipArchiveEntry entry) {
    return entry.getMethod() == ZipEntry.STORED && !entry.getGeneralPurposeBit().usesEncryption();
  }

  private static CheckpointException error(FileBytes bytes, String problem) {
    return new CheckpointException(
        bytes.file(), "the archive " + problem + "; it is damaged. Fetch it again.");
  }
}
