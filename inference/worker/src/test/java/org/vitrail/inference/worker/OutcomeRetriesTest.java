package org.vitrail.inference.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.vitrail.inference.protocol.JobAssert.assertThatJob;
import static org.vitrail.inference.protocol.SampleJobs.LANE;
import static org.vitrail.inference.protocol.SampleJobs.done;
import static org.vitrail.inference.protocol.SampleJobs.job;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.vitrail.inference.protocol.ClaimedJob;
import org.vitrail.inference.protocol.ImageStore;
import org.vitrail.inference.protocol.JobOutcome.Failed;
import org.vitrail.inference.protocol.JobQueue;
import org.vitrail.inference.protocol.QueueSettings;
import org.vitrail.inference.protocol.RedisServerExtension;
import org.vitrail.inference.protocol.spool.Spool;

/** Outcomes on a real Redis that goes away, fills up or takes no writes; time is moved by hand. */
class OutcomeRetriesTest {
  @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();

  private static final Map<String, byte[]> FILES = Map.of("grid.png", new byte[] {1, 2, 3});

  @TempDir Path disk;

  private final AtomicLong now = new AtomicLong();
  private JobQueue queue;
  private ImageStore images;
  private OutcomeRetries retries;
  private ClaimedJob claimed;

  @BeforeEach
  void claim() {
    queue = new JobQueue(REDIS.client(), QueueSettings.DEFAULT);
    images = new ImageStore(REDIS.client(), Duration.ofMinutes(5));
    retries = retries(Optional.empty());
    queue.submit(job("a"));
    claimed = queue.claim("me", List.of(LANE), 1, Duration.ZERO).get(0);
  }

  @AfterEach
  void refuseNothing() {
    REDIS.client().configSet("maxmemory", "0");
    REDIS.client().configSet("min-replicas-to-write", "0");
  }

  @Test
  void what_can_be_stored_is_stored_at_once() {
    retries.end(claimed, FILES, done());

    assertThat(retries.isEmpty()).isTrue();
    assertThatJob(queue, "a").isDone();
    assertThat(images.get("a", "grid.png")).isPresent();
  }

  @Test
  void a_redis_that_is_full_for_a_while_gets_the_pictures_when_it_has_room() {
    REDIS.client().configSet("maxmemory", "1");
    retries.end(claimed, FILES, done());
    retryAfter(OutcomeRetries.PATIENCE.minusSeconds(1));
    assertThat(retries.jobs()).containsExactly(claimed);
    assertThatJob(queue, "a").isRunning();

    REDIS.client().configSet("maxmemory", "0");
    retryAfter(Duration.ofSeconds(4));

    assertThat(retries.isEmpty()).isTrue();
    assertThatJob(queue, "a").isDone();
    assertThat(images.get("a", "grid.png")).isPresent();
  }

  @Test
  void a_redis_that_stays_full_fails_the_job_with_a_sentence() {
    REDIS.client().configSet("maxmemory", "1");
    retries.end(claimed, FILES, done());

    retryAfter(OutcomeRetries.PATIENCE);

    assertThat(retries.isEmpty()).isTrue();
    assertThatJob(queue, "a").hasFailedWith(Failed.NOT_STORED);
    assertThat(queue.status("a").orElseThrow().outcome().orElseThrow())
        .extracting("detail")
        .asString()
        .contains("could not be kept", "try again later")
        .doesNotContain("OOM");
  }

  @Test
  void a_redis_that_does_not_even_keep_a_failure_gets_the_job_back_by_its_lease() {
    REDIS.client().configSet("min-replicas-to-write", "1");
    retries.end(claimed, FILES, done());
    retryAfter(OutcomeRetries.PATIENCE);
    assertThat(retries.jobs()).containsExactly(claimed);

    retryAfter(OutcomeRetries.PATIENCE);

    assertThat(retries.isEmpty()).isTrue();
    assertThatJob(queue, "a").isRunning();
  }

  @Test
  void while_redis_is_away_nothing_is_given_up() {
    REDIS.kill();
    retries.end(claimed, FILES, done());
    for (int i = 0; i < 3; i++) {
      retryAfter(Duration.ofHours(1));
    }

    assertThat(retries.jobs()).containsExactly(claimed);
    REDIS.start();
    retryAfter(Duration.ofSeconds(4));
    // It came back empty, and knows the job no longer.
    assertThat(retries.isEmpty()).isTrue();
  }

  @Test
  void nothing_is_tried_before_its_pause_is_over() {
    REDIS.client().configSet("maxmemory", "1");
    retries.end(claimed, FILES, done());
    REDIS.client().configSet("maxmemory", "0");

    retries.retry();
    assertThat(retries.isEmpty()).isFalse();
    retryAfter(Duration.ofMillis(100));
    assertThat(retries.isEmpty()).isTrue();
  }

  @Test
  void pictures_of_which_the_worker_breaks_down_are_given_up_when_it_has_recovered() {
    Map<String, byte[]> tooLarge =
        new TreeMap<>(FILES) {
          @Override
          public void forEach(BiConsumer<? super String, ? super byte[]> action) {
            throw new OutOfMemoryError("Java heap space");
          }
        };
    assertThatThrownBy(() -> retries.end(claimed, tooLarge, done()))
        .isInstanceOf(OutOfMemoryError.class);
    assertThat(retries.jobs()).containsExactly(claimed);

    retryAfter(Duration.ofSeconds(4));

    assertThat(retries.isEmpty()).isTrue();
    assertThatJob(queue, "a").hasFailedWith(Failed.NOT_STORED);
  }

  @Test
  void a_job_that_another_worker_has_is_dropped() {
    REDIS.client().configSet("maxmemory", "1");
    retries.end(claimed, FILES, done());

    retries.drop("a");

    assertThat(retries.isEmpty()).isTrue();
  }

  @Test
  void pictures_of_a_job_that_another_worker_has_done_replace_none_of_its() {
    queue.reclaim(List.of(LANE), Duration.ZERO);
    ClaimedJob others = queue.claim("other", List.of(LANE), 1, Duration.ZERO).get(0);
    retries(Optional.empty()).end(others, Map.of("grid.png", new byte[] {9}), done());

    retries.end(claimed, FILES, done());

    assertThat(retries.isEmpty()).isTrue();
    assertThat(images.get("a", "grid.png")).contains(new byte[] {9});
  }

  @Test
  void a_job_that_another_worker_draws_keeps_what_it_can_go_on_from() {
    images.put("a", ImageStore.SAVED, new byte[] {1});
    queue.reclaim(List.of(LANE), Duration.ZERO);
    queue.claim("other", List.of(LANE), 1, Duration.ZERO);

    retries.end(claimed, Map.of(), new Failed(Failed.INTERNAL, "It broke."));
    retries.end(claimed, FILES, done());

    assertThat(retries.isEmpty()).isTrue();
    assertThatJob(queue, "a").isRunning();
    assertThat(images.get("a", ImageStore.SAVED)).isPresent();
    assertThat(images.get("a", "grid.png")).isEmpty();
  }

  @Test
  void what_a_killed_worker_had_drawn_is_stored_by_the_next_while_its_lease_holds()
      throws IOException {
    try (Spool killed = Spool.open(disk, 9, 1 << 20)) {
      retries = retries(Optional.of(killed));
      REDIS.client().configSet("maxmemory", "1");
      retries.end(claimed, FILES, done());
      assertThat(killed.names()).containsExactly("a");
    }
    REDIS.client().configSet("maxmemory", "0");

    try (Spool next = Spool.open(disk, 9, 1 << 20)) {
      OutcomeRetries heir = retries(Optional.of(next));
      heir.inherit();

      assertThat(heir.isEmpty()).isTrue();
      assertThat(next.isEmpty()).isTrue();
      assertThatJob(queue, "a").isDone();
      assertThat(images.get("a", "grid.png")).contains(FILES.get("grid.png"));
    }
  }

  @Test
  void what_a_killed_worker_had_drawn_is_dropped_when_another_has_its_job() throws IOException {
    try (Spool killed = Spool.open(disk, 9, 1 << 20)) {
      REDIS.client().configSet("maxmemory", "1");
      retries(Optional.of(killed)).end(claimed, FILES, done());
    }
    REDIS.client().configSet("maxmemory", "0");
    queue.reclaim(List.of(LANE), Duration.ZERO);
    ClaimedJob others = queue.claim("other", List.of(LANE), 1, Duration.ZERO).get(0);
    images.put("a", "grid.png", new byte[] {9});

    try (Spool next = Spool.open(disk, 9, 1 << 20)) {
      OutcomeRetries heir = retries(Optional.of(next));
      heir.inherit();

      assertThat(heir.isEmpty()).isTrue();
      assertThat(next.isEmpty()).isTrue();
      assertThatJob(queue, "a").isRunning();
      assertThat(images.get("a", "grid.png")).contains(new byte[] {9});
      assertThat(queue.complete(others, done())).isTrue();
    }
  }

  @Test
  void what_is_on_the_disk_waits_for_an_hour_and_not_in_vain() throws IOException {
    try (Spool spool = Spool.open(disk, 9, 1 << 20)) {
      retries = retries(Optional.of(spool));
      REDIS.client().configSet("maxmemory", "1");
      retries.end(claimed, FILES, done());
      retryAfter(OutcomeRetries.PATIENCE_ON_DISK.minusSeconds(1));
      assertThat(retries.jobs()).containsExactly(claimed);

      REDIS.client().configSet("maxmemory", "0");
      retryAfter(Duration.ofSeconds(4));

      assertThatJob(queue, "a").isDone();
      assertThat(spool.isEmpty()).isTrue();
    }
  }

  @Test
  void a_worker_that_ends_leaves_what_is_on_its_disk_to_the_next() throws IOException {
    try (Spool spool = Spool.open(disk, 9, 1 << 20)) {
      retries = retries(Optional.of(spool));
      REDIS.client().configSet("maxmemory", "1");
      retries.end(claimed, FILES, done());

      retries.leave();

      assertThat(retries.jobs()).isEmpty();
      assertThat(spool.names()).containsExactly("a");
    }
  }

  private OutcomeRetries retries(Optional<Spool> spool) {
    return new OutcomeRetries(queue, images, new OutcomeSpool(spool), now::get);
  }

  private void retryAfter(Duration time) {
    now.addAndGet(time.toNanos());
    retries.retry();
  }
}
