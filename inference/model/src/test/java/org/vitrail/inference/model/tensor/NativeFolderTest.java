package org.vitrail.inference.model.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NativeFolderTest {
  @TempDir Path temp;

  @Test
  void a_folder_that_is_still_to_be_made_is_tried_where_it_will_be() throws IOException {
    assertThat(NativeFolder.obstacle(temp.resolve("a/b"))).isEmpty();
    assertThat(files(temp)).isEmpty();
  }

  @Test
  void a_file_in_the_place_of_the_folder_is_an_obstacle() throws IOException {
    Path file = Files.createFile(temp.resolve("file"));

    assertThat(NativeFolder.obstacle(file.resolve("natives")))
        .hasValueSatisfying(reason -> assertThat(reason).startsWith("cannot be written: "));
  }

  @Test
  @Tag("slow")
  void two_processes_that_unpack_at_once_both_load_and_leave_no_remains() throws Exception {
    Path engine = Files.createDirectories(temp.resolve("natives/pytorch/some-version"));
    Files.writeString(engine.resolve("jni123tmp"), "of a process that was killed");

    List<Process> processes = List.of(loader(), loader());
    for (Process process : processes) {
      assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
      assertThat(new String(process.getInputStream().readAllBytes())).endsWith("loaded\n");
    }
    try (Stream<Path> all = Files.walk(temp.resolve("natives/pytorch"))) {
      assertThat(all.filter(file -> file.getFileName().toString().matches("jni.*tmp|tmp.*")))
          .isEmpty();
    }
  }

  /** Another JVM that loads PyTorch from an empty folder. */
  private Process loader() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            // As the tests' own JVM: it lives too short to earn back more.
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-XX:+UnlockDiagnosticVMOptions",
            "-XX:-BytecodeVerificationRemote",
            "-Dai.djl.offline=true",
            "-DENGINE_CACHE_DIR=" + temp.resolve("natives"),
            "-cp",
            System.getProperty("java.class.path"),
            Loader.class.getName())
        .redirectErrorStream(true)
        .start();
  }

  /** Run in a process of its own. */
  static final class Loader {
    public static void main(String[] arguments) {
      PyTorch.load(ComputeDevice.CPU, new CudaChoice.OnProcessor(""));
      System.out.println("loaded");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/x/libc10.so: failed to map segment from shared object       | mounted noexec",
        "/x/libc10.so: cannot enable executable stack: Operation not permitted | mounted noexec",
        "No space left on device                                      | the disk is full",
        "/lib/libstdc++.so.6: version `GLIBCXX_3.4.30' not found      | too old",
        "/x/libtorch.so: file too short                               | is damaged. Delete the folder",
        "/x/libtorch.so: invalid ELF header                           | is damaged. Delete the folder",
        "libgomp.so.1: cannot open shared object file                 | ./vitrail doctor",
      })
  void what_the_loader_says_becomes_a_sentence_with_a_remedy(String reason, String sentence) {
    assertThat(PyTorch.notLoaded(reason, Path.of("/x")))
        .startsWith("PyTorch's libraries in /x cannot be loaded: ")
        .contains(sentence);
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }
}
