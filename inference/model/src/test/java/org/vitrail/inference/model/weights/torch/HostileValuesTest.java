package org.vitrail.inference.model.weights.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.vitrail.inference.model.weights.Checkpoint;
import org.vitrail.inference.model.weights.file.CheckpointException;

/**
 * Values that hold themselves, or each other many times: to print, compare or hash one would never
 * end, or fill the memory.
 */
@Timeout(60)
class HostileValuesTest {
  private static final String CIRCLE = "]q\0h\0a";

  /** Forty lists, each with the one before it ten times: 10<sup>40</sup> elements. */
  private static final String BOMB = bomb();

  @TempDir Path folder;

  private static String bomb() {
    StringBuilder bomb = new StringBuilder("](K\1eq\000");
    for (int i = 1; i < 40; i++) {
      bomb.append("0](").append(("h" + (char) (i - 1)).repeat(10)).append("eq").append((char) i);
    }
    return bomb.toString();
  }

  static Stream<String> values() {
    String dictionary = "}q\0X\1\0\0\0ah\0s";
    String object = "ccollections\nOrderedDict\n)Rq\0X\1\0\0\0ah\0s";
    return Stream.of(CIRCLE, BOMB, dictionary, object, BOMB + "\u0085", "N", "G\0\0\0\0\0\0\0\0");
  }

  @ParameterizedTest
  @MethodSource("values")
  void a_key_that_is_neither_text_nor_number_is_never_looked_into(String value) throws IOException {
    assertReads(zip("}" + value + "K\1s."));
    assertReads(zip("ccollections\nOrderedDict\n)R(" + value + "K\1" + value + "K\2u."));
  }

  @ParameterizedTest
  @MethodSource("values")
  void a_reference_that_is_neither_text_nor_number_is_never_looked_into(String value)
      throws IOException {
    assertReads(zip("}X\1\0\0\0a" + value + "Qs."));
    assertReads(zip("]" + value + "Qa" + value + "Qa."));
  }

  @ParameterizedTest
  @MethodSource("values")
  void the_older_form_prints_no_value_of_a_stranger(String value) throws IOException {
    String start = "\u0080\2\u008a\nl\u00fc\u009cF\u00f9 j\u00a8P\u0019.\u0080\2M\u00e9\3.";
    String little = "\u0080\2}X\r\0\0\0little_endian\u0088s.";

    assertRefused(bytes(start + little + "}.](" + value + "e."), "lists the storage of no name");
    assertRefused(bytes(start + little + "}." + value + "\u0085."), "lists the storage of no name");
    assertRefused(bytes(start + value + "."), "was not written on a little-endian machine");
    assertRefused(
        bytes("\u0080\2\u008a\nl\u00fc\u009cF\u00f9 j\u00a8P\u0019." + value + "."), "protocol");
  }

  @ParameterizedTest
  @MethodSource("values")
  void the_oldest_form_prints_no_value_of_a_stranger(String value) throws IOException {
    String storage = "(" + value + "X\3\0\0\0cpuctorch\nFloatStorage\nt.";
    assertRefused(
        tar("K\1." + storage + "\0".repeat(8) + "].", "K\0.", "}."),
        "a key that is neither text nor a whole number");
    assertRefused(
        tar("K\0.].", "K\1.(" + value + "K\1Nt.", "}."), "neither text nor a whole number");
    assertRefused(
        tar("K\0.].", "K\1.(K\1" + value + "Nt.", "}."), "neither text nor a whole number");
    assertReads(tar("K\0.].", "K\0.", "}X\1\0\0\0a" + value + "Qs."));
  }

  @ParameterizedTest
  @CsvSource({
    "03-pickle-zip_memo-bomb-pid, ''",
    "05-legacy_keys-cycle, lists the storage of no name"
  })
  void files_that_once_filled_the_memory_end_in_tensors_or_a_sentence(String name, String problem)
      throws IOException, URISyntaxException {
    byte[] content =
        Files.readAllBytes(
            Path.of(HostileValuesTest.class.getResource("/hostile/" + name).toURI()));
    if (problem.isEmpty()) {
      assertReads(content);
    } else {
      assertRefused(content, problem);
    }
  }

  @Test
  void a_memo_is_bounded() throws IOException {
    assertRefused(zip("K\1" + "\u0094".repeat(2_100_000) + "."), "keeps more than 2000000 values");
  }

  @Test
  @Tag("slow")
  void short_texts_numbers_and_names_are_bounded_together() throws IOException {
    // A third of the bound each: if one of the three counted nothing, this would be read.
    String texts = ("\u008c\u00ff" + "n".repeat(255) + "0").repeat(88_000);
    String numbers = ("\u008b\0\4\0\0" + "\1".repeat(1024) + "0").repeat(22_000);
    String names = ("c" + "m".repeat(512) + "\n" + "n".repeat(512) + "\n0").repeat(22_000);
    assertRefused(zip(texts + numbers + names + "N."), "bytes of text");
  }

  @Test
  void keys_make_no_names_that_no_network_has() throws IOException {
    String tensor =
        "ctorch._utils\n_rebuild_tensor_v2\n((X\7\0\0\0storagectorch\nFloatStorage\nX\1\0\0\0000X\3\0\0\0cpuK\2tQK\0K\2\u0085K\1\u0085\u0089NtR";
    String key = "X\u00e9\3\0\0" + "k".repeat(1001);
    assertRefused(zip("}" + key + tensor + "s."), "has a name of 1001 characters ('kkk");
    String nested = "}X\u0090\1\0\0" + "k".repeat(400);
    assertRefused(zip(nested.repeat(3) + tensor + "sss."), "has a name of 1202 characters");
    StringBuilder many =
        new StringBuilder("}X\u0084\3\0\0" + "k".repeat(900) + "](" + tensor + "q\0");
    assertRefused(
        zip(many.append("h\0".repeat(20_000)).append("es.").toString()),
        "has names of more than 16777216 characters together");
  }

  @Test
  void a_refused_file_is_closed_again() throws IOException {
    Path open = Path.of("/proc/self/fd");
    assumeThat(open).as("the list of open files, which only Linux has").isDirectory();
    assertRefused(zip("cos\nsystem\n."), "mentions");
    try (Stream<Path> files = Files.list(open)) {
      List<String> targets = files.map(HostileValuesTest::target).toList();
      assertThat(targets).doesNotContain(folder.toRealPath().resolve("model.pt").toString());
    }
  }

  private static String target(Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (IOException e) {
      return ""; // closed meanwhile
    }
  }

  private static byte[] bytes(String program) {
    return program.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static byte[] zip(String program) throws IOException {
    return new ZipBytes()
        .add("archive/data.pkl", bytes("\u0080\2" + program))
        .add("archive/data/0", new byte[8])
        .toBytes();
  }

  private static byte[] tar(String storages, String tensors, String pickle) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
      add(tar, "storages", bytes(storages));
      add(tar, "tensors", bytes(tensors));
      add(tar, "pickle", bytes(pickle));
    }
    return bytes.toByteArray();
  }

  private static void add(TarArchiveOutputStream tar, String name, byte[] content)
      throws IOException {
    TarArchiveEntry entry = new TarArchiveEntry(name);
    entry.setSize(content.length);
    tar.putArchiveEntry(entry);
    tar.write(content);
    tar.closeArchiveEntry();
  }

  private Path write(byte[] bytes) throws IOException {
    return Files.write(folder.resolve("model.pt"), bytes);
  }

  private void assertReads(byte[] bytes) throws IOException {
    Path file = write(bytes);
    try (Checkpoint checkpoint = Checkpoint.open(file)) {
      assertThat(checkpoint.strangers()).isEmpty();
    } catch (CheckpointException e) {
      // Tensors may also be looked for in such a value, and that ends after a while.
      assertThat(e.getMessage())
          .startsWith(file + ": nests its tensors deeper or more often")
          .hasSizeLessThan(1_000);
    }
  }

  private void assertRefused(byte[] bytes, String problem) throws IOException {
    Path file = write(bytes);
    assertThatThrownBy(() -> Checkpoint.open(file))
        .isInstanceOf(CheckpointException.class)
        .hasMessageStartingWith(file + ": ")
        .hasMessageContaining(problem)
        .satisfies(e -> assertThat(e.getMessage().length()).isLessThan(1_000));
  }
}
