package org.vitrail.inference.model.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vitrail.inference.model.weights.file.CheckpointException;

/** Against the vectors of FIPS 180-2 and sha256sum. */
class WeightsHashTest {
  private static final String OF_NOTHING =
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
  private static final String OF_ABC =
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
  private static final String OF_ABD =
      "a52d159f262b2c6ddb724a61840befc36eb30c88877a4030b65cbe86298449c9";

  @TempDir Path folder;

  @Test
  void a_file_has_the_sha256_of_its_bytes() throws IOException {
    assertThat(WeightsHash.ofFile(file("abc"))).isEqualTo(OF_ABC);
    assertThat(WeightsHash.ofFile(file(""))).isEqualTo(OF_NOTHING);
    // Longer than one chunk.
    assertThat(WeightsHash.ofFile(file("a".repeat(3_000_000))))
        .isEqualTo("2a152c894398719c0570f83fac34ac03a0f6e8e474b995c2403aa5434f7b9dd4");
  }

  @Test
  void files_together_have_the_sha256_of_their_hashes_in_order() throws IOException {
    Path abc = file("abc");
    Path empty = Files.createFile(folder.resolve("empty"));

    assertThat(WeightsHash.ofFiles(List.of(abc, empty)))
        .isEqualTo("6f1290896ee81a0349174d19f4473d267a10289c40480861d5c42affffbd79f9");
    assertThat(WeightsHash.ofFiles(List.of(empty, abc)))
        .isEqualTo("bddbdf7e9df02f902ee5dd61b2b513d7566a2112ff97db7dc3b6d184a43ef0e3");
    assertThat(WeightsHash.ofFiles(List.of())).isEqualTo(OF_NOTHING);
  }

  @Test
  void a_missing_file_is_said_to_be_missing() {
    Path file = folder.resolve("gone");

    assertThatThrownBy(() -> WeightsHash.ofFile(file))
        .isInstanceOf(CheckpointException.class)
        .hasMessage(file + ": is missing. Put it back or fetch the model again.");
  }

  @Test
  void a_file_that_nobody_has_written_since_is_not_read_again() throws IOException {
    FileTime longAgo = FileTime.from(Instant.EPOCH);
    Path file = Files.setLastModifiedTime(file("abc"), longAgo);
    assertThat(WeightsHash.ofFile(file)).isEqualTo(OF_ABC);

    Files.setLastModifiedTime(file("abd"), longAgo);
    assertThat(WeightsHash.ofFile(file)).as("of another content, secretly").isEqualTo(OF_ABC);
    assertThat(WeightsHash.ofFile(Files.createLink(folder.resolve("link"), file)))
        .isEqualTo(OF_ABC);
    assertThat(WeightsHash.ofFile(file("abd"))).isEqualTo(OF_ABD);
  }

  @Test
  void a_file_that_was_written_a_moment_ago_is_read_again() throws IOException {
    Path file = file("abc");
    FileTime written = Files.getLastModifiedTime(file);
    assertThat(WeightsHash.ofFile(file)).isEqualTo(OF_ABC);

    Files.setLastModifiedTime(file("abd"), written);
    assertThat(WeightsHash.ofFile(file)).isEqualTo(OF_ABD);
  }

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("file"), text);
  }
}
