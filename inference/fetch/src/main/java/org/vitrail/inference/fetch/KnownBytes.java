package org.vitrail.inference.fetch;

import java.io.IOException;
import java.util.Optional;

/**
 * The checksum that a file must have: what the catalogue pins, else what the first download left in
 * {@code sha256sums.txt}, else what the hub announced.
 *
 * @param expected SHA-256 in hex; empty at a first download of which nobody said anything
 * @param otherwise what to tell a person if the bytes are others
 */
record KnownBytes(Optional<String> expected, String otherwise) {
  /**
   * @param anew whether what a first download left does not count
   */
  static KnownBytes of(RemoteFile file, String announced, boolean anew) throws IOException {
    if (file.sha256().isPresent()) {
      return new KnownBytes(
          file.sha256(),
          "config/models.yaml pins %s. Do not use it; look at %s."
              .formatted(file.sha256().get(), file.page()));
    }
    String recorded = Sha256Sums.read(FileSource.in(file.folder())).get(file.name());
    if (recorded != null && !anew) {
      return new KnownBytes(
          Optional.of(recorded),
          "its first download had %s. If its publisher changed it on purpose (%s may tell), pull again with --force, or delete its line in %s and pull again."
              .formatted(recorded, file.page(), file.folder().resolve(Sha256Sums.FILE)));
    }
    return new KnownBytes(
        Optional.of(announced).filter(sum -> !sum.isEmpty()),
        "the server announced %s. Pull again; if it stays so, look at %s."
            .formatted(announced, file.page()));
  }

  boolean fit(String actual) {
    return expected.isEmpty() || expected.get().equals(actual);
  }
}
