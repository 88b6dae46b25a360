package org.vitrail.inference.model.weights;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vitrail.inference.model.weights.file.CheckpointException;
import org.vitrail.inference.model.weights.file.WeightTensor;

/** Files of every format, damaged at random: each ends in tensors or in a sentence. */
@Tag("slow")
class DamagedFilesTest {
  private static final int TRIES = 400;

  /** Bytes. */
  private static final int AT_AN_END = 300;

  private static final int PLACES_BETWEEN = 300;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "torch213-zip.pt",
        "torch213-legacy.pt",
        "lightning.ckpt",
        "lightning-legacy.ckpt",
        "tar.pt",
        "torchscript.pt",
        "flax.msgpack",
        "flax-chunked.msgpack"
      })
  void random_damage_ends_in_tensors_or_a_sentence(String name) throws IOException {
    byte[] whole = Files.readAllBytes(ReferenceFilesTest.file(name));
    Path file = Files.write(folder.resolve("damaged"), whole);
    Random random = new Random(name.hashCode());
    int refused = 0;
    // Writing over one file is far quicker than making thousands.
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      for (int i = 0; i < TRIES; i++) {
        channel.write(ByteBuffer.wrap(damaged(whole, random)), 0);
        refused += isRefused(file) ? 1 : 0;
      }
    }
    assertThat(refused).as("of " + TRIES).isBetween(TRIES / 50, TRIES - 1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "torch213-zip.pt",
        "torch213-legacy.pt",
        "lightning-legacy.ckpt",
        "torchscript.pt",
        "flax.msgpack",
        "flax-chunked.msgpack"
      })
  void a_file_cut_short_anywhere_is_refused(String name) throws IOException {
    byte[] whole = Files.readAllBytes(ReferenceFilesTest.file(name));
    Path file = Files.write(folder.resolve("cut"), whole);
    // Cutting one file ever shorter is far quicker than writing thousands.
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      int length = whole.length - 1;
      while (length >= 0) {
        channel.truncate(length);
        assertThat(isRefused(file)).as("cut to " + length).isTrue();
        // Formats say what is where at their ends; a few hundred places between have all kinds.
        boolean atAnEnd = length < AT_AN_END || length > whole.length - AT_AN_END;
        length -= atAnEnd ? 1 : 1 + whole.length / PLACES_BETWEEN;
      }
    }
  }

  private static boolean isRefused(Path file) {
    try (Checkpoint checkpoint = Checkpoint.open(file)) {
      checkpoint.tensors().values().forEach(WeightTensor::bytes);
      return false;
    } catch (CheckpointException e) {
      assertThat(e.getMessage()).startsWith(file + ": ").hasSizeLessThan(1_000);
      return true;
    }
  }

  private static byte[] damaged(byte[] whole, Random random) {
    byte[] bytes = whole.clone();
    for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(4)) {
        case 0 -> bytes[at] = (byte) random.nextInt();
        case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 2 -> bytes[at] = whole[random.nextInt(whole.length)];
        default -> {
          int length = Math.min(1 + random.nextInt(9), bytes.length - at);
          Arrays.fill(bytes, at, at + length, (byte) (random.nextBoolean() ? 0xff : 0));
        }
      }
    }
    return bytes;
  }
}
