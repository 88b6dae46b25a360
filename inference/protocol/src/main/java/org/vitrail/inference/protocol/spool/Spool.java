package org.vitrail.inference.protocol.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Small files in the order in which they came, each on disk as a whole before {@link #add} returns;
 * bounded in number and bytes. Safe for several threads.
 *
 * <p>Each process has a folder of its own, named at random and locked while it lives. Who opens a
 * spool takes over what lies in the folders of processes that have ended, in front of its own; so a
 * process that is killed finds its files again, or another does, but never two at once. A file is
 * written beside its place, forced to the disk and then renamed, so that no half of one is ever
 * read; a checksum tells what the disk itself spoilt. All of it is for its owner's eyes alone.
 */
public final class Spool implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Spool.class);
  private static final String LOCK = "lock";
  private static final String UNFINISHED = "unfinished";
  private static final Pattern FILE = Pattern.compile("(\\d{12})-([A-Za-z0-9_-]{1,64})");
  private static final int CHECKSUM_BYTES = Integer.BYTES;
  private static final boolean POSIX =
      FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

  private record Kept(Path file, long bytes) {}

  private final Path folder;
  private final FileChannel lock;
  private final int mostFiles;
  private final long mostBytes;
  private final Map<String, Kept> files = new LinkedHashMap<>();
  private long bytes;
  private long next;

  private Spool(Path folder, int mostFiles, long mostBytes) throws IOException {
    this.folder = folder;
    this.mostFiles = mostFiles;
    this.mostBytes = mostBytes;
    Files.createDirectories(folder, mode("rwx------"));
    this.lock = FileChannel.open(folder.resolve(LOCK), writing(StandardOpenOption.CREATE), mode());
    if (lock.tryLock() == null) {
      throw new IOException("another process has locked the new folder " + folder);
    }
  }

  /**
   * Opens a new spool with what earlier processes left.
   *
   * @param all the folder that all processes share; made if it is missing
   * @param mostFiles how many it takes; what others left comes on top
   * @param mostBytes how many bytes of content it takes
   */
  public static synchronized Spool open(Path all, int mostFiles, long mostBytes)
      throws IOException {
    Files.createDirectories(all, mode("rwx------"));
    // One at a time: a folder that is not locked yet must not be taken for one that was left.
    try (FileChannel one =
            FileChannel.open(all.resolve(LOCK), writing(StandardOpenOption.CREATE), mode());
        FileLock held = one.lock()) {
      Spool spool = new Spool(all.resolve(UUID.randomUUID().toString()), mostFiles, mostBytes);
      for (Path other : folders(all)) {
        if (!other.equals(spool.folder)) {
          spool.takeOver(other);
        }
      }
      LOG.debug("{} opened under {}: {}", spool.folder, held, spool.names());
      return spool;
    }
  }

  private static List<Path> folders(Path all) throws IOException {
    try (Stream<Path> found = Files.list(all)) {
      return found.filter(Files::isDirectory).sorted().toList();
    }
  }

  private void takeOver(Path other) throws IOException {
    try (FileChannel theirs =
        FileChannel.open(other.resolve(LOCK), writing(StandardOpenOption.CREATE), mode())) {
      if (!isFree(theirs)) {
        return;
      }
      for (Path file : files(other)) {
        Matcher name = FILE.matcher(file.getFileName().toString());
        if (name.matches()) {
          Path mine = place(name.group(2));
          Files.move(file, mine, StandardCopyOption.ATOMIC_MOVE);
          remember(name.group(2), new Kept(mine, Files.size(mine)));
        } else {
          Files.deleteIfExists(file);
        }
      }
      force(folder);
    }
    Files.deleteIfExists(other.resolve(LOCK));
    Files.deleteIfExists(other);
  }

  /** Locks it until it is closed, unless its process lives. */
  private static boolean isFree(FileChannel theirs) throws IOException {
    try {
      return theirs.tryLock() != null;
    } catch (OverlappingFileLockException ours) {
      return false;
    }
  }

  private static List<Path> files(Path other) throws IOException {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(other)) {
      all.forEach(files::add);
    }
    files.removeIf(file -> file.getFileName().toString().equals(LOCK));
    files.sort(null);
    return files;
  }

  /**
   * Keeps a file; one of the same name that is kept already stays as it is.
   *
   * @param name of up to 64 letters, digits, {@code -} and {@code _}
   * @return false where there is no room for it
   * @throws IOException if the disk does not take it; then nothing is kept
   */
  public synchronized boolean add(String name, byte[] content) throws IOException {
    if (files.containsKey(name)) {
      return true;
    }
    if (files.size() >= mostFiles || bytes + content.length > mostBytes) {
      return false;
    }
    Path fresh = folder.resolve(UNFINISHED);
    Path file = place(name);
    try {
      Files.deleteIfExists(fresh);
      try (FileChannel out =
          FileChannel.open(fresh, writing(StandardOpenOption.CREATE_NEW), mode())) {
        write(out, ByteBuffer.allocate(CHECKSUM_BYTES).putInt(checksum(content)).flip());
        write(out, ByteBuffer.wrap(content));
        out.force(true);
      }
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
      force(folder);
    } catch (IOException e) {
      Files.deleteIfExists(fresh);
      Files.deleteIfExists(file);
      throw e;
    }
    remember(name, new Kept(file, content.length + CHECKSUM_BYTES));
    return true;
  }

  private static void write(FileChannel out, ByteBuffer content) throws IOException {
    while (content.hasRemaining()) {
      out.write(content);
    }
  }

  private Path place(String name) {
    Path file = folder.resolve("%012d-%s".formatted(next, name));
    if (!FILE.matcher(file.getFileName().toString()).matches()) {
      throw new IllegalArgumentException(
          "name: %s is not allowed; give up to 64 letters, digits, - and _.".formatted(name));
    }
    next++;
    return file;
  }

  private void remember(String name, Kept kept) {
    Kept twice = files.putIfAbsent(name, kept);
    if (twice == null) {
      bytes += kept.bytes();
    }
  }

  /** The names of all that is kept, oldest first. */
  public synchronized List<String> names() {
    return List.copyOf(files.keySet());
  }

  /** Whether nothing is kept. */
  public synchronized boolean isEmpty() {
    return files.isEmpty();
  }

  /**
   * What is kept under a name; empty if nothing is, or if the disk spoilt it, and then it is gone.
   */
  public synchronized Optional<byte[]> read(String name) throws IOException {
    Kept kept = files.get(name);
    if (kept == null) {
      return Optional.empty();
    }
    ByteBuffer file = ByteBuffer.wrap(Files.readAllBytes(kept.file()));
    if (file.remaining() >= CHECKSUM_BYTES) {
      int expected = file.getInt();
      byte[] content = new byte[file.remaining()];
      file.get(content);
      if (checksum(content) == expected) {
        return Optional.of(content);
      }
    }
    LOG.error("{} was spoilt on the disk and is given up.", kept.file());
    remove(name);
    return Optional.empty();
  }

  /** Lets one go. */
  public synchronized void remove(String name) throws IOException {
    Kept kept = files.get(name);
    if (kept != null) {
      Files.deleteIfExists(kept.file());
      files.remove(name);
      bytes -= kept.bytes();
    }
  }

  /** Leaves what is kept to whoever opens a spool next. */
  @Override
  public synchronized void close() throws IOException {
    if (files.isEmpty()) {
      Files.deleteIfExists(folder.resolve(LOCK));
      Files.deleteIfExists(folder);
    }
    lock.close();
  }

  private static int checksum(byte[] content) {
    CRC32 crc = new CRC32();
    crc.update(content);
    return (int) crc.getValue();
  }

  /** Makes names last that were given in a folder; not every system can, or has to. */
  private static void force(Path folder) {
    try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
      names.force(true);
    } catch (IOException e) {
      LOG.debug("The names in {} are written when the system likes: {}", folder, e.getMessage());
    }
  }

  private static Set<StandardOpenOption> writing(StandardOpenOption how) {
    return Set.of(StandardOpenOption.WRITE, how);
  }

  private static FileAttribute<?>[] mode() {
    return mode("rw-------");
  }

  private static FileAttribute<?>[] mode(String permissions) {
    return POSIX
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }
}
