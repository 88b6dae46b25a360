package org.vitrail.inference.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.vitrail.inference.protocol.JobAssert.assertThatJob;
import static org.vitrail.inference.worker.TestWorker.LANE;
import static org.vitrail.inference.worker.TestWorker.PATIENCE;
import static org.vitrail.inference.worker.TestWorker.draw;
import static org.vitrail.inference.worker.TestWorker.patiently;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.vitrail.inference.protocol.JobOutcome.Done;
import org.vitrail.inference.protocol.Progress;
import org.vitrail.inference.protocol.RedisServerExtension;

/** A worker in a process of its own that is killed or stopped, and another that takes over. */
@Tag("slow")
class TakeOverTest {
  @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();

  /** With the lease that operators have. */
  private static final Duration MOST = Duration.ofSeconds(15);

  private final StepGate gate = new StepGate(0);
  private final List<String> joined = new CopyOnWriteArrayList<>();
  private TestWorker test;

  @BeforeEach
  void connect() {
    test = new TestWorker(REDIS.client());
  }

  @AfterEach
  void stop() {
    gate.open();
    test.close();
  }

  @Test
  void six_jobs_of_a_killed_worker_are_drawn_again_at_once_and_before_anything_newer()
      throws Exception {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      ids.add(test.submit(LANE, draw("a castle", 1, i)));
    }
    Process process = WorkerProcess.startWithDefaultLease(REDIS.url());
    try {
      patiently().until(() -> ids.stream().allMatch(id -> test.progress(id).done() > 0));
      start(WorkerProcess.DEFAULT_LEASE);
      patiently().until(() -> test.queue().lane(LANE, 0).workers().size() == 2);
    } finally {
      process.destroyForcibly().waitFor();
    }
    // The other is idle and has room for all of it.
    long killed = System.nanoTime();
    String fresh = test.submit(LANE, draw("a castle", 1, 9));

    patiently().until(() -> joined.containsAll(ids));
    Duration taken = Duration.ofNanos(System.nanoTime() - killed);
    ids.forEach(id -> assertThatJob(test.queue(), id).wasInterrupted());
    assertThat(taken).isLessThan(MOST);
    gate.open();

    ids.forEach(id -> assertThat(test.outcome(id)).isInstanceOf(Done.class));
    assertThat(test.outcome(fresh)).isInstanceOf(Done.class);
    List<String> inOrder = new ArrayList<>(ids);
    inOrder.add(fresh);
    assertThat(joined).containsExactlyElementsOf(inOrder);
  }

  @Test
  void jobs_of_a_killed_worker_are_drawn_again_though_redis_is_full() throws Exception {
    List<String> ids = List.of("a", "b");
    ids.forEach(id -> test.submit(LANE, id, draw("a castle", 1, 1)));
    Process process = WorkerProcess.start(REDIS.url());
    patiently().until(() -> ids.stream().allMatch(id -> test.progress(id).done() > 0));
    REDIS.client().configSet("maxmemory", "1");
    try {
      process.destroyForcibly().waitFor();
      start(WorkerProcess.LEASE);

      patiently().until(() -> joined.containsAll(ids));
      gate.allow(1);
      patiently().until(() -> test.progress("a").done() > 0);
      ids.forEach(id -> assertThatJob(test.queue(), id).isRunning().wasInterrupted());
    } finally {
      REDIS.client().configSet("maxmemory", "0");
    }
    gate.open();
    ids.forEach(id -> assertThat(test.outcome(id)).isInstanceOf(Done.class));
  }

  @Test
  void a_process_that_was_stopped_and_goes_on_drops_what_others_draw_by_then() throws Exception {
    String id = test.submit(LANE, draw("a castle", 1, 7));
    Process process = WorkerProcess.startFinishing(REDIS.url());
    try {
      patiently().until(() -> test.progress(id).done() > 0);
      signal(process, "STOP");
      start(WorkerProcess.LEASE);
      patiently().until(() -> joined.contains(id));
      gate.allow(2);
      patiently().until(() -> test.progress(id).done() == 2);
      signal(process, "CONT");

      // There is room for this one with the other worker alone, which hears first what it has lost.
      String next = test.submit(LANE, draw("a castle", 8, 8));
      assertThat(test.outcome(next)).isInstanceOf(Done.class);

      assertThat(joined).containsExactly(id);
      assertThatJob(test.queue(), id).isRunning();
      assertThat(test.progress(id)).extracting(Progress::done).isEqualTo(2);
      assertThat(test.images().get(id, "grid.png")).isEmpty();
    } finally {
      process.destroyForcibly().waitFor();
    }
    gate.open();
    assertThat(test.outcome(id)).isInstanceOf(Done.class);
  }

  private static void signal(Process process, String signal) throws Exception {
    Process kill = new ProcessBuilder("kill", "-" + signal, "" + process.pid()).start();
    assertThat(kill.waitFor(10, TimeUnit.SECONDS)).isTrue();
  }

  private void start(Duration lease) throws IOException {
    FakeModel.Watcher watcher =
        new FakeModel.Watcher() {
          @Override
          public boolean mayStep() {
            return gate.mayStep();
          }

          @Override
          public void joined(String requestId) {
            joined.add(requestId);
          }
        };
    test.start(
        TestWorker.options(lease, PATIENCE),
        ModelProvider.of(LANE, () -> new FakeModel(LANE, watcher)));
  }
}
