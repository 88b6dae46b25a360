package org.vitrail.inference.protocol.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
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
  void half_a_file_is_never_read_and_a_spoilt_one_is_told_from_one_that_cannot_be_read()
      throws IOException {
    Spool left = open();
    left.add("spoilt", bytes("a long sentence"));
    left.add("whole", bytes("another"));
    left.close();
    Path its = only(folder).resolve("000000000000-spoilt");
    Files.write(its, Arrays.copyOf(Files.readAllBytes(its), 9));
    Files.write(only(folder).resolve("unfinished"), bytes("half of"));

    try (Spool spool = open()) {
      assertThat(spool.names()).containsExactly("spoilt", "whole");
      assertThatThrownBy(() -> spool.read("spoilt")).isInstanceOf(SpoiltFileException.class);
      assertThat(spool.read("whole")).contains(bytes("another"));

      Path whole = only(folder).resolve("000000000001-whole");
      Path elsewhere = Files.move(whole, folder.resolve("elsewhere"));
      Files.createDirectory(whole);
      assertThatThrownBy(() -> spool.read("whole"))
          .isInstanceOf(IOException.class)
          .isNotInstanceOf(SpoiltFileException.class);
      Files.delete(whole);
      Files.move(elsewhere, whole);
      assertThat(spool.read("whole")).contains(bytes("another"));
      assertThat(spool.names()).containsExactly("spoilt", "whole");
    }
  }

  @Test
  void what_a_process_leaves_while_another_lives_is_adopted_and_no_name_twice() throws IOException {
    try (Spool living = open()) {
      living.add("mine", bytes("mine"));
      for (String name : List.of("other", "mine")) {
        Spool left = Spool.open(folder, 10, 1_000);
        left.add("both", bytes("both"));
        left.add(name, bytes("not read"));
        left.close();
        living.adopt();
      }

      assertThat(living.names()).containsExactly("mine", "both", "other");
      assertThat(living.read("mine")).contains(bytes("mine"));
      assertThat(living.read("both")).contains(bytes("both"));
      living
          .names()
          .forEach(name -> assertThatCode(() -> living.remove(name)).doesNotThrowAnyException());
    }
    assertThat(folders()).isEmpty();
  }

  @Test
  void what_is_no_spool_of_a_process_is_left_alone() throws IOException {
    Path foreign = Files.createDirectory(folder.resolve("lost+found"));
    Files.write(foreign.resolve("000000000000-a"), bytes("not ours"));

    try (Spool spool = open()) {
      spool.adopt();
      assertThat(spool.isEmpty()).isTrue();
    }
    assertThat(foreign.resolve("000000000000-a")).exists();
  }

  @Test
  void what_is_set_aside_is_out_of_the_way_of_all_until_it_is_removed() throws IOException {
    try (Spool spool = open()) {
      spool.add("a", bytes("of anna"));
      spool.add("b", bytes("of ben"));
      Path a = spool.setAside("a").orElseThrow();
      Path b = spool.setAside("b").orElseThrow();
      assertThat(spool.setAside("b")).isEmpty();
      assertThat(spool.isEmpty()).isTrue();

      try (Spool other = open()) {
        other.adopt();
        assertThat(other.isEmpty()).isTrue();
        other.removeSetAside(content -> Arrays.equals(content.orElseThrow(), bytes("of anna")));
      }
      assertThat(a).doesNotExist();
      assertThat(b).exists();

      Instant written = Files.getLastModifiedTime(b).toInstant();
      spool.removeSetAsideBefore(written);
      assertThat(b).exists();
      spool.removeSetAsideBefore(written.plusSeconds(1));
      assertThat(b).doesNotExist();
    }
  }

  @Test
  void no_more_than_a_hundred_files_are_set_aside() throws IOException {
    try (Spool spool = open()) {
      Path last = folder;
      for (int i = 0; i <= 100; i++) {
        spool.add("n" + i, bytes("n"));
        last = spool.setAside("n" + i).orElseThrow();
        Files.setLastModifiedTime(last, FileTime.fromMillis(1_000L * i));
      }
      assertThat(last).exists();
      assertThat(last.resolveSibling("n0")).doesNotExist();
      assertThat(last.resolveSibling("n1")).exists();
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

    assertThat(folders()).isEmpty();
  }

  @Test
  void a_name_that_would_lead_elsewhere_is_refused() throws IOException {
    try (Spool spool = open()) {
      assertThatThrownBy(() -> spool.add("../evil", bytes("")))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("../evil is not allowed");
    }
  }

  private List<Path> folders() throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(Files::isDirectory).toList();
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
