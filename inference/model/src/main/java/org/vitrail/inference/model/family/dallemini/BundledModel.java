package org.vitrail.inference.model.family.dallemini;

import static java.util.Map.entry;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.vitrail.inference.model.ModelFolder;
import org.vitrail.inference.model.disk.FileTrouble;
import org.vitrail.inference.model.weights.WeightsHash;
import org.vitrail.inference.model.weights.file.CheckpointException;

/**
 * The model that comes with the program. Its files lie in a jar; to be memory-mapped they are
 * copied to a folder once, and checked against their hashes whenever they are opened.
 */
public final class BundledModel {
  /** What jobs and people call it. */
  public static final String ID = "bundled";

  private static final String RESOURCES = "/org/vitrail/inference/bundled/";

  private static final Map<String, String> FILES =
      Map.ofEntries(
          entry("tokenizer", "tokenizer/tokenizer.json"),
          entry("lexicon", "tokenizer/lexicon.tsv"),
          entry("dalleConfig", "dalle/config.json"),
          entry("encoder", "dalle/encoder.safetensors"),
          entry("decoder", "dalle/decoder.safetensors"),
          entry("vqganConfig", "vqgan/config.json"),
          entry("vqgan", "vqgan/model.safetensors"),
          entry("clipConfig", "clip/config.json"),
          entry("clip", "clip/model.safetensors"),
          entry("upscalerConfig", "upscaler/config.json"),
          entry("upscaler", "upscaler/model.safetensors"));

  private BundledModel() {}

  /** One of the model's files as it lies in the jar; empty if it is not part of this build. */
  public static Optional<InputStream> open(String name) {
    return Optional.ofNullable(BundledModel.class.getResourceAsStream(RESOURCES + name));
  }

  /**
   * Copies whatever is missing or damaged, and names the files.
   *
   * @param folder made if needed
   * @throws CheckpointException if the model is not part of this build or cannot be written
   */
  public static ModelFolder unpack(Path folder) {
    try {
      for (Map.Entry<String, String> file : hashes().entrySet()) {
        Path target = folder.resolve(file.getKey());
        if (!Files.exists(target) || !WeightsHash.ofFile(target).equals(file.getValue())) {
          copy(file.getKey(), target);
        }
      }
    } catch (IOException e) {
      FileTrouble trouble = FileTrouble.of(e);
      throw new CheckpointException(
          folder,
          "the bundled model cannot be written here: "
              + trouble.what()
              + ". It needs 60 MB and write permission. "
              + trouble.help()
              + ", or choose another data folder.",
          e);
    }
    return in(folder, ID);
  }

  /** The same layout in any folder, for a model of any id. */
  public static ModelFolder in(Path folder, String id) {
    Map<String, Path> roles = new LinkedHashMap<>();
    FILES.forEach((role, name) -> roles.put(role, folder.resolve(name)));
    return new ModelFolder(id, folder, roles, Map.of("pixels", "symmetric"));
  }

  /** SHA-256 by file name, as the release lists them. */
  private static Map<String, String> hashes() throws IOException {
    try (InputStream in = resource(BundledSums.FILE)) {
      return BundledSums.read(in);
    }
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
    return open(name)
        .orElseThrow(
            () ->
                new CheckpointException(
                    "The bundled model's "
                        + name
                        + " is not part of this build; name a model folder."));
  }
}
