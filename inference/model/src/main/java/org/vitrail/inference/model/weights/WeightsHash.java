package org.vitrail.inference.model.weights;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.vitrail.inference.model.disk.FileTrouble;
import org.vitrail.inference.model.weights.file.CheckpointException;

/**
 * SHA-256 of weights: of one file, and of a model's files together. A file that nobody has written
 * since is read once in a process, as a worker may load the same model many times.
 */
public final class WeightsHash {
  /** What was written later than this ago may be written again without looking any younger. */
  private static final Duration SETTLES = Duration.ofSeconds(2);

  private static final Map<Version, String> KNOWN = new ConcurrentHashMap<>();

  private WeightsHash() {}

  /**
   * A file as it is at a time.
   *
   * @param file the same however it is reached, or its path where a file system has nothing better
   */
  private record Version(Object file, long byteCount, FileTime written) {
    static Version of(Path file) throws IOException {
      BasicFileAttributes facts = Files.readAttributes(file, BasicFileAttributes.class);
      Object key = facts.fileKey() == null ? file.toRealPath() : facts.fileKey();
      return new Version(key, facts.size(), facts.lastModifiedTime());
    }

    boolean isSettled() {
      return written.toInstant().plus(SETTLES).isBefore(Instant.now());
    }
  }

  /** SHA-256 of a file's bytes, in hex. */
  public static String ofFile(Path file) {
    try {
      Version version = Version.of(file);
      String known = KNOWN.get(version);
      if (known != null) {
        return known;
      }
      boolean isSettled = version.isSettled();
      String hash = ofContent(file);
      if (isSettled && Version.of(file).equals(version)) {
        KNOWN.put(version, hash);
      }
      return hash;
    } catch (NoSuchFileException e) {
      throw new CheckpointException(file, "is missing. Put it back or fetch the model again.", e);
    } catch (IOException e) {
      throw new CheckpointException(file, "cannot be read: " + FileTrouble.of(e).sentence(), e);
    }
  }

  private static String ofContent(Path file) throws IOException {
    MessageDigest digest = sha256();
    byte[] chunk = new byte[1 << 20];
    try (InputStream in = Files.newInputStream(file)) {
      for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
        digest.update(chunk, 0, read);
      }
    }
    return hex(digest);
  }

  /** SHA-256 over the SHA-256 of each file in the given order, in hex. */
  public static String ofFiles(List<Path> files) {
    MessageDigest digest = sha256();
    files.stream().map(WeightsHash::ofFile).map(HexFormat.of()::parseHex).forEach(digest::update);
    return hex(digest);
  }

  private static String hex(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256.", e);
    }
  }
}
