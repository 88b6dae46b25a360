package org.vitrail.inference.fetch;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Lets one pull at a time write into a model's folder. The operating system gives the lock back
 * when the process ends, however it ends.
 */
final class PullLock implements AutoCloseable {
  private static final String FILE = ".pull.lock";

  /** Folders locked by this very process: POSIX locks do not tell its threads apart. */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path folder;
  private final FileChannel channel;

  private PullLock(Path folder, FileChannel channel) {
    this.folder = folder;
    this.channel = channel;
  }

  /**
   * @param folder made if it is not there
   * @throws FetchException if another pull has the folder, or it cannot be written
   */
  static PullLock take(Path folder) {
    try {
      Files.createDirectories(folder);
      Path real = folder.toRealPath();
      if (!HELD.add(real)) {
        throw inUse(folder);
      }
      FileChannel channel = null;
      try {
        channel =
            FileChannel.open(
                real.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (channel.tryLock() == null) {
          throw inUse(folder);
        }
        return new PullLock(real, channel);
      } catch (IOException | FetchException e) {
        HELD.remove(real);
        if (channel != null) {
          channel.close();
        }
        throw e;
      }
    } catch (IOException e) {
      throw FetchException.unwritable(folder, e);
    }
  }

  private static FetchException inUse(Path folder) {
    return new FetchException(
        folder + " is being filled by another pull. Wait until that one is done, then try again.");
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw FetchException.unwritable(folder, e);
    } finally {
      HELD.remove(folder);
    }
  }
}
