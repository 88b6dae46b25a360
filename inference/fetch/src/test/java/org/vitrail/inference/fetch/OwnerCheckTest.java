package org.vitrail.inference.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vitrail.config.Pullable;

class OwnerCheckTest {
  private static final String OF_ABC =
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

  @TempDir Path home;
  private PullHome eye;

  @BeforeEach
  void makePart() throws IOException {
    try (ScriptedServer unused = new ScriptedServer()) {
      eye = new PullHome(home, unused);
    }
    eye.file("pinned", "bytes: 3, sha256: " + OF_ABC)
        .file("recorded", "bytes: 3")
        .file("unknown", "bytes: 3");
    Files.createDirectories(eye.folder());
    for (String name : new String[] {"pinned", "recorded", "unknown"}) {
      Files.writeString(eye.path(name), "abc");
    }
    Files.writeString(
        eye.path(Sha256Sums.FILE), "a comment\n" + OF_ABC + " *recorded\nff  pinned\n");
  }

  @Test
  void sound_files_are_told_from_those_without_a_checksum() throws IOException {
    AtomicLong bytes = new AtomicLong();
    assertThat(verdicts(bytes))
        .containsEntry("pinned", FileCheck.Verdict.OK)
        .containsEntry("recorded", FileCheck.Verdict.OK)
        .containsEntry("unknown", FileCheck.Verdict.UNKNOWN);
    assertThat(bytes).hasValue(9);
  }

  @Test
  void damaged_and_missing_files_are_found() throws IOException {
    Files.writeString(eye.path("pinned"), "abd");
    Files.writeString(eye.path("recorded"), "ab");
    Files.delete(eye.path("unknown"));

    assertThat(verdicts(new AtomicLong()))
        .containsEntry("pinned", FileCheck.Verdict.DAMAGED)
        .containsEntry("recorded", FileCheck.Verdict.DAMAGED)
        .containsEntry("unknown", FileCheck.Verdict.MISSING);
  }

  @Test
  void what_the_catalogue_pins_wins_over_the_list() throws IOException {
    Files.writeString(eye.path(Sha256Sums.FILE), "0".repeat(64) + "  pinned\n");

    assertThat(verdicts(new AtomicLong())).containsEntry("pinned", FileCheck.Verdict.OK);
  }

  @Test
  void a_file_of_another_size_than_it_must_have_counts_as_missing() throws IOException {
    Files.writeString(eye.path("pinned"), "abcd");

    Stock stock = eye.store().stock(List.of(eye.part()));

    assertThat(stock.missing()).extracting(RemoteFile::name).containsExactly("pinned");
    assertThat(stock.toGo()).isEqualTo("3 bytes");
  }

  private Map<String, FileCheck.Verdict> verdicts(AtomicLong bytes) throws IOException {
    Pullable part = eye.part();
    return OwnerCheck.check(part, FileSource.in(eye.folder()), bytes::addAndGet).stream()
        .collect(Collectors.toMap(FileCheck::name, FileCheck::verdict));
  }
}
