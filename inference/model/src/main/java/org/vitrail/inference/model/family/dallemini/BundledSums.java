package org.vitrail.inference.model.family.dallemini;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** SHA-256 of the bundled files, from the list beside them that {@code sha256sum} wrote. */
final class BundledSums {
  /** The name of the list. */
  static final String FILE = "sha256sums.txt";

  private static final int HEX_DIGITS = 64;

  private BundledSums() {}

  /**
   * SHA-256 in hex by file name, in the list's order. A line is 64 digits, a space, a space or an
   * asterisk, and the name; other lines are passed over.
   */
  static Map<String, String> read(InputStream in) throws IOException {
    Map<String, String> sums = new LinkedHashMap<>();
    new String(in.readAllBytes(), StandardCharsets.UTF_8)
        .lines()
        .filter(line -> line.matches("[0-9a-f]{64} [ *].+"))
        .forEach(line -> sums.put(line.substring(HEX_DIGITS + 2), line.substring(0, HEX_DIGITS)));
    return sums;
  }
}
