package org.vitrail.inference.protocol.spool;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Small files in the order in which they came, each on disk as a whole before {@link #add} returns;
 * bounded in number and bytes. Safe for several threads.
 *
 * <p>Each process has a folder of its own, named at random and locked while it lives. Who opens a
 * spool takes over what lies in the folders of processes that have ended, folder by folder, and may
 * {@link #adopt} later what others leave meanwhile; so a process that is killed finds its files
 * again, or another does, but never two at once. A file is written beside its place, forced to the
 * disk and then renamed, so that no half of one is ever read; a checksum tells what the disk itself
 * spoilt. All of it is for its owner's eyes alone.
 */
public final class Spool implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Spool.class);
  private static final String LOCK = "lock";
  private static final Pattern FOLDER =
      Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
  private static final Pattern FILE = Pattern.compile("(\\d{12})-([A-Za-z0-9_-]{1,64})");

  /**
   * Folders of this process. Whoever closes a second channel of a file gives up, on POSIX systems,
   * the locks that the whole process has on it, so their locks must not be tried.
   */
  private static final Set<Path> OWN = ConcurrentHashMap.newKeySet();

  private record Kept(Path file, long bytes) {}

  private final Path all;
  private final Path folder;
  private final FileChannel lock;
  private final int mostFiles;
  private final long mostBytes;
  private final SetAside aside;
  private final Map<String, Kept> files = new LinkedHashMap<>();
  private long bytes;
  private long next;

  private Spool(Path all, int mostFiles, long mostBytes) throws IOException {
    this.all = all;
    this.folder = all.resolve(UUID.randomUUID().toString());
    this.mostFiles = mostFiles;
    this.mostBytes = mostBytes;
    this.aside = new SetAside(all);
    SpoolFile.makeFolder(folder);
    this.lock = SpoolFile.open(folder.resolve(LOCK), StandardOpenOption.CREATE);
    if (lock.tryLock() == null) {
      throw new IOException("another process has locked the new folder " + folder);
    }
    OWN.add(folder);
  }

  /**
   * Opens a new spool with what earlier processes left.
   *
   * @param all the folder that all processes share; made if it is missing
   * @param mostFiles how many it takes; what others left comes on top
   * @param mostBytes how many bytes of content it takes
   */
  public static Spool open(Path all, int mostFiles, long mostBytes) throws IOException {
    SpoolFile.makeFolder(all);
    Path real = all.toRealPath();
    // One at a time: a folder that is not locked yet must not be taken for one that was left.
    synchronized (OWN) {
      try (FileChannel one = SpoolFile.open(real.resolve(LOCK), StandardOpenOption.CREATE)) {
        one.lock();
        Spool spool = new Spool(real, mostFiles, mostBytes);
        for (Path other : spool.others()) {
          spool.takeOver(other);
        }
        LOG.debug("{} opened: {}", spool.folder, spool.names());
        return spool;
      }
    }
  }

  /** Does something while no other process opens or closes; not at all while another does. */
  private void alone(Step step) throws IOException {
    synchronized (OWN) {
      try (FileChannel one = SpoolFile.open(all.resolve(LOCK), StandardOpenOption.CREATE)) {
        // Not waited for: a process may be stopped in the middle.
        if (one.tryLock() != null) {
          step.take();
        }
      }
    }
  }

  @FunctionalInterface
  private interface Step {
    void take() throws IOException;
  }

  /** Folders that are not of this process. */
  private List<Path> others() throws IOException {
    try (Stream<Path> found = Files.list(all)) {
      return found
          .filter(each -> FOLDER.matcher(each.getFileName().toString()).matches())
          .filter(each -> !OWN.contains(each))
          .sorted()
          .toList();
    }
  }

  /**
   * Takes over what processes left that have ended meanwhile. Where that fails for one folder it is
   * logged, and the others are taken.
   */
  public void adopt() throws IOException {
    if (others().isEmpty()) {
      return;
    }
    alone(
        () -> {
          for (Path other : others()) {
            try {
              takeOver(other);
            } catch (IOException e) {
              LOG.warn(
                  "What another process left in {} cannot be taken over: {}", other, e.toString());
            }
          }
        });
  }

  /** Takes nothing while its process lives. */
  private synchronized void takeOver(Path other) throws IOException {
    try (FileChannel theirs = SpoolFile.open(other.resolve(LOCK), StandardOpenOption.CREATE)) {
      if (theirs.tryLock() == null) {
        return;
      }
      for (Path file : files(other)) {
        Matcher name = FILE.matcher(file.getFileName().toString());
        // Two processes may have kept the same.
        if (!name.matches() || files.containsKey(name.group(2))) {
          Files.deleteIfExists(file);
        } else {
          Kept mine = new Kept(place(name.group(2)), Files.size(file));
          Files.move(file, mine.file(), StandardCopyOption.ATOMIC_MOVE);
          remember(name.group(2), mine);
        }
      }
      SpoolFile.force(folder);
    }
    Files.deleteIfExists(other.resolve(LOCK));
    Files.deleteIfExists(other);
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
    Path file = place(name);
    SpoolFile.write(file, content);
    remember(name, new Kept(file, content.length + SpoolFile.CHECKSUM_BYTES));
    return true;
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
    files.put(name, kept);
    bytes += kept.bytes();
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
   * What is kept under a name; empty if nothing is. It stays, however reading it ends.
   *
   * @throws SpoiltFileException if the disk spoilt it
   * @throws IOException if the disk does not give it now, or the process has too many files open
   */
  public synchronized Optional<byte[]> read(String name) throws IOException {
    Kept kept = files.get(name);
    return kept == null ? Optional.empty() : Optional.of(SpoolFile.read(kept.file()));
  }

  /** Lets one go. */
  public synchronized void remove(String name) throws IOException {
    Kept kept = files.get(name);
    if (kept != null) {
      Files.deleteIfExists(kept.file());
      forget(name, kept);
    }
  }

  private void forget(String name, Kept kept) {
    files.remove(name);
    bytes -= kept.bytes();
  }

  /**
   * Lets one go that nothing can be done with, but leaves it for the operator to look at: the last
   * hundred of all processes.
   *
   * @return where it lies now; empty if there is none of this name
   */
  public synchronized Optional<Path> setAside(String name) throws IOException {
    Kept kept = files.get(name);
    if (kept == null) {
      return Optional.empty();
    }
    Path place = aside.take(kept.file(), name);
    forget(name, kept);
    return Optional.of(place);
  }

  /** Deletes what was written before and then set aside, by any process. */
  public void removeSetAsideBefore(Instant then) throws IOException {
    aside.removeBefore(then);
  }

  /**
   * Deletes some of what any process has set aside.
   *
   * @param which is asked about the content; empty where that cannot be read
   */
  public void removeSetAside(Predicate<Optional<byte[]>> which) throws IOException {
    aside.removeIf(which);
  }

  /** Leaves what is kept to whoever opens a spool next, or adopts. */
  @Override
  public void close() throws IOException {
    try {
      // Nobody may look into a folder that is just going; what stays, others clear away.
      alone(this::clear);
    } catch (IOException e) {
      LOG.debug("{} stays: {}", folder, e.toString());
    } finally {
      OWN.remove(folder);
      lock.close();
    }
  }

  private synchronized void clear() throws IOException {
    if (files.isEmpty()) {
      Files.deleteIfExists(folder.resolve(LOCK));
      Files.deleteIfExists(folder);
    }
  }
}
