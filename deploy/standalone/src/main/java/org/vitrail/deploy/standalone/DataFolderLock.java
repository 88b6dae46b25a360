package org.vitrail.deploy.standalone;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.vitrail.inference.model.disk.FileTrouble;

/**
 * Lets one process at a time use a data folder, and tells the others where that one's page is. The
 * operating system gives the lock back when the process ends, however it ends.
 */
public final class DataFolderLock implements AutoCloseable {
  private static final String FILE = "lock";

  /**
   * Folders locked by this very process. Only to open and close such a file again would give the
   * lock back: POSIX locks belong to the process, not to the channel.
   */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path folder;
  private final FileChannel channel;

  private DataFolderLock(Path folder, FileChannel channel) {
    this.folder = folder;
    this.channel = channel;
  }

  /**
   * @param dataFolder made if it is not there
   * @throws StandaloneException naming the other process's page if the folder is in use, or why the
   *     folder cannot be used
   */
  public static DataFolderLock take(Path dataFolder) {
    try {
      OwnerOnly.folder(dataFolder);
      Path folder = dataFolder.toRealPath();
      if (!HELD.add(folder)) {
        throw inUse(dataFolder);
      }
      FileChannel channel =
          FileChannel.open(
              folder.resolve(FILE),
              StandardOpenOption.CREATE,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE);
      if (channel.tryLock() == null) {
        channel.close();
        HELD.remove(folder);
        throw inUse(dataFolder);
      }
      channel.truncate(0);
      return new DataFolderLock(folder, channel);
    } catch (IOException e) {
      FileTrouble trouble = FileTrouble.of(e);
      throw new StandaloneException(
          "The data folder %s cannot be used: %s. %s, or give another by VITRAIL_DATA_FOLDER."
              .formatted(dataFolder, trouble.what(), trouble.help()),
          e);
    }
  }

  private static StandaloneException inUse(Path dataFolder) {
    String page = holder(dataFolder).map(there -> ": open " + there).orElse("");
    return new StandaloneException(
        "Vitrail already runs with the data folder %s%s. Stop it first (Ctrl-C in its terminal), or give this one another folder by VITRAIL_DATA_FOLDER."
            .formatted(dataFolder, page));
  }

  /** Whether some process uses the folder now. */
  static boolean isTaken(Path dataFolder) {
    Path file = dataFolder.resolve(FILE);
    if (!Files.exists(file)) {
      return false;
    }
    try {
      if (HELD.contains(dataFolder.toRealPath())) {
        return true;
      }
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        return channel.tryLock() == null;
      }
    } catch (IOException e) {
      return false;
    }
  }

  /** The page of the process that uses the folder, once it announced one. */
  static Optional<String> holder(Path dataFolder) {
    try {
      String page = Files.readString(dataFolder.resolve(FILE)).strip();
      return page.isEmpty() ? Optional.empty() : Optional.of(page);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Tells other processes where this one's page is. */
  public void announce(String page) {
    try {
      channel.truncate(0);
      channel.write(ByteBuffer.wrap((page + "\n").getBytes(StandardCharsets.UTF_8)), 0);
    } catch (IOException e) {
      throw new StandaloneException(
          "The data folder can no longer be written: " + FileTrouble.of(e).sentence(), e);
    }
  }

  @Override
  public void close() {
    try {
      channel.truncate(0);
      channel.close();
      HELD.remove(folder);
    } catch (IOException e) {
      throw new StandaloneException(
          "The lock of the data folder cannot be given back: " + FileTrouble.of(e).sentence(), e);
    }
  }
}
