package org.vitrail.config;

import java.nio.file.Path;
import java.util.List;

/**
 * Reads the terms of {@code blocklist.txt} as written; how they are compared is the moderation's
 * affair.
 */
public final class Blocklist {
  private Blocklist() {}

  /**
   * @param configFolder the operator's folder, {@code null} for the built-in list
   * @return the terms in the order of the file, without comments and empty lines
   * @throws SettingsException if the file cannot be read
   */
  public static List<String> load(Path configFolder) {
    return ConfigFolder.of(configFolder)
        .text("blocklist.txt")
        .lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty() && !line.startsWith("#"))
        .distinct()
        .toList();
  }
}
