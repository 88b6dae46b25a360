package org.vitrail.inference.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The list {@code sha256sums.txt} beside a model's files, in the form of {@code sha256sum}. */
public final class Sha256Sums {
  /** The list's name. */
  public static final String FILE = "sha256sums.txt";

  private static final int HEX_DIGITS = 64;

  private Sha256Sums() {}

  /**
   * SHA-256 in hex by file name, in the list's order; none if there is no list. A line is 64
   * digits, a space, a space or an asterisk, and the name; other lines are passed over.
   */
  public static Map<String, String> read(FileSource files) throws IOException {
    Optional<InputStream> list = files.open(FILE);
    if (list.isEmpty()) {
      return new LinkedHashMap<>();
    }
    try (InputStream in = list.get()) {
      Map<String, String> sums = new LinkedHashMap<>();
      new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> line.matches("[0-9a-f]{64} [ *].+"))
          .forEach(line -> sums.put(line.substring(HEX_DIGITS + 2), line.substring(0, HEX_DIGITS)));
      return sums;
    }
  }

  /** Adds or replaces one line; a reader sees the old list or the new one. */
  static synchronized void record(Path folder, String name, String sha256) throws IOException {
    Map<String, String> sums = read(FileSource.in(folder));
    if (sha256.equals(sums.put(name, sha256))) {
      return;
    }
    StringBuilder text = new StringBuilder();
    sums.forEach((file, sum) -> text.append(sum).append("  ").append(file).append('\n'));
    Path fresh = folder.resolve(FILE + ".part");
    Files.writeString(fresh, text);
    Files.move(
        fresh,
        folder.resolve(FILE),
        StandardCopyOption.REPLACE_EXISTING,
        StandardCopyOption.ATOMIC_MOVE);
  }
}
