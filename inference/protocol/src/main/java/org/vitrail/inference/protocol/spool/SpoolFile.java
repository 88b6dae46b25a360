package org.vitrail.inference.protocol.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.zip.CRC32;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How one file of a spool lies on the disk: a CRC-32 of four bytes, then the content; for its
 * owner's eyes alone.
 */
final class SpoolFile {
  private static final Logger LOG = LoggerFactory.getLogger(SpoolFile.class);
  private static final String UNFINISHED = "unfinished";
  private static final boolean POSIX =
      FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

  static final int CHECKSUM_BYTES = Integer.BYTES;

  private SpoolFile() {}

  /** Writes it as a whole and on the disk, or not at all. */
  static void write(Path file, byte[] content) throws IOException {
    Path fresh = file.resolveSibling(UNFINISHED);
    try {
      Files.deleteIfExists(fresh);
      try (FileChannel out = open(fresh, StandardOpenOption.CREATE_NEW)) {
        write(out, ByteBuffer.allocate(CHECKSUM_BYTES).putInt(checksum(content)).flip());
        write(out, ByteBuffer.wrap(content));
        out.force(true);
      }
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
      force(file.getParent());
    } catch (IOException e) {
      Files.deleteIfExists(fresh);
      Files.deleteIfExists(file);
      throw e;
    }
  }

  private static void write(FileChannel out, ByteBuffer content) throws IOException {
    while (content.hasRemaining()) {
      out.write(content);
    }
  }

  /**
   * What was written.
   *
   * @throws SpoiltFileException if the disk has something else there
   * @throws IOException if it does not say now what it has
   */
  static byte[] read(Path file) throws IOException {
    ByteBuffer all = ByteBuffer.wrap(Files.readAllBytes(file));
    if (all.remaining() >= CHECKSUM_BYTES) {
      int expected = all.getInt();
      byte[] content = new byte[all.remaining()];
      all.get(content);
      if (checksum(content) == expected) {
        return content;
      }
    }
    throw new SpoiltFileException(file + " was spoilt on the disk: its checksum is wrong");
  }

  private static int checksum(byte[] content) {
    CRC32 crc = new CRC32();
    crc.update(content);
    return (int) crc.getValue();
  }

  /** Opens a file for writing, as its owner alone may. */
  static FileChannel open(Path file, StandardOpenOption how) throws IOException {
    return FileChannel.open(file, Set.of(StandardOpenOption.WRITE, how), mode("rw-------"));
  }

  /** Makes a folder for its owner alone, unless it is there. */
  static void makeFolder(Path folder) throws IOException {
    Files.createDirectories(folder, mode("rwx------"));
  }

  /** Makes names last that were given in a folder; not every system can, or has to. */
  static void force(Path folder) {
    try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
      names.force(true);
    } catch (IOException e) {
      LOG.debug("The names in {} are written when the system likes: {}", folder, e.getMessage());
    }
  }

  private static FileAttribute<?>[] mode(String permissions) {
    return POSIX
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }
}
