package org.vitrail.inference.model.weights;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.vitrail.inference.model.disk.FileTrouble;
import org.vitrail.inference.model.weights.file.CheckpointException;

/** SHA-256 of weights: of one file, and of a model's files together. */
public final class WeightsHash {
  private WeightsHash() {}

  /** SHA-256 of a file's bytes, in hex. */
  public static String ofFile(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return ofStream(in);
    } catch (NoSuchFileException e) {
      throw new CheckpointException(file, "is missing. Put it back or fetch the model again.", e);
    } catch (IOException e) {
      throw new CheckpointException(file, "cannot be read: " + FileTrouble.of(e).sentence(), e);
    }
  }

  private static String ofStream(InputStream in) throws IOException {
    MessageDigest digest = sha256();
    byte[] chunk = new byte[1 << 20];
    for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
      digest.update(chunk, 0, read);
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
