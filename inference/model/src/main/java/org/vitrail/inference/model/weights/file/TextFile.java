package org.vitrail.inference.model.weights.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads the small files beside weights: configurations, vocabularies, lists. */
public final class TextFile {
  /** Published ones take up to 20 MB; weights in their place would fill the memory. */
  private static final int MAX_BYTES = 64 << 20;

  private TextFile() {}

  /**
   * All bytes of a file.
   *
   * @throws CheckpointException if it is missing or larger than any such file
   */
  public static byte[] read(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new CheckpointException(
            file,
            "has more than "
                + MAX_BYTES
                + " bytes where a text is expected. Check which file is meant.");
      }
      return bytes;
    } catch (NoSuchFileException e) {
      throw new CheckpointException(file, "is missing. Put it back or fetch the model again.", e);
    }
  }
}
