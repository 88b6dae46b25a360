package org.vitrail.deploy.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderLockTest {
  @TempDir Path temp;

  @Test
  void a_second_start_in_the_same_folder_is_told_the_page_of_the_first() {
    Path data = temp.resolve("data");
    try (DataFolderLock first = DataFolderLock.take(data)) {
      first.announce("http://127.0.0.1:8080/");

      assertThatThrownBy(() -> DataFolderLock.take(data))
          .isInstanceOf(StandaloneException.class)
          .hasMessageContaining("Vitrail already runs with the data folder " + data)
          .hasMessageContaining("open http://127.0.0.1:8080/");
      assertThat(DataFolderLock.isTaken(data)).isTrue();
    }
  }

  @Test
  void a_data_folder_that_cannot_be_made_is_told_with_the_way_out() throws IOException {
    Path data = Files.createFile(temp.resolve("file")).resolve("data");

    assertThatThrownBy(() -> DataFolderLock.take(data))
        .isInstanceOf(StandaloneException.class)
        .hasMessage(
            "The data folder %s cannot be used: a file lies where a folder is needed. Move that file away, or give another by VITRAIL_DATA_FOLDER."
                .formatted(data));
  }

  @Test
  void a_folder_is_free_again_after_the_first_ended() {
    DataFolderLock.take(temp).close();

    assertThat(DataFolderLock.isTaken(temp)).isFalse();
    assertThat(DataFolderLock.holder(temp)).isEmpty();
    DataFolderLock.take(temp).close();
  }

  @Test
  void a_lock_holds_against_another_process_and_ends_with_it_however_it_ends() throws Exception {
    Process other =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Holder.class.getName(),
                temp.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try {
      assertThat(other.inputReader().readLine()).isEqualTo("taken");

      assertThat(DataFolderLock.isTaken(temp)).isTrue();
      assertThatThrownBy(() -> DataFolderLock.take(temp))
          .hasMessageContaining("open http://127.0.0.1:1/");
    } finally {
      other.destroyForcibly();
    }
    assertThat(other.waitFor(10, TimeUnit.SECONDS)).isTrue();

    DataFolderLock.take(temp).close();
  }

  @Test
  void a_folder_that_cannot_be_used_is_explained() throws IOException {
    Path file = Files.writeString(temp.resolve("a file"), "");

    assertThatThrownBy(() -> DataFolderLock.take(file.resolve("data")))
        .isInstanceOf(StandaloneException.class)
        .hasMessageContaining("cannot be used")
        .hasMessageContaining("VITRAIL_DATA_FOLDER");
  }

  /** Takes the lock, says so and waits to be killed. */
  static final class Holder {
    public static void main(String[] arguments) throws IOException {
      DataFolderLock.take(Path.of(arguments[0])).announce("http://127.0.0.1:1/");
      System.out.println("taken");
      int ended = System.in.read();
      System.exit(ended);
    }
  }
}
