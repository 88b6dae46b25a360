package org.vitrail.inference.model.weights.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vitrail.inference.model.tensor.TensorType;
import org.vitrail.inference.model.weights.Checkpoint;
import org.vitrail.inference.model.weights.file.CheckpointException;
import org.vitrail.inference.model.weights.file.StoredTensor;
import org.vitrail.inference.model.weights.file.WeightTensor;

/** However a file is broken, reading it ends in a sentence that names it. */
class BrokenSafetensorsTest {
  private static final String ONE_TENSOR = "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}}";

  @TempDir Path folder;

  @Test
  void a_missing_file_is_said_to_be_missing() {
    Path file = folder.resolve("gone.safetensors");

    assertThatThrownBy(() -> Checkpoint.open(file).tensors())
        .isInstanceOf(CheckpointException.class)
        .hasMessage(file + ": is missing. Put it back or fetch the model again.");
  }

  @Test
  void a_folder_is_no_file() {
    assertRefused(folder, "");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7})
  void fewer_bytes_than_the_length_takes_are_too_few(int byteCount) throws IOException {
    assertRefused(file(new byte[byteCount]), "has " + byteCount + " bytes, too few");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1, 1",
    "-1, 18446744073709551615",
    "-9223372036854775808, 9223372036854775808",
    "9223372036854775807, 9223372036854775807",
    "1000, 1000"
  })
  void a_length_that_the_file_cannot_have_is_quoted(long length, String shown) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(108).order(ByteOrder.LITTLE_ENDIAN).putLong(0, length);

    assertRefused(file(bytes.array()), "its header claims " + shown + " bytes of 108");
  }

  @Test
  void a_header_longer_than_the_format_allows_is_not_read() throws IOException {
    Path file = folder.resolve("a.safetensors");
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(300_000_000);
      sparse.writeLong(Long.reverseBytes(100_000_001));
    }

    assertRefused(file, "its header claims 100000001 bytes");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{{",
        "{'a'",
        "not json",
        "  ",
        "{} {}",
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}} trailing",
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]},"
            + "'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}}",
        "{'a':{'dtype':'F32','shape':[2],'shape':[2],'data_offsets':[0,8]}}",
        "[]",
        "[1]",
        "null",
        "'text'",
        "12"
      })
  void a_header_that_is_not_one_json_object_with_keys_of_their_own_is_refused(String header)
      throws IOException {
    assertRefused(file(header, 8), "header is not");
  }

  @Test
  void a_header_may_be_padded_with_spaces() throws IOException {
    assertThat(Checkpoint.open(file(ONE_TENSOR + "      ", 8)).tensors()).containsOnlyKeys("a");
  }

  @Test
  void metadata_is_skipped() throws IOException {
    String header = ONE_TENSOR.replace("{'a'", "{'__metadata__':{'format':'pt'},'a'");

    assertThat(Checkpoint.open(file(header, 8)).tensors()).containsOnlyKeys("a");
  }

  @Test
  void nesting_names_and_numbers_without_end_are_refused() throws IOException {
    assertRefused(file("[".repeat(1_000_000), 0), "");
    assertRefused(file("{'a':".repeat(100_000), 0), "");
    assertRefused(file("{'" + "n".repeat(1_000_000) + "':1}", 0), "");
    assertRefused(file(ONE_TENSOR.replace("[2]", "[" + "9".repeat(100_000) + "]"), 8), "");
    assertRefused(file(ONE_TENSOR.replace("[2]", "[2" + ",1".repeat(3_000_000) + "]"), 8), "");
  }

  @Test
  @Tag("slow")
  void a_header_of_millions_of_empty_lists_does_not_fill_the_memory() throws IOException {
    assertRefused(file("{'a':[" + "[],".repeat(20_000_000) + "[]]}", 0), "");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "''",
        "' '",
        "7",
        "null",
        "['F32']",
        "{}",
        "'too long a name for any type, even one of the future'"
      })
  void a_type_is_a_short_text(String type) throws IOException {
    assertRefused(file(ONE_TENSOR.replace("'F32'", type), 8), "tensor 'a' has no dtype but ");
  }

  @ParameterizedTest
  @CsvSource({
    "F8_E4M3, 8, 8",
    "F8_E5M2, 8, 8",
    "F8_E8M0, 8, 8",
    "F4, 8, 4",
    "F6_E2M3, 8, 6",
    "F6_E3M2, 4, 3",
    "U16, 4, 8",
    "U32, 4, 16",
    "U64, 2, 16",
    "C64, 2, 16",
    "f32, 3, 7",
    "B1_OF_2031, 5, 1"
  })
  void a_type_that_is_not_computed_with_is_listed_and_refused_as_weights(
      String type, int elements, int byteCount) throws IOException {
    String header =
        "{'a':{'dtype':'%s','shape':[%d],'data_offsets':[0,%d]}}"
            .formatted(type, elements, byteCount);

    try (Checkpoint checkpoint = Checkpoint.open(file(header, byteCount))) {
      StoredTensor tensor = checkpoint.stored().get("a");

      assertThat(tensor.typeName()).isEqualTo(type);
      assertThat(tensor.byteCount()).isEqualTo(byteCount);
      assertThat(tensor.elementCount()).isEqualTo(elements);
      assertThatThrownBy(checkpoint::tensors)
          .isInstanceOf(CheckpointException.class)
          .hasMessageContaining("a.safetensors: has 1 tensor of a type that no network here")
          .hasMessageContaining("a " + type + "[" + elements + "]")
          .hasMessageEndingWith("Take the weights in F32, F16 or BF16, or convert them.");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"F8_E4M3", "F4", "U64", "F6_E2M3"})
  void a_type_whose_size_is_known_has_as_many_bytes(String type) throws IOException {
    assertRefused(
        file(ONE_TENSOR.replace("F32", type).replace("[0,8]", "[0,7]"), 7), "tensor 'a' needs ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[0,4611686018427387904,4611686018427387904]",
        "[4611686018427387904,4611686018427387904,0]",
        "[4611686018427387904,0,4611686018427387904]"
      })
  void a_zero_among_impossible_sizes_does_not_make_them_possible(String shape) throws IOException {
    assertRefused(
        file(ONE_TENSOR.replace("[2]", shape).replace("[0,8]", "[0,0]"), 0),
        "tensor 'a' has an impossible shape.");
  }

  @Test
  void a_tensor_has_at_most_sixty_four_axes() throws IOException {
    String sixtyFour = "[2" + ",1".repeat(63) + "]";
    assertThat(Checkpoint.open(file(ONE_TENSOR.replace("[2]", sixtyFour), 8)).tensors())
        .containsOnlyKeys("a");
    for (int axes : new int[] {65, 100_000}) {
      String shape = "[2" + ",1".repeat(axes - 1) + "]";
      assertRefused(
          file(ONE_TENSOR.replace("[2]", shape), 8),
          "tensor 'a' has " + axes + " axes; at most 64 are read.");
    }
  }

  @Test
  void a_header_is_utf_8_and_begins_with_its_brace() throws IOException {
    assertRefused(file("\ufeff" + ONE_TENSOR, 8), "begins with the byte 0xef");
    assertRefused(file(" " + ONE_TENSOR, 8), "begins with the byte 0x20");
    assertRefused(
        file(encoded(ONE_TENSOR, StandardCharsets.UTF_16LE), 8), "header is not one JSON");
    assertRefused(
        file(encoded(ONE_TENSOR, StandardCharsets.UTF_16BE), 8), "begins with the byte 0x00");
    assertRefused(file(encoded(ONE_TENSOR, StandardCharsets.UTF_16), 8), "begins with the byte");
    assertRefused(
        file(encoded(ONE_TENSOR.replace("a", "ä"), StandardCharsets.ISO_8859_1), 8),
        "its header is not text in UTF-8");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\t", " \n ", "\0", "x"})
  void nothing_but_spaces_follows_the_header(String behind) throws IOException {
    assertRefused(file(ONE_TENSOR + behind, 8), "nothing but spaces behind it");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"1", "null", "[]", "'pt'", "{'format':1}", "{'a':'b','c':null}", "{'a':{}}"})
  void metadata_is_a_map_of_texts(String metadata) throws IOException {
    assertRefused(
        file(ONE_TENSOR.replace("{'a'", "{'__metadata__':" + metadata + ",'a'"), 8),
        "its __metadata__ is no map of texts");
  }

  @Test
  void metadata_stands_once() throws IOException {
    assertRefused(
        file(ONE_TENSOR.replace("{'a'", "{'__metadata__':{},'__metadata__':{},'a'"), 8),
        "header is not JSON");
  }

  @Test
  void names_have_a_length_that_networks_have() throws IOException {
    assertThat(
            Checkpoint.open(file(ONE_TENSOR.replace("'a'", "'" + "n".repeat(1000) + "'"), 8))
                .tensors())
        .hasSize(1);
    assertRefused(
        file(ONE_TENSOR.replace("'a'", "'" + "n".repeat(1001) + "'"), 8),
        "has a name of 1001 characters ('nnn");
    StringBuilder many = new StringBuilder("{");
    String name = "n".repeat(900);
    for (int i = 0; i < 20_000; i++) {
      many.append(i == 0 ? "'" : ",'").append(name).append(i);
      many.append("':{'dtype':'U8','shape':[0],'data_offsets':[0,0]}");
    }
    assertRefused(file(many + "}", 0), "has names of more than");
  }

  @Test
  void names_types_and_file_names_cannot_steer_a_terminal() throws IOException {
    Path evil = folder.resolve("a\u001b[2J\u202e.safetensors");
    Files.write(evil, new byte[] {1, 2, 3});
    assertThatThrownBy(() -> Checkpoint.open(evil))
        .hasMessageContaining("a\\u{1b}[2J\\u{202e}.safetensors: has 3 bytes");
    assertRefused(
        file("{'\\u001b[31mred\\n':{'dtype':'F32','shape':[3],'data_offsets':[0,8]}}", 8),
        "tensor '\\u{1b}[31mred\\n' needs 12 bytes but has 8.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[-2]",
        "[-1,-2]",
        "[2.0]",
        "['2']",
        "[null]",
        "[[2]]",
        "[1e1]",
        "[9223372036854775808]",
        "[-9223372036854775809]",
        "[9223372036854775807]",
        "[4611686018427387904,2]",
        "[65536,65536,65536,65536]",
        "[3]",
        "[0]",
        "[]",
        "2",
        "'2'",
        "null",
        "{}"
      })
  void a_shape_that_is_no_shape_of_these_bytes_is_refused(String shape) throws IOException {
    assertRefused(file(ONE_TENSOR.replace("[2]", shape), 8), "tensor 'a' ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[8,0]",
        "[-8,0]",
        "[0]",
        "[0,8,16]",
        "[]",
        "['0','8']",
        "[0.0,8.0]",
        "[4,12]",
        "[8,16]",
        "[9223372036854775799,9223372036854775807]",
        "[9223372036854775808,9223372036854775816]",
        "null",
        "8"
      })
  void offsets_that_are_reversed_or_outside_are_refused(String offsets) throws IOException {
    assertRefused(file(ONE_TENSOR.replace("[0,8]", offsets), 8), "tensor 'a' ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "[0,8];[4,12];12;overlaps its neighbour or leaves a hole",
        "[0,8];[0,8];8;overlaps its neighbour or leaves a hole",
        "[0,8];[12,20];20;overlaps its neighbour or leaves a hole",
        "[4,12];[12,20];20;overlaps its neighbour or leaves a hole",
        "[0,8];[8,16];15;it was cut short. Fetch it again.",
        "[0,8];[8,16];17;has 17 bytes of tensors where its header lists 16."
      })
  void two_tensors_lie_side_by_side_and_fill_the_file(
      String first, String second, int byteCount, String problem) throws IOException {
    String header =
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':%s},'b':{'dtype':'I64','shape':[],'data_offsets':%s}}"
            .formatted(first, second);

    assertRefused(file(header, byteCount), problem);
  }

  @Test
  void entries_that_are_no_objects_are_refused() throws IOException {
    for (String entry : new String[] {"1", "null", "[]", "'x'", "{}"}) {
      assertRefused(file("{'a':" + entry + "}", 0), "tensor 'a' has no shape or data_offsets");
    }
  }

  @Test
  void a_file_and_a_tensor_may_be_larger_than_two_gibibytes() throws IOException {
    long byteCount = (1L << 31) + 8;
    String header =
        "{'huge':{'dtype':'U8','shape':[%1$d],'data_offsets':[0,%1$d]}}".formatted(byteCount);
    Path file = file(header, 0);
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.seek(sparse.length() + byteCount - 1);
      sparse.write(7);
    }

    try (Checkpoint checkpoint = Checkpoint.open(file)) {
      WeightTensor huge = checkpoint.tensors().get("huge");

      assertThat(huge.byteCount()).isEqualTo(byteCount);
      assertThat(huge.rows(byteCount - 1, byteCount).bytes().get(0)).isEqualTo((byte) 7);
    }
  }

  @Test
  void a_file_cut_short_anywhere_is_refused() throws IOException {
    byte[] whole = Files.readAllBytes(small());
    for (int length = 0; length < whole.length; length++) {
      assertRefused(file(Arrays.copyOf(whole, length)), "");
    }
    assertThat(Checkpoint.open(file(whole)).tensors()).hasSize(3);
  }

  @Test
  @Tag("slow")
  void thousands_of_damaged_files_end_in_tensors_or_a_sentence() throws IOException {
    byte[] whole = Files.readAllBytes(small());
    Random random = new Random(5);
    int readable = 0;
    Path file = file(whole);
    // Writing over one file is far quicker than making thousands.
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      for (int i = 0; i < 3_000; i++) {
        channel.write(ByteBuffer.wrap(damaged(whole, random)), 0);
        try (Checkpoint checkpoint = Checkpoint.open(file)) {
          checkpoint.tensors().values().forEach(WeightTensor::bytes);
          readable++;
        } catch (CheckpointException e) {
          assertThat(e.getMessage()).startsWith(file + ": ");
        }
      }
    }
    // Some change a tensor's bytes or a name alone; most must be noticed.
    assertThat(readable).isBetween(150, 1_800);
  }

  private static byte[] damaged(byte[] whole, Random random) {
    byte[] bytes = whole.clone();
    for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
      bytes[random.nextInt(bytes.length)] =
          switch (random.nextInt(3)) {
            case 0 -> (byte) random.nextInt();
            case 1 -> (byte) "0123456789{}[],:\"-e. ".charAt(random.nextInt(21));
            default -> whole[random.nextInt(whole.length)];
          };
    }
    return bytes;
  }

  private Path small() throws IOException {
    Path file = folder.resolve("small.safetensors");
    SafetensorsRoundTripTest.written(
        file,
        Map.of(
            "table", SafetensorsRoundTripTest.tensor(TensorType.F32, 2, 3),
            "scalar", SafetensorsRoundTripTest.tensor(TensorType.I64),
            "empty", SafetensorsRoundTripTest.tensor(TensorType.BF16, 0)));
    return file;
  }

  private static void assertRefused(Path file, String problem) {
    assertThatThrownBy(() -> Checkpoint.open(file).tensors())
        .isInstanceOf(CheckpointException.class)
        .hasMessageStartingWith(file + ": ")
        .hasMessageContaining(problem)
        .satisfies(e -> assertThat(e.getMessage().length()).isLessThan(1_000));
  }

  private static byte[] encoded(String header, Charset charset) {
    return header.replace('\'', '"').getBytes(charset);
  }

  /** A file of a header, written with ' for ", and so many bytes of tensors. */
  private Path file(String header, int byteCount) throws IOException {
    return file(encoded(header, StandardCharsets.UTF_8), byteCount);
  }

  private Path file(byte[] text, int byteCount) throws IOException {
    return file(
        ByteBuffer.allocate(8 + text.length + byteCount)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(text.length)
            .put(text)
            .array());
  }

  private Path file(byte[] bytes) throws IOException {
    return Files.write(folder.resolve("a.safetensors"), bytes);
  }
}
