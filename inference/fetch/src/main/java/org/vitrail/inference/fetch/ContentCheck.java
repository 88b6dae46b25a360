package org.vitrail.inference.fetch;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Tells whether bytes can be what a file of a model should hold. Downloading knows no formats; the
 * reader of the files does.
 *
 * <p>A problem is a sentence without its subject, such as "is not JSON but a web page. …".
 */
public interface ContentCheck {
  /** So many first bytes are asked about, or all if there are fewer. */
  int START_BYTES = 512;

  /**
   * What is wrong with the first bytes of a file, before the rest is waited for.
   *
   * @param owner id of the model or part
   * @param name below the owner's folder
   * @param byteCount of the whole file, if somebody told
   */
  Optional<String> problemOfStart(String owner, String name, byte[] start, OptionalLong byteCount);

  /** What is wrong with a whole file, opened as its reader will. */
  Optional<String> problemOf(String owner, String name, Path file);
}
