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
    assertRefused(array("\u0091\2", "complex64", 4), "unsupported type 'complex64'");
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
