package org.vitrail.inference.model;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import org.vitrail.inference.model.vqgan.PixelRange;
import org.vitrail.inference.model.weights.CheckpointException;
import org.vitrail.inference.model.weights.WeightsHash;

/**
 * The model that comes with the program. Its files lie in a jar; to be memory-mapped they are
 * copied to a folder once, and checked against their hashes whenever they are opened.
 */
public final class BundledModel {
  /** What jobs and people call it. */
  public static final String ID = "bundled";

  private static final String RESOURCES = "/org/vitrail/inference/bundled/";

  private BundledModel() {}

  /** Whether the bundled model is part of this build. */
  public static boolean isPresent() {
    return BundledModel.class.getResource(RESOURCES + "sha256sums.txt") != null;
  }

  /**
   * Copies whatever is missing or damaged, and names the files.
   *
   * @param folder made if needed
   * @throws CheckpointException if the model is not part of this build or cannot be written
   */
  public static ModelFiles unpack(Path folder) {
    try {
      for (Map.Entry<String, String> file : hashes().entrySet()) {
        Path target = folder.resolve(file.getKey());
        if (!Files.exists(target) || !WeightsHash.ofFile(target).equals(file.getValue())) {
          copy(file.getKey(), target);
        }
      }
    } catch (IOException e) {
      throw new CheckpointException(
          folder,
          "the bundled model cannot be written here ("
              + e.getMessage()
              + "). It needs 40 MB and write permission; choose another data folder.",
          e);
    }
    return ModelFiles.in(folder, ID, PixelRange.SYMMETRIC);
  }

  /** SHA-256 by file name, as the release lists them. */
  private static Map<String, String> hashes() throws IOException {
    Map<String, String> hashes = new LinkedHashMap<>();
    try (InputStream in = resource("sha256sums.txt")) {
      for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
        String[] parts = line.split("  ", 2);
        hashes.put(parts[1], parts[0]);
      }
    }
    return hashes;
  }

  private static void copy(String name, Path target) throws IOException {
    Files.createDirectories(target.getParent());
    // Another process may be unpacking too: each writes its own file and moves it into place.
    Path part = Files.createTempFile(target.getParent(), ".unpacking", null);
    try (InputStream in = resource(name)) {
      Files.copy(in, part, StandardCopyOption.REPLACE_EXISTING);
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private static InputStream resource(String name) {
    InputStream in = BundledModel.class.getResourceAsStream(RESOURCES + name);
    if (in == null) {
      throw new CheckpointException(
          "The bundled model's " + name + " is not part of this build; name a model folder.");
    }
    return in;
  }
}
