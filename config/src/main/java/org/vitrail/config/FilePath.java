package org.vitrail.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Paths of files as catalogues write them: they never lead out of the folder they start in. */
final class FilePath {
  static final String ALLOWED =
      "a path below the model's folder, such as weights/model.pt (letters, digits, dots, dashes)";

  /** Names that downloading keeps for itself. */
  private static final Set<String> OWN = Set.of("sha256sums.txt", ".pull.lock");

  private FilePath() {}

  /**
   * The files by role, once no path leads elsewhere.
   *
   * @throws SettingsException naming the first that does
   */
  static Map<String, String> checked(Map<String, String> files) {
    files.forEach(
        (role, path) -> {
          if (!staysBelow(path)) {
            throw SettingsException.notAllowed("files." + role, path, ALLOWED);
          }
        });
    return Collections.unmodifiableMap(new LinkedHashMap<>(files));
  }

  /** Segments of plain characters, each beginning with a letter, a digit or an underscore. */
  static boolean staysBelow(String path) {
    return path.length() <= 200
        && path.matches("\\w[\\w.+-]*(/\\w[\\w.+-]*)*")
        && !OWN.contains(path)
        && !path.endsWith(".part")
        && !path.endsWith(".part.state");
  }
}
