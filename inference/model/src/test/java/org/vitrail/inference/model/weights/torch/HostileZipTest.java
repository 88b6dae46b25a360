package org.vitrail.inference.model.weights.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vitrail.inference.model.weights.Checkpoint;
import org.vitrail.inference.model.weights.file.CheckpointException;

/** Archives made to do harm, or broken on their way, end in a sentence. */
class HostileZipTest {
  private static final byte[] EMPTY = "\u0080\2}.".getBytes(StandardCharsets.ISO_8859_1);

  @TempDir Path folder;

  @Test
  void a_pickle_that_is_compressed_is_not_unpacked() throws IOException {
    byte[] bomb = new byte[50_000_000];
    byte[] archive = new ZipBytes().add(new ZipEntry("a/data.pkl"), bomb).toBytes();

    assertThat(archive.length).isLessThan(100_000);
    assertRefused(archive, "'a/data.pkl' compressed or encrypted");
  }

  @Test
  void entries_that_nobody_asks_for_may_be_compressed() throws IOException {
    byte[] archive =
        new ZipBytes()
            .add("a/data.pkl", EMPTY)
            .add(new ZipEntry("a/code/__torch__.py"), new byte[1000])
            .toBytes();

    assertThat(Checkpoint.open(write(archive)).tensors()).isEmpty();
  }

  @Test
  void an_archive_holds_one_pickle() throws IOException {
    assertRefused(new ZipBytes().add("readme", EMPTY).toBytes(), "with 0 entries like");
    assertRefused(new ZipBytes().add("x/y/data.pkl", EMPTY).toBytes(), "with 0 entries like");
    assertRefused(
        new ZipBytes().add("a/data.pkl", EMPTY).add("b/data.pkl", EMPTY).toBytes(),
        "with 2 entries like");
  }

  @Test
  void names_that_climb_out_of_a_folder_are_only_names() throws IOException {
    byte[] archive =
        new ZipBytes()
            .add("a/data.pkl", EMPTY)
            .add("../../../tmp/climbed", new byte[] {1})
            .add("/etc/climbed", new byte[] {1})
            .toBytes();

    assertThat(Checkpoint.open(write(archive)).tensors()).isEmpty();
    try (var files = Files.list(folder)) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void another_byte_order_is_refused() throws IOException {
    byte[] big = "big".getBytes(StandardCharsets.UTF_8);

    assertRefused(
        new ZipBytes().add("a/data.pkl", EMPTY).add("a/byteorder", big).toBytes(),
        "byte order 'big'");
  }

  @Test
  void a_flipped_bit_in_the_pickle_is_noticed() throws IOException {
    byte[] archive = new ZipBytes().add("a/data.pkl", EMPTY).toBytes();
    archive[30 + "a/data.pkl".length() + 2] ^= 1;

    assertRefused(archive, "another checksum");
  }

  @Test
  void an_archive_cut_short_anywhere_is_refused() throws IOException {
    byte[] whole = new ZipBytes().add("a/data.pkl", EMPTY).add("a/data/0", new byte[40]).toBytes();
    for (int length = 4; length < whole.length; length++) {
      assertRefused(Arrays.copyOf(whole, length), "");
    }
    assertThat(Checkpoint.open(write(whole)).tensors()).isEmpty();
  }

  @Test
  void a_directory_that_lies_is_refused() throws IOException {
    assertRefused(directory(d -> d.putInt(42, 1 << 30)), "starts after central directory");
    assertRefused(
        directory(d -> d.putInt(20, 1 << 20).putInt(24, 1 << 20)), "overlaps with central");
    assertRefused(directory(d -> d.putInt(24, -1)), "two sizes for the entry 'a/data.pkl'");
    assertRefused(directory(d -> d.putInt(42, 3)), "overlaps with central");
    assertRefused(directory(d -> d.putShort(28, (short) -1)), "cut short");
  }

  @Test
  void an_entry_of_more_bytes_than_there_are_numbers_for_is_refused() throws IOException {
    byte[] small = new ZipBytes().add("a/data.pkl", EMPTY).toBytes();
    int directory = ByteBuffer.wrap(small).order(ByteOrder.LITTLE_ENDIAN).getInt(small.length - 6);
    int name = "a/data.pkl".length();
    ByteBuffer bytes = ByteBuffer.allocate(small.length + 20).order(ByteOrder.LITTLE_ENDIAN);
    bytes.put(small, 0, directory + 46 + name);
    bytes.putShort((short) 1).putShort((short) 16).putLong(Long.MAX_VALUE).putLong(Long.MAX_VALUE);
    bytes.put(small, directory + 46 + name, 22);
    bytes
        .putInt(directory + 20, -1)
        .putInt(directory + 24, -1)
        .putShort(directory + 30, (short) 20);
    bytes.putInt(small.length + 20 - 10, 46 + name + 20);

    assertRefused(bytes.array(), "has 9223372036854775807 bytes in the entry 'a/data.pkl'");
  }

  @Test
  void a_list_of_entries_without_end_is_not_read_to_its_end() throws IOException {
    ZipBytes archive = new ZipBytes();
    for (int i = 0; i < 150; i++) {
      ZipEntry entry = new ZipEntry("a/" + i);
      entry.setComment("x".repeat(65_000));
      archive.add(entry, new byte[0]);
    }

    assertRefused(archive.toBytes(), "list of entries takes more than 8388608 bytes");
  }

  @Test
  void an_entry_begins_with_its_header() throws IOException {
    byte[] archive =
        new ZipBytes().add("a/data.pkl", EMPTY).add("a/data/0", new byte[40]).toBytes();
    int second = 30 + "a/data.pkl".length() + EMPTY.length;
    archive[second + 3] ^= 1;

    assertRefused(archive, "has no entry 'a/data/0' at byte " + second);
  }

  @Test
  void damage_in_the_list_of_entries_is_not_its_end() throws IOException {
    byte[] archive =
        new ZipBytes().add("a/data.pkl", EMPTY).add("a/data/0", new byte[40]).toBytes();
    int first = ByteBuffer.wrap(archive).order(ByteOrder.LITTLE_ENDIAN).getInt(archive.length - 6);
    archive[first + 46 + "a/data.pkl".length()] ^= 1;

    assertRefused(archive, "lists 2 entries, of which 1 are found");
  }

  @Test
  void entries_inside_each_other_are_refused() throws IOException {
    byte[] archive =
        new ZipBytes().add("a/data.pkl", EMPTY).add("a/data/0", new byte[40]).toBytes();
    ByteBuffer bytes = ByteBuffer.wrap(archive).order(ByteOrder.LITTLE_ENDIAN);
    int first = bytes.getInt(archive.length - 6);
    int second = first + 46 + "a/data.pkl".length();
    // The second entry's header is that of the first.
    bytes.putInt(second + 42, 0);

    assertRefused(archive, "inside another");
  }

  @Test
  void a_name_twice_is_refused() throws IOException {
    byte[] archive = new ZipBytes().add("a/data.pkl", EMPTY).add("b/data.pkl", EMPTY).toBytes();
    for (int i = 0; i < archive.length - 10; i++) {
      if (new String(archive, i, 10, StandardCharsets.ISO_8859_1).equals("b/data.pkl")) {
        archive[i] = 'a';
      }
    }

    assertRefused(archive, "'a/data.pkl' twice");
  }

  /** An archive of one entry beyond 4 GiB, written by hand: Java's writer needs the disk for it. */
  @Test
  void an_archive_beyond_four_gibibytes_is_read_in_place() throws IOException {
    byte[] small = new ZipBytes().add("a/data.pkl", EMPTY).toBytes();
    ByteBuffer bytes = ByteBuffer.wrap(small).order(ByteOrder.LITTLE_ENDIAN);
    int directory = bytes.getInt(small.length - 6);
    long far = 5L << 30;
    byte[] local = Arrays.copyOf(small, directory);
    int name = "a/data.pkl".length();
    ByteBuffer central = ByteBuffer.allocate(46 + name + 12).order(ByteOrder.LITTLE_ENDIAN);
    central.put(small, directory, 46 + name);
    central.putInt(42, -1).putShort(30, (short) 12);
    central.putShort((short) 1).putShort((short) 8).putLong(far);
    ByteBuffer end = ByteBuffer.allocate(56 + 20 + 22).order(ByteOrder.LITTLE_ENDIAN);
    end.putInt(0, 0x06064b50).putLong(32, 1).putLong(40, central.capacity());
    end.putLong(48, far + directory);
    end.putInt(56, 0x07064b50).putLong(64, far + directory + central.capacity());
    end.putInt(76, 0x06054b50).putShort(86, (short) -1).putInt(88, -1).putInt(92, -1);
    Path file = folder.resolve("far.pt");
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.write(small, 0, 4);
      sparse.seek(far);
      sparse.write(local);
      sparse.write(central.array());
      sparse.write(end.array());
    }

    assertThat(Checkpoint.open(file).tensors()).isEmpty();
  }

  /** A small archive whose one directory entry was changed. */
  private static byte[] directory(Consumer<ByteBuffer> change) throws IOException {
    byte[] archive = new ZipBytes().add("a/data.pkl", EMPTY).toBytes();
    ByteBuffer bytes = ByteBuffer.wrap(archive).order(ByteOrder.LITTLE_ENDIAN);
    int begin = bytes.getInt(archive.length - 6);
    change.accept(bytes.slice(begin, archive.length - begin).order(ByteOrder.LITTLE_ENDIAN));
    return archive;
  }

  private Path write(byte[] bytes) throws IOException {
    return Files.write(folder.resolve("model.pt"), bytes);
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
