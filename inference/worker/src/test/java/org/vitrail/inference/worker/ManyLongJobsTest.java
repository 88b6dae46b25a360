package org.vitrail.inference.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.vitrail.inference.worker.TestWorker.LANE;
import static org.vitrail.inference.worker.TestWorker.LEASE;
import static org.vitrail.inference.worker.TestWorker.draw;
import static org.vitrail.inference.worker.TestWorker.patiently;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.vitrail.inference.protocol.ImageJob;
import org.vitrail.inference.protocol.ImageStore;
import org.vitrail.inference.protocol.JobOutcome.Done;
import org.vitrail.inference.protocol.RedisServerExtension;
import org.vitrail.inference.protocol.Requester;

/** Long jobs of many people, with as many pictures at once as workers draw by default. */
class ManyLongJobsTest {
  @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();

  private static final int PEOPLE = 10;
  private static final WorkerOptions OPTIONS =
      new WorkerOptions(
          18, OptionalLong.empty(), LEASE, Duration.ofMinutes(2), Duration.ZERO, "test", false);

  private StepGate gate = new StepGate(0);
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
  void ten_peoples_jobs_advance_side_by_side_and_go_on_after_a_restart() {
    List<String> jobs = IntStream.range(0, PEOPLE).mapToObj(this::submit).toList();
    start();
    gate.allow(5);
    patiently().until(() -> jobs.stream().allMatch(id -> test.progress(id).done() == 5));

    test.close();
    assertThat(jobs)
        .allSatisfy(id -> assertThat(test.images().get(id, ImageStore.SAVED)).isPresent());
    start();

    // Nobody is allowed a step here yet: all are where they were.
    patiently().until(() -> jobs.stream().allMatch(id -> test.progress(id).done() == 5));
    gate.allow(2);
    patiently().until(() -> jobs.stream().allMatch(id -> test.progress(id).done() == 7));
    gate.open();
    assertThat(jobs).allSatisfy(id -> assertThat(test.outcome(id)).isInstanceOf(Done.class));
  }

  private void start() {
    gate = new StepGate(0);
    StepGate own = gate;
    test.start(OPTIONS, ModelProvider.of(LANE, () -> new FakeModel(LANE, own)));
  }

  private String submit(int person) {
    String id = ImageJob.newId();
    Requester requester = new Requester("test", "person" + person, "", "en");
    test.queue()
        .submit(
            new ImageJob(id, LANE, draw("slowly a castle", 1, person), requester, Instant.now()));
    return id;
  }
}
