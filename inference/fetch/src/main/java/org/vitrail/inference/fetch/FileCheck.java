package org.vitrail.inference.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * How one file of a model is.
 *
 * @param name below the model's folder
 * @param sha256 of the bytes that are there, in hex; empty for a missing file
 */
public record FileCheck(String name, Verdict verdict, String sha256) {
  /** Unknown is a file without a checksum to compare. */
  public enum Verdict {
    OK,
    DAMAGED,
    MISSING,
    UNKNOWN
  }

  private static final int CHUNK_BYTES = 1 << 20;

  /**
   * Reads the whole file and compares.
   *
   * @param expected SHA-256 in hex, if any is known
   * @param progress told the bytes of each chunk
   */
  public static FileCheck of(
      FileSource files, String name, Optional<String> expected, LongConsumer progress)
      throws IOException {
    Optional<InputStream> file = files.open(name);
    if (file.isEmpty()) {
      return new FileCheck(name, Verdict.MISSING, "");
    }
    MessageDigest digest = newDigest();
    try (InputStream in = file.get()) {
      byte[] chunk = new byte[CHUNK_BYTES];
      for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
        digest.update(chunk, 0, read);
        progress.accept(read);
      }
    }
    String actual = HexFormat.of().formatHex(digest.digest());
    Verdict verdict =
        expected
            .map(sum -> sum.equals(actual) ? Verdict.OK : Verdict.DAMAGED)
            .orElse(Verdict.UNKNOWN);
    return new FileCheck(name, verdict, actual);
  }

  /** Whether nothing is known to be wrong. */
  public boolean isSound() {
    return verdict == Verdict.OK || verdict == Verdict.UNKNOWN;
  }

  static MessageDigest newDigest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256.", e);
    }
  }
}
