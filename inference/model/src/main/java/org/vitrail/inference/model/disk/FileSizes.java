package org.vitrail.inference.model.disk;

import java.nio.file.Path;
import java.util.Collection;

/** How large files are. */
public final class FileSizes {
  private FileSizes() {}

  /** Bytes of all together; a missing one counts nothing here and is told of when it is read. */
  public static long byteCount(Collection<Path> files) {
    return files.stream().mapToLong(file -> file.toFile().length()).sum();
  }
}
