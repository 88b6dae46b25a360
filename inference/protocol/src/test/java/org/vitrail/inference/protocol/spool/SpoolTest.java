package org.vitrail.inference.protocol.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolTest {
  @TempDir Path folder;

  @Test
  void what_was_kept_comes_back_in_its_order_until_it_is_removed() throws IOException {
    try (Spool spool = open()) {
      assertThat(spool.add("z-first", bytes("one"))).isTrue();
      assertThat(spool.add("a-second", bytes("two"))).isTrue();
      assertThat(spool.add("z-first", bytes("other words"))).isTrue();

      assertThat(spool.names()).containsExactly("z-first", "a-second");
      assertThat(spool.read("z-first")).contains(bytes("one"));

      spool.remove("z-first");
      spool.remove("unknown");
      assertThat(spool.names()).containsExactly("a-second");
      assertThat(spool.read("z-first")).isEmpty();
    }
  }

  @Test
  void what_a_process_left_is_taken_over_in_front_of_what_comes_later() throws IOException {
    Spool left = open();
    left.add("b", bytes("b"));
    left.add("a", bytes("a"));
    left.close();

    try (Spool spool = open()) {
      spool.add("0", bytes("0"));
      assertThat(spool.names()).containsExactly("b", "a", "0");
      assertThat(spool.read("a")).contains(bytes("a"));
    }
  }

  @Test
  void nothing_is_taken_from_a_process_that_lives() throws IOException {
    try (Spool living = open()) {
      living.add("mine", bytes("mine"));
      try (Spool other = open()) {
        assertThat(other.isEmpty()).isTrue();
      }
      assertThat(living.read("mine")).contains(bytes("mine"));
    }
  }

  @Test
  void it_takes_so_many_files_and_bytes_and_no_more() throws IOException {
    try (Spool spool = Spool.open(folder, 2, 40)) {
      assertThat(spool.add("large", new byte[41])).isFalse();
      assertThat(spool.add("a", new byte[10])).isTrue();
      assertThat(spool.add("b", new byte[10])).isTrue();
      assertThat(spool.add("c", new byte[1])).isFalse();
      spool.remove("a");
      assertThat(spool.add("c", new byte[30])).isFalse();
      assertThat(spool.add("c", new byte[20])).isTrue();
    }
  }

  @Test
  void half_a_file_is_never_read_and_a_spoilt_one_is_given_up() throws IOException {
    Spool left = open();
    left.add("spoilt", bytes("a long sentence"));
    left.add("whole", bytes("another"));
    left.close();
    Path its = only(folder).resolve("000000000000-spoilt");
    Files.write(its, Arrays.copyOf(Files.readAllBytes(its), 9));
    Files.write(only(folder).resolve("unfinished"), bytes("half of"));

    try (Spool spool = open()) {
      assertThat(spool.names()).containsExactly("spoilt", "whole");
      assertThat(spool.read("spoilt")).isEmpty();
      assertThat(spool.names()).containsExactly("whole");
      assertThat(spool.read("whole")).contains(bytes("another"));
    }
  }

  @Test
  void its_files_are_for_their_owner_alone() throws IOException {
    try (Spool spool = open()) {
      spool.add("secret", bytes("a prompt"));
      Path file = only(folder).resolve("000000000000-secret");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
          .isEqualTo("rwx------");
    }
  }

  @Test
  void nothing_is_left_of_one_that_is_closed_empty() throws IOException {
    Spool spool = open();
    spool.add("gone", bytes("gone"));
    spool.remove("gone");
    spool.close();

    try (Stream<Path> rest = Files.list(folder)) {
      assertThat(rest.filter(Files::isDirectory)).isEmpty();
    }
  }

  @Test
  void a_name_that_would_lead_elsewhere_is_refused() throws IOException {
    try (Spool spool = open()) {
      assertThatThrownBy(() -> spool.add("../evil", bytes("")))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("../evil is not allowed");
    }
  }

  private Spool open() throws IOException {
    return Spool.open(folder, 10, 1_000);
  }

  private static Path only(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      List<Path> folders = all.filter(Files::isDirectory).toList();
      assertThat(folders).hasSize(1);
      return folders.get(0);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
