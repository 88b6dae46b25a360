package org.vitrail.inference.fetch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.vitrail.config.ByteSize;

/** Whether a download fits on the disk, with room left for everything else. */
final class DiskSpace {
  /** Tells the free bytes of the disk that a folder is on. */
  @FunctionalInterface
  interface Gauge {
    long freeBytes(Path folder) throws IOException;
  }

  /** What a download leaves free: a full disk stops Redis and the system, too. */
  private static final long RESERVE_BYTES = 1_000_000_000;

  private final Gauge gauge;

  DiskSpace(Gauge gauge) {
    this.gauge = gauge;
  }

  static DiskSpace real() {
    return new DiskSpace(folder -> Files.getFileStore(folder).getUsableSpace());
  }

  /**
   * @param folder need not be there yet
   * @throws FetchException telling what is needed and what is free
   */
  void check(Path folder, long bytes) {
    Path there = folder.toAbsolutePath();
    while (!Files.exists(there)) {
      there = there.getParent();
    }
    try {
      long free = gauge.freeBytes(there);
      if (free < bytes + RESERVE_BYTES) {
        throw new FetchException(
            "%s are to be downloaded and %s must stay free, but the disk of %s has only %s free. Make room, or choose another data folder by VITRAIL_DATA_FOLDER."
                .formatted(
                    ByteSize.text(bytes),
                    ByteSize.text(RESERVE_BYTES),
                    folder,
                    ByteSize.text(free)));
      }
    } catch (IOException e) {
      throw FetchException.unwritable(folder, e);
    }
  }
}
