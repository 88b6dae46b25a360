package org.vitrail.inference.model.weights.flax;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vitrail.inference.model.weights.Checkpoint;
import org.vitrail.inference.model.weights.file.CheckpointException;

/** MessagePack made to do harm ends in a sentence. Bytes are written as the characters' codes. */
class HostileFlaxTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "\u0081\u00a1a\u00c6\u00ff\u00ff\u00ff\u00ff|4294967295 bytes are needed",
        "\u0081\u00a1a\u00db\u00ff\u00ff\u00ff\u00ff|4294967295 bytes are needed",
        "\u0081\u00a1a\u00dd\u00ff\u00ff\u00ff\u00ff|bytes are needed",
        "\u0081\u00a1a\u00df\u00ff\u00ff\u00ff\u00ff|bytes are needed",
        "\u0081\u00a1a\u00c9\u00ff\u00ff\u00ff\u00ff\u0001|4294967295 bytes are needed",
        "\u0081\u00a1a\u00c1|0xc1 where a value begins",
        "\u0081\u00a1a\u00cf\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff|18446744073709551615",
        "\u0082\u00a1a\u0001\u00a1a\u0002|the key 'a' twice",
        "\u0081\u00a1a\u0081\u0001\u0002|a key that is not text below 'a'",
        "\u0081\u00a1a\u0001\u0001|goes on for 1 bytes",
        "\u0081\u00a2\u00c3\u0028\u0001|not UTF-8",
        "\u0081\u00a1a\u00d4\u0001\u0001|without shape, type and bytes at 'a'"
      })
  void lies_about_sizes_and_kinds_are_refused(String file, String problem) throws IOException {
    assertRefused(file, problem);
  }

  @Test
  void an_array_has_the_bytes_of_its_shape() throws IOException {
    assertThat(Checkpoint.open(write(array("\u0092\1\2", "int16", 4))).tensors().get("a"))
        .hasToString("I16[1, 2]");
    assertRefused(array("\u0092\1\2", "int16", 3), "needs 4 bytes, not 3");
    assertRefused(array("\u0092\1\1", "int16", 4), "has 4 bytes for the array 'a'");
    assertRefused(array("\u0092\u00ff\1", "int16", 4), "impossible shape");
    assertRefused(array("\u0091\u00cf\177" + "\u00ff".repeat(7), "int16", 4), "impossible");
    assertRefused(array("\u0091\u00a1x", "int16", 4), "impossible shape");
  }

  @Test
  void a_type_that_is_not_computed_with_is_listed_and_refused_as_weights() throws IOException {
    for (String type : new String[] {"complex64", "float8_e4m3fn", "uint32", "V2\u001b"}) {
      try (Checkpoint checkpoint = Checkpoint.open(write(array("\u0091\2", type, 4)))) {
        assertThat(checkpoint.stored().get("a").typeName()).isEqualTo(type);
        assertThat(checkpoint.stored().get("a").byteCount()).isEqualTo(4);
        assertThatThrownBy(checkpoint::tensors)
            .isInstanceOf(CheckpointException.class)
            .hasMessageContaining("has 1 tensor of a type that no network here computes with")
            .hasMessageContaining(type.replace("\u001b", "\\u{1b}") + "[2]");
      }
    }
  }

  /** Names of 100 kB, a thousand times or one inside the other, would need gigabytes. */
  @Test
  void names_have_a_length_that_networks_have() throws IOException {
    String hundredKilobytes = "\u00da\u00ff\u00ff" + "n".repeat(65_535);
    assertRefused("\u0081" + hundredKilobytes + "\1", "has a name of 65535 characters ('nnn");
    String key = "\u00da\0\u0064" + "n".repeat(100);
    assertRefused(("\u0081" + key).repeat(20) + "\1", "has a name of 1009 characters ('nnn");
    String leaf = array("\u0091\1", "int8", 1);
    StringBuilder many =
        new StringBuilder("\u0081\u00da\3\u0084" + "n".repeat(900) + "\u00dd\0\0\u004e\u0020");
    many.append(leaf.substring(3).repeat(20_000));
    assertRefused(many.toString(), "has names of more than 16777216 characters together");
    assertRefused(
        "\u00df\0\0\u0010\0" + "\u00db\1\0\0\0" + "n".repeat(1 << 24) + "\1",
        "has a name of 16777216 characters");
    assertRefused(
        "\u0081\u00a1a\u0095" + ("\u00db\1\0\0\0" + "n".repeat(1 << 24)).repeat(5),
        "more than 67108864 bytes of text");
  }

  @Test
  void nesting_ends_in_a_sentence() throws IOException {
    assertRefused("\u0081\u00a1a".repeat(100_000) + "\1", "deeper than 64");
    assertRefused("\u0081\u00a1a" + "\u0091".repeat(100_000) + "\1", "deeper than 64");
    String inside = "\u00c7\u00ff\1\u0093";
    assertRefused("\u0081\u00a1a" + inside.repeat(50_000), "an array inside the array");
  }

  @Test
  void chunks_belong_together() throws IOException {
    String marked = "\u0083\u00b9__msgpack_chunked_array__\u00c3\u00a5shape";
    assertRefused("\u0081\u00a1a" + marked + "\1\u00a6chunks\u0080", "without shape or chunks");
    assertRefused(
        "\u0081\u00a1a" + marked + "\u0081\u00a10\2\u00a6chunks\u0081\u00a11\1", "lacks chunk 0");
  }

  private static String array(String shape, String type, int byteCount) {
    String content =
        "\u0093"
            + shape
            + (char) (0xa0 + type.length())
            + type
            + "\u00c4"
            + (char) byteCount
            + "\0".repeat(byteCount);
    return "\u0081\u00a1a\u00c7" + (char) content.length() + "\1" + content;
  }

  private Path write(String file) throws IOException {
    return Files.write(
        folder.resolve("flax_model.msgpack"), file.getBytes(StandardCharsets.ISO_8859_1));
  }

  private void assertRefused(String content, String problem) throws IOException {
    Path file = write(content);
    assertThatThrownBy(() -> Checkpoint.open(file))
        .isInstanceOf(CheckpointException.class)
        .hasMessageStartingWith(file + ": ")
        .hasMessageContaining(problem)
        .satisfies(e -> assertThat(e.getMessage().length()).isLessThan(1_000));
  }
}
