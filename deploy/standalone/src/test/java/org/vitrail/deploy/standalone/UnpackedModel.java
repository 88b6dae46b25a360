package org.vitrail.deploy.standalone;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The bundled model's files for data folders that a test begins empty: unpacked and hashed once for
 * all tests, which takes longer than most of what they do with it.
 */
final class UnpackedModel {
  private static final Path FOLDER = Path.of("target", "bundled-model").toAbsolutePath();

  private UnpackedModel() {}

  /** The data folder itself, made if needed, in which the model is found unpacked. */
  static Path in(Path dataFolder) {
    Path link = dataFolder.resolve("models/bundled");
    try {
      Files.createDirectories(FOLDER);
      Files.createDirectories(link.getParent());
      if (!Files.exists(link)) {
        Files.createSymbolicLink(link, FOLDER);
      }
      return dataFolder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
