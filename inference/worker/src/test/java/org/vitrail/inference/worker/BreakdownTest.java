package org.vitrail.inference.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.vitrail.inference.protocol.JobAssert.assertThatJob;
import static org.vitrail.inference.worker.TestWorker.LANE;
import static org.vitrail.inference.worker.TestWorker.draw;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.vitrail.inference.model.tensor.ModelMemory;
import org.vitrail.inference.protocol.ClaimedJob;
import org.vitrail.inference.protocol.RedisServerExtension;

/** A worker that runs out of memory in a step and lives on; it goes round by hand. */
class BreakdownTest {
  @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();

  private final AtomicLong now = new AtomicLong();
  private final List<String> drawn = new ArrayList<>();
  private boolean breaks;
  private TestWorker test;
  private Worker worker;

  private final FakeModel.Watcher watcher =
      new FakeModel.Watcher() {
        @Override
        public boolean mayStep() {
          if (breaks) {
            throw new OutOfMemoryError("Java heap space");
          }
          return true;
        }

        @Override
        public void drawn(String requestId) {
          drawn.add(requestId);
        }
      };

  @BeforeEach
  void open() {
    test = new TestWorker(REDIS.client());
    worker =
        new Worker(
            test.queue(),
            test.images(),
            ModelProvider.of(LANE, () -> new FakeModel(LANE, watcher)),
            new ModelMemory.OfMachine(),
            TestWorker.options(),
            now::get);
  }

  @AfterEach
  void close() {
    REDIS.client().configSet("maxmemory", "0");
    worker.close();
  }

  @Test
  void what_it_was_at_is_drawn_again_at_once_and_nobody_is_blamed_in_company() {
    submit("a", "b", "c");
    turn();
    breakDown();
    submit("fresh");

    worker.loop().recover();

    assertThat(test.queue().claim("other", List.of(LANE), 9, Duration.ZERO))
        .extracting(it -> it.job().id(), ClaimedJob::attempt)
        .containsExactly(tuple("a", 1), tuple("b", 1), tuple("c", 1), tuple("fresh", 1));
  }

  @Test
  void the_attempt_counts_for_a_job_that_it_was_at_alone() {
    submit("a");
    turn();
    breakDown();

    worker.loop().recover();

    assertThat(test.queue().claim("other", List.of(LANE), 9, Duration.ZERO))
        .extracting(ClaimedJob::attempt)
        .containsExactly(2);
  }

  @Test
  void what_was_drawn_and_could_not_be_stored_yet_is_kept() {
    submit("drawn");
    for (int i = 0; i < FakeModel.STEPS / 2; i++) {
      turn();
    }
    submit("later");
    turn();
    REDIS.client().configSet("maxmemory", "1");
    while (drawn.isEmpty()) {
      turn();
    }
    breakDown();

    worker.loop().recover();

    assertThatJob(test.queue(), "drawn").isRunning();
    assertThatJob(test.queue(), "later").isWaiting().wasInterrupted();
    REDIS.client().configSet("maxmemory", "0");
    breaks = false;
    now.addAndGet(Duration.ofSeconds(1).toNanos());
    turn();
    assertThatJob(test.queue(), "drawn").isDone();
    assertThat(test.images().get("drawn", "grid.png")).isPresent();
    assertThat(test.queue().claim("other", List.of(LANE), 9, Duration.ZERO))
        .extracting(it -> it.job().id(), ClaimedJob::attempt)
        .containsExactly(tuple("later", 2));
  }

  private void submit(String... ids) {
    List.of(ids).forEach(id -> test.submit(LANE, id, draw("a castle", 1, 1)));
  }

  private void turn() {
    now.addAndGet(Duration.ofMillis(100).toNanos());
    worker.loop().turn(Duration.ZERO);
  }

  private void breakDown() {
    breaks = true;
    assertThatThrownBy(this::turn).isInstanceOf(OutOfMemoryError.class);
  }
}
