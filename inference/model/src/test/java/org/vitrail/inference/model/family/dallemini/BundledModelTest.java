package org.vitrail.inference.model.family.dallemini;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vitrail.inference.model.golden.BundledGolden;
import org.vitrail.inference.model.weights.file.CheckpointException;

class BundledModelTest {
  private static final FileTime LONG_AGO = FileTime.fromMillis(1_000_000_000_000L);

  @TempDir Path folder;

  @Test
  void unpacking_makes_the_folder_and_fills_it_once() throws IOException {
    assertThat(BundledModel.open("sha256sums.txt")).isPresent();
    Path deep = folder.resolve("data/models/bundled");

    DalleMiniFiles files = new DalleMiniFiles(BundledModel.unpack(deep));
    assertWhole(deep);
    List<Path> unpacked = filesIn(deep);
    for (Path file : unpacked) {
      Files.setLastModifiedTime(file, LONG_AGO);
    }
    BundledModel.unpack(deep);

    assertThat(files.folder().folder()).isEqualTo(deep);
    assertThat(files.weights()).allSatisfy(file -> assertThat(file).isNotEmptyFile());
    assertThat(unpacked)
        .hasSize(11)
        .allSatisfy(file -> assertThat(Files.getLastModifiedTime(file)).isEqualTo(LONG_AGO));
  }

  @Test
  void damaged_and_missing_files_are_put_back_and_others_left_alone() throws IOException {
    DalleMiniFiles files = new DalleMiniFiles(BundledModel.unpack(folder));
    byte[] weights = Files.readAllBytes(files.upscaler());
    weights[weights.length / 2] ^= 1;
    Files.write(files.upscaler(), weights);
    Files.write(files.vqganConfig().orElseThrow(), new byte[0]);
    Files.delete(files.clipConfig().orElseThrow());
    Files.setLastModifiedTime(files.clip(), LONG_AGO);

    BundledModel.unpack(folder);

    assertWhole(folder);
    assertThat(Files.getLastModifiedTime(files.clip())).isEqualTo(LONG_AGO);
  }

  @Test
  void files_that_are_not_the_models_stay() throws IOException {
    Path note = Files.writeString(folder.resolve("note.txt"), "mine");

    BundledModel.unpack(folder);

    assertThat(note).hasContent("mine");
  }

  @Test
  void a_folder_that_cannot_be_written_gives_a_sentence() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));

    for (Path unwritable : List.of(file, file.resolve("below"))) {
      assertThatThrownBy(() -> BundledModel.unpack(unwritable))
          .isInstanceOf(CheckpointException.class)
          .hasMessage(
              unwritable
                  + ": the bundled model cannot be written here: a file lies where a folder is"
                  + " needed. It needs 60 MB and write permission. Move that file away, or choose"
                  + " another data folder.");
    }
    assertThatThrownBy(() -> BundledModel.unpack(Path.of("/proc/vitrail")))
        .isInstanceOf(CheckpointException.class)
        .hasMessageStartingWith("/proc/vitrail: the bundled model cannot be written here: ")
        .hasMessageEndingWith(", or choose another data folder.");
  }

  @Test
  void a_folder_in_the_place_of_a_file_gives_a_sentence() throws IOException {
    Files.createDirectories(folder.resolve("dalle/config.json/inside"));

    assertThatThrownBy(() -> BundledModel.unpack(folder))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining(folder.resolve("dalle/config.json").toString());
  }

  @Test
  @Tag("slow")
  void threads_that_unpack_at_once_all_find_whole_files() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(3);
    try {
      Callable<Void> unpack =
          () -> {
            assertWhole(BundledModel.unpack(folder).folder());
            return null;
          };
      for (Future<Void> unpacked : threads.invokeAll(List.of(unpack, unpack, unpack))) {
        unpacked.get();
      }
      assertThat(filesIn(folder)).as("no file is left half way").hasSize(11);
    } finally {
      threads.shutdownNow();
    }
  }

  /** All files of the model are there, the same as those that all tests draw with. */
  private static void assertWhole(Path folder) throws IOException {
    Path original = BundledGolden.files().folder().folder();
    for (Path file : filesIn(original)) {
      Path unpacked = folder.resolve(original.relativize(file));
      assertThat(Files.mismatch(file, unpacked)).as(unpacked.toString()).isEqualTo(-1);
    }
  }

  private static List<Path> filesIn(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }
}
