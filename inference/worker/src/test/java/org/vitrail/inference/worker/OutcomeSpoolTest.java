package org.vitrail.inference.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.vitrail.inference.protocol.SampleJobs.LANE;
import static org.vitrail.inference.protocol.SampleJobs.done;
import static org.vitrail.inference.protocol.SampleJobs.job;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vitrail.inference.protocol.ClaimedJob;
import org.vitrail.inference.protocol.DrawnJob;
import org.vitrail.inference.protocol.spool.Spool;

class OutcomeSpoolTest {
  @TempDir Path folder;

  @Test
  void what_cannot_be_read_stays_and_what_is_spoilt_or_unknown_goes() throws IOException {
    try (Spool spool = Spool.open(folder, 9, 1 << 20)) {
      OutcomeSpool outcomes = new OutcomeSpool(Optional.of(spool));
      for (String id : new String[] {"whole", "hidden", "spoilt"}) {
        assertThat(outcomes.keep(drawn(id))).isTrue();
      }
      spool.add("newer", new byte[] {0, 0, 0, 99});
      Path hidden = Files.move(file("hidden"), folder.resolve("elsewhere"));
      Path itsPlace = Files.createDirectory(file("spoilt").resolveSibling("000000000001-hidden"));
      Files.write(file("spoilt"), new byte[] {1, 2, 3, 4, 5});

      assertThat(outcomes.all())
          .extracting(drawn -> drawn.claimed().job().id())
          .containsExactly("whole");
      assertThat(spool.names()).containsExactly("whole", "hidden");

      Files.delete(itsPlace);
      Files.move(hidden, itsPlace);
      assertThat(outcomes.all()).hasSize(2);
    }
  }

  private Path file(String id) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(each -> each.toString().endsWith("-" + id)).findFirst().orElseThrow();
    }
  }

  private static DrawnJob drawn(String id) {
    ClaimedJob claimed = new ClaimedJob(job(id), "me", LANE, "1-0", 1, 0, false);
    return new DrawnJob(claimed, done(), Map.of("grid.png", new byte[] {1, 2, 3}));
  }
}
