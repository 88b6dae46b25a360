package org.vitrail.inference.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Files that can be read by name: those of a folder, or those inside the program. */
@FunctionalInterface
public interface FileSource {
  /** Empty if there is no such file. */
  Optional<InputStream> open(String name) throws IOException;

  static FileSource in(Path folder) {
    return name -> {
      Path file = folder.resolve(name);
      return Files.isRegularFile(file) ? Optional.of(Files.newInputStream(file)) : Optional.empty();
    };
  }
}
