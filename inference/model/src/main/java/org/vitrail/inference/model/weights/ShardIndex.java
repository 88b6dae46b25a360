package org.vitrail.inference.model.weights;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.vitrail.inference.model.disk.FileTrouble;
import org.vitrail.inference.model.weights.file.CheckpointException;
import org.vitrail.inference.model.weights.file.EscapedText;
import org.vitrail.inference.model.weights.file.FileBytes;
import org.vitrail.inference.model.weights.file.FileKind;
import org.vitrail.inference.model.weights.file.StrictJson;
import org.vitrail.inference.model.weights.file.TensorPaths;
import org.vitrail.inference.model.weights.file.TextFile;

/**
 * The list that stands beside weights cut into several files: {@code model.safetensors.index.json}
 * or {@code pytorch_model.bin.index.json}.
 *
 * @param files the file of each tensor, by the tensor's name
 */
record ShardIndex(Path file, Map<String, String> files) {
  private static final String MAP = "weight_map";
  private static final int SHOWN = 4;

  /**
   * Reads an index.
   *
   * @throws CheckpointException if it is missing, no index, or names files outside its folder
   */
  static ShardIndex read(Path file) {
    try {
      JsonNode map = StrictJson.MAPPER.readTree(TextFile.read(file)).path(MAP);
      if (!map.isObject() || map.isEmpty()) {
        throw new CheckpointException(
            file, "is JSON without a " + MAP + "; it is no index of files of weights.");
      }
      TensorPaths names = new TensorPaths(file);
      Map<String, String> files = new LinkedHashMap<>();
      for (Map.Entry<String, JsonNode> entry : map.properties()) {
        files.put(names.kept(entry.getKey()), shard(file, entry.getValue()));
      }
      return new ShardIndex(file, files);
    } catch (JsonProcessingException e) {
      throw FileKind.misread(file, "JSON", e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new CheckpointException(file, "cannot be read: " + FileTrouble.of(e).sentence(), e);
    }
  }

  /** A file beside the index: its name leads nowhere else. */
  private static String shard(Path file, JsonNode name) {
    if (!name.isTextual() || !name.asText().matches("[\\w][\\w .+-]{0,199}")) {
      throw new CheckpointException(
          file,
          "names "
              + EscapedText.text(name.toString(), 80)
              + " where the name of a file beside it is expected.");
    }
    return name.asText();
  }

  /** What to say of an open file that is such an index; empty if it is none. */
  static Optional<String> shards(FileBytes bytes) {
    byte[] start = bytes.read(0, (int) Math.min(FileKind.START_BYTES, bytes.size())).array();
    boolean json =
        FileKind.of(start, bytes.size()).filter(k -> k.kind() == FileKind.Kind.JSON).isPresent();
    if (!json) {
      return Optional.empty();
    }
    try {
      Set<String> shards = read(bytes.file()).shards();
      return Optional.of(
          "is the index of "
              + shards.size()
              + (shards.size() == 1 ? " file" : " files")
              + " of weights ("
              + listed(shards)
              + "), not weights itself. Join them into one file to draw with them; vitrail models"
              + " inspect lists them as one.");
    } catch (CheckpointException e) {
      return Optional.empty(); // it is other JSON, and named as such
    }
  }

  /** The files, each once, in the order of the index. */
  Set<String> shards() {
    return new LinkedHashSet<>(files.values());
  }

  Path path(String shard) {
    return file.resolveSibling(shard);
  }

  /** Some of the names, for a sentence. */
  static String listed(Iterable<String> names) {
    List<String> shown = new ArrayList<>();
    for (String name : names) {
      if (shown.size() == SHOWN) {
        shown.add("…");
        break;
      }
      shown.add(EscapedText.text(name, 120));
    }
    return String.join(", ", shown);
  }
}
