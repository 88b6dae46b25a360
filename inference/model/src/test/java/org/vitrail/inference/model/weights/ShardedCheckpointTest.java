package org.vitrail.inference.model.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vitrail.inference.model.weights.file.CheckpointException;
import org.vitrail.inference.model.weights.safetensors.SafetensorsWriter;

class ShardedCheckpointTest {
  private static final String FIRST = "model-00001-of-00002.safetensors";
  private static final String SECOND = "model-00002-of-00002.safetensors";

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"model.safetensors.index.json", "."})
  void the_files_of_an_index_are_one_checkpoint(String meant) throws IOException {
    shard(FIRST, "a");
    shard(SECOND, "b", "c");
    index("'a':'" + FIRST + "','b':'" + SECOND + "','c':'" + SECOND + "'");
    Path path = folder.resolve(meant);

    assertThat(ShardedCheckpoint.isMeantBy(path)).isTrue();
    try (ShardedCheckpoint sharded = ShardedCheckpoint.open(path)) {
      assertThat(sharded.stored()).containsOnlyKeys("a", "b", "c");
      assertThat(sharded.title()).isEqualTo("safetensors, 2 files");
      assertThat(sharded.byteCount())
          .isEqualTo(Files.size(folder.resolve(FIRST)) + Files.size(folder.resolve(SECOND)));
    }
  }

  @Test
  void files_of_pytorch_are_joined_too() throws IOException {
    Files.copy(ReferenceFilesTest.file("torch213-zip.pt"), folder.resolve("pytorch_model-1.bin"));
    Files.writeString(
        folder.resolve("pytorch_model.bin.index.json"),
        "{\"metadata\":{},\"weight_map\":{\"whole\":\"pytorch_model-1.bin\"}}");

    try (ShardedCheckpoint sharded = ShardedCheckpoint.open(folder)) {
      assertThat(sharded.stored()).containsOnlyKeys("whole");
      assertThat(sharded.title()).isEqualTo("PyTorch (zip), 1 file");
    }
  }

  @Test
  void missing_files_are_named() throws IOException {
    shard(SECOND, "b");
    Path index = index("'a':'" + FIRST + "','b':'" + SECOND + "'");

    assertRefused(index, "lists 2 files, of which 1 is not beside it: " + FIRST + ".");
  }

  @Test
  void tensors_that_are_not_where_the_index_says_are_named() throws IOException {
    shard(FIRST, "a");
    Path index = index("'a':'" + FIRST + "','b':'" + FIRST + "'");

    assertRefused(index, "names tensors that are not where it says: b in " + FIRST + ".");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"'../x'", "'/etc/passwd'", "'a/b'", "'a\\\\b'", "'.hidden'", "''", "7", "null"})
  void files_elsewhere_are_not_opened(String name) throws IOException {
    assertRefused(index("'a':" + name), "where the name of a file beside it is expected");
  }

  @Test
  void a_folder_without_an_index_and_one_with_two_say_so() throws IOException {
    assertRefused(folder, "is a folder without an index of weights (*.index.json)");
    index("'a':'b'");
    Files.writeString(folder.resolve("other.index.json"), "{}");
    assertRefused(
        folder, "several indexes (model.safetensors.index.json, other.index.json). Name one");
    assertRefused(folder.resolve("other.index.json"), "is JSON without a weight_map");
  }

  @Test
  void an_index_in_the_place_of_weights_is_named_with_its_files() throws IOException {
    Path index = index("'a':'" + FIRST + "','b':'" + SECOND + "'");

    assertThatThrownBy(() -> Checkpoint.open(index))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining(
            "index.json: is the index of 2 files of weights (%s, %s), not weights itself"
                .formatted(FIRST, SECOND));
  }

  private static void assertRefused(Path path, String problem) {
    assertThatThrownBy(() -> ShardedCheckpoint.open(path))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining(problem);
  }

  private Path index(String map) throws IOException {
    String json = "{'metadata':{'total_size':8},'weight_map':{" + map + "}}";
    return Files.writeString(
        folder.resolve("model.safetensors.index.json"), json.replace('\'', '"'));
  }

  private void shard(String name, String... tensors) throws IOException {
    SafetensorsWriter writer = new SafetensorsWriter();
    for (String tensor : tensors) {
      writer.put(tensor, new float[2], 2);
    }
    writer.write(folder.resolve(name));
  }
}
