package org.vitrail.deploy.standalone;

import java.io.IOException;
import java.nio.file.Path;
import org.vitrail.inference.model.disk.FileTrouble;
import org.vitrail.inference.protocol.spool.Spool;

/** What lies in the data folder for when Redis is away. */
final class DataFolder {
  /** Enough for hours of a busy community; one request without a picture takes 1 KB. */
  private static final int MOST_REQUESTS = 1_000;

  private static final long MOST_REQUEST_BYTES = 64L << 20;

  /** As many grids as a worker draws in some hours. */
  private static final int MOST_DRAWN = 200;

  private static final long MOST_DRAWN_BYTES = 512L << 20;

  private DataFolder() {}

  /**
   * Requests that were accepted while Redis was away, of this process and of those that have ended.
   *
   * @throws StandaloneException if the folder cannot be used
   */
  static Spool requestJournal(Path dataFolder) {
    return open(dataFolder.resolve("requests"), MOST_REQUESTS, MOST_REQUEST_BYTES);
  }

  /**
   * Pictures that were drawn while Redis took none, of this process and of those that have ended.
   *
   * @throws StandaloneException if the folder cannot be used
   */
  static Spool drawnPictures(Path dataFolder) {
    return open(dataFolder.resolve("drawn"), MOST_DRAWN, MOST_DRAWN_BYTES);
  }

  private static Spool open(Path folder, int mostFiles, long mostBytes) {
    try {
      return Spool.open(folder, mostFiles, mostBytes);
    } catch (IOException e) {
      FileTrouble trouble = FileTrouble.of(e);
      throw new StandaloneException(
          "The folder %s cannot be used: %s. %s, or give another by VITRAIL_DATA_FOLDER."
              .formatted(folder, trouble.what(), trouble.help()),
          e);
    }
  }
}
