package org.vitrail.inference.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.vitrail.inference.protocol.JobAssert.assertThatJob;
import static org.vitrail.inference.worker.TestWorker.LANE;
import static org.vitrail.inference.worker.TestWorker.draw;
import static org.vitrail.inference.worker.TestWorker.patiently;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.vitrail.inference.model.tensor.ModelMemory;
import org.vitrail.inference.protocol.Presence;
import org.vitrail.inference.protocol.RedisServerExtension;

/** A worker that has nothing to do, though something waits; it goes round by hand. */
class IdleWorkerTest {
  @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();

  private TestWorker test;
  private Worker worker;

  @BeforeEach
  void open() {
    test = new TestWorker(REDIS.client());
    worker =
        new Worker(
            test.queue(),
            test.images(),
            ModelProvider.of(LANE, () -> new FakeModel(LANE, new StepGate(0))),
            new ModelMemory.OfMachine(),
            TestWorker.options(),
            System::nanoTime);
  }

  @AfterEach
  void close() {
    worker.close();
  }

  @Test
  void while_jobs_of_a_gone_worker_are_awaited_it_asks_for_others_now_and_then() {
    test.submit(LANE, "held", draw("a castle", 1, 1));
    Presence gone = test.queue().presence("gone", Duration.ofMinutes(10));
    patiently().until(gone::confirm);
    assertThat(test.queue().claim("gone", List.of(LANE), 1, Duration.ZERO)).hasSize(1);
    gone.close();
    test.submit(LANE, "new", draw("a castle", 1, 2));

    int turns = 6;
    long start = System.nanoTime();
    for (int i = 0; i < turns; i++) {
      worker.loop().turn(WorkerLoop.IDLE_WAIT);
    }

    assertThat(System.nanoTime() - start)
        .isGreaterThanOrEqualTo(turns * Duration.ofMillis(100).toNanos());
    assertThatJob(test.queue(), "new").isWaiting();
  }
}
