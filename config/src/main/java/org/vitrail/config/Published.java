package org.vitrail.config;

import java.util.Map;
import java.util.Optional;

/** What has files and a source must say where each file comes from. */
final class Published {
  private Published() {}

  /**
   * @throws SettingsException naming the first file that the source does not have
   */
  static void check(Map<String, String> files, Optional<ModelSource> source) {
    source.ifPresent(
        from ->
            files.forEach(
                (role, path) -> {
                  if (!from.downloads().containsKey(path)) {
                    throw new SettingsException(
                        "",
                        "files." + role,
                        path + " is not among the source's downloads; add it there.");
                  }
                }));
  }
}
