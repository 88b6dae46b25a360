package org.vitrail.inference.model.weights;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.vitrail.inference.model.disk.FileTrouble;
import org.vitrail.inference.model.weights.file.CheckpointException;
import org.vitrail.inference.model.weights.file.StoredTensor;

/** Weights cut into several files, opened as one by the index beside them. */
public final class ShardedCheckpoint implements AutoCloseable {
  private static final String INDEX = ".index.json";

  private final Path index;
  private final List<Checkpoint> shards;
  private final Map<String, StoredTensor> stored;

  private ShardedCheckpoint(Path index, List<Checkpoint> shards, Map<String, StoredTensor> stored) {
    this.index = index;
    this.shards = List.copyOf(shards);
    this.stored = Collections.unmodifiableMap(stored);
  }

  /** Whether a path is a folder, or a file named as an index. */
  public static boolean isMeantBy(Path path) {
    return Files.isDirectory(path) || path.getFileName().toString().endsWith(INDEX);
  }

  /**
   * Opens all files of an index.
   *
   * @param path the index, or a folder with one
   * @throws CheckpointException naming the files that are missing or do not hold what the index
   *     says
   */
  public static ShardedCheckpoint open(Path path) {
    ShardIndex index = ShardIndex.read(Files.isDirectory(path) ? indexIn(path) : path);
    Set<String> missing = new TreeSet<>(index.shards());
    missing.removeIf(shard -> Files.exists(index.path(shard)));
    if (!missing.isEmpty()) {
      throw new CheckpointException(
          index.file(),
          "lists "
              + index.shards().size()
              + " files, of which "
              + missing.size()
              + (missing.size() == 1 ? " is" : " are")
              + " not beside it: "
              + ShardIndex.listed(missing)
              + ". Fetch what is missing.");
    }
    List<Checkpoint> shards = new ArrayList<>();
    try {
      Map<String, Checkpoint> byName = new HashMap<>();
      for (String name : index.shards()) {
        Checkpoint shard = Checkpoint.open(index.path(name));
        shards.add(shard);
        byName.put(name, shard);
      }
      return new ShardedCheckpoint(index.file(), shards, stored(index, byName));
    } catch (Throwable e) {
      shards.forEach(Checkpoint::close);
      throw e;
    }
  }

  private static Path indexIn(Path folder) {
    List<Path> found;
    try (Stream<Path> files = Files.list(folder)) {
      found = files.filter(file -> file.getFileName().toString().endsWith(INDEX)).sorted().toList();
    } catch (IOException e) {
      throw new CheckpointException(folder, "cannot be listed: " + FileTrouble.of(e).sentence(), e);
    }
    if (found.size() != 1) {
      throw new CheckpointException(
          folder,
          found.isEmpty()
              ? "is a folder without an index of weights (*" + INDEX + "). Name a file in it."
              : "is a folder with several indexes ("
                  + ShardIndex.listed(
                      found.stream().map(file -> file.getFileName().toString()).toList())
                  + "). Name one of them.");
    }
    return found.get(0);
  }

  private static Map<String, StoredTensor> stored(
      ShardIndex index, Map<String, Checkpoint> shards) {
    Map<String, StoredTensor> stored = new LinkedHashMap<>();
    Set<String> absent = new TreeSet<>();
    index
        .files()
        .forEach(
            (name, shard) -> {
              StoredTensor tensor = shards.get(shard).stored().get(name);
              if (tensor == null) {
                absent.add(name + " in " + shard);
              } else {
                stored.put(name, tensor);
              }
            });
    if (!absent.isEmpty()) {
      throw new CheckpointException(
          index.file(),
          "names tensors that are not where it says: "
              + ShardIndex.listed(absent)
              + ". Index and files do not belong together; fetch them again.");
    }
    return stored;
  }

  /** The list beside the files. */
  public Path index() {
    return index;
  }

  /** How many files there are, and of which format. */
  public String title() {
    return shards.get(0).format()
        + ", "
        + shards.size()
        + (shards.size() == 1 ? " file" : " files");
  }

  /** Bytes of all files. */
  public long byteCount() {
    return shards.stream().mapToLong(Checkpoint::byteCount).sum();
  }

  /** All tensors that the index names, in its order. */
  public Map<String, StoredTensor> stored() {
    return stored;
  }

  /** Names that stayed names in any of the files; see {@link Checkpoint#strangers}. */
  public List<String> strangers() {
    return shards.stream().flatMap(shard -> shard.strangers().stream()).distinct().toList();
  }

  @Override
  public void close() {
    shards.forEach(Checkpoint::close);
  }
}
