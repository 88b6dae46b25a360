package org.vitrail.inference.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.vitrail.inference.protocol.JobAssert.assertThatJob;
import static org.vitrail.inference.worker.TestWorker.LANE;
import static org.vitrail.inference.worker.TestWorker.draw;
import static org.vitrail.inference.worker.TestWorker.patiently;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.vitrail.inference.model.image.Pixels;
import org.vitrail.inference.model.image.PngFile;
import org.vitrail.inference.protocol.ImageTask.Upscale;
import org.vitrail.inference.protocol.JobOutcome.Done;
import org.vitrail.inference.protocol.JobOutcome.Failed;
import org.vitrail.inference.protocol.RedisServerExtension;
import org.vitrail.inference.protocol.Stage;

/** Memory that runs out while a model is at work and others are loaded beside it. */
class MemoryShortageTest {
  @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();

  /** Of which {@link FakeModels} takes half before any model is loaded. */
  private static final long CAPACITY = 2_000;

  /** After so long a worker has said again how fast it is. */
  private static final Duration REPORTED = Duration.ofSeconds(10);

  private final FakeModels models = new FakeModels(CAPACITY).with("small", 400);
  private final AtomicLong now = new AtomicLong();
  private TestWorker test;

  @BeforeEach
  void connect() {
    test = new TestWorker(REDIS.client());
  }

  @AfterEach
  void stop() {
    test.close();
  }

  @Test
  void a_step_without_memory_lets_idle_models_go_and_is_tried_again() {
    start(400, 500);

    assertThat(test.outcome(test.submit("large", draw("a cat", 2, 7)))).isInstanceOf(Done.class);

    assertThat(models.events).containsExactly("+small", "+large", "-small");
  }

  @Test
  void all_jobs_of_the_step_are_drawn_in_the_end() {
    StepGate gate = new StepGate(0);
    models.hold("small", gate);
    start(400, 500);
    String held = test.submit("small", draw("a cat", 1, 1));
    patiently().until(() -> test.progress(held).total() > 0);
    List<String> ids = new ArrayList<>(List.of(held));
    for (int seed = 0; seed < 3; seed++) {
      ids.add(test.submit("large", draw("a cat", 2, seed)));
    }
    gate.open();

    assertThat(ids).allSatisfy(id -> assertThat(test.outcome(id)).isInstanceOf(Done.class));
    assertThat(models.events).containsExactly("+small", "+large", "-small");
  }

  @Test
  void a_job_alone_that_has_not_enough_memory_is_tried_once_more_and_others_are_drawn_meanwhile() {
    models.with("large", 400, 700);
    String large = test.submit("large", draw("a cat", 2, 7));
    try (Worker worker = byHand(models)) {
      turn(worker, 3);
      assertThatJob(test.queue(), large).isRunning();
      assertThat(test.progress(large).stage()).isEqualTo(Stage.STARTING);

      models.needs("large", 100);
      now.addAndGet(LaterTries.AFTER_SHORTAGE.minusSeconds(5).toNanos());
      turn(worker, FakeModel.STEPS);
      assertThat(test.progress(large).stage()).isEqualTo(Stage.STARTING);
      now.addAndGet(5_000_000_000L);
      turn(worker, FakeModel.STEPS + 1);
    }
    assertThatJob(test.queue(), large).isDone();
  }

  @Test
  void a_job_fails_that_has_not_enough_memory_even_then() {
    models.with("large", 400, 700);
    String large = test.submit("large", draw("a cat", 2, 7));
    try (Worker worker = byHand(models)) {
      turn(worker, 3);
      now.addAndGet(LaterTries.AFTER_SHORTAGE.toNanos());
      turn(worker, 3);
    }
    assertThatJob(test.queue(), large).hasFailedWith(Failed.OUT_OF_MEMORY);
  }

  @Test
  void without_idle_models_half_as_many_pictures_are_drawn_at_once_and_all_again_after_a_while() {
    List<String> ids = new ArrayList<>();
    for (int seed = 0; seed < 4; seed++) {
      ids.add(test.submit(LANE, draw("a cat", 2, seed)));
    }
    Narrow narrow = new Narrow();
    try (Worker worker = byHand(ModelProvider.of(LANE, () -> new FakeModel(LANE, narrow)))) {
      turn(worker, 2);
      assertThat(narrow.most).isEqualTo(4);
      turn(worker, 2 * (FakeModel.STEPS + 2));
      ids.forEach(id -> assertThatJob(test.queue(), id).isDone());
      assertThat(narrow.joined).as("four, and then two by two").hasSize(8);

      now.addAndGet(REPORTED.toNanos());
      turn(worker, 1);
      assertThat(test.queue().lastPace(LANE).orElseThrow().batchImages()).isEqualTo(4);

      narrow.limit = 4;
      now.addAndGet(BatchSize.UNTIL_FULL.toNanos());
      turn(worker, 1);
      for (int seed = 4; seed < 8; seed++) {
        test.submit(LANE, draw("a cat", 2, seed));
      }
      narrow.most = 0;
      now.addAndGet(1_000_000_000);
      turn(worker, 3);
      assertThat(narrow.most).isEqualTo(4);
      now.addAndGet(REPORTED.toNanos());
      turn(worker, 1);
      assertThat(test.queue().lastPace(LANE).orElseThrow().batchImages()).isEqualTo(8);
    }
  }

  @Test
  void
      where_memory_runs_out_while_pictures_are_finished_the_job_is_drawn_once_more_in_half_a_batch() {
    Crowded crowded = new Crowded();
    String first = test.submit(LANE, draw("a cat", 4, 1));
    try (Worker worker = byHand(ModelProvider.of(LANE, () -> new FakeModel(LANE, crowded)))) {
      turn(worker, 2);
      String second = test.submit(LANE, draw("a cat", 4, 2));
      turn(worker, FakeModel.STEPS + 2);
      assertThat(crowded.finished).as("the first while the second was drawn").hasSize(2);
      assertThatJob(test.queue(), first).isRunning();
      assertThat(test.progress(first).stage()).isEqualTo(Stage.STARTING);
      assertThatJob(test.queue(), second).isDone();

      now.addAndGet(LaterTries.AFTER_SHORTAGE.toNanos());
      turn(worker, FakeModel.STEPS + 1);
      assertThatJob(test.queue(), first).isDone();
      assertThat(crowded.joined).containsExactly(first, second, first);

      assertThat(mostAtOnce(worker, crowded)).isEqualTo(1);
    }
  }

  @Test
  void where_memory_runs_out_when_a_job_comes_in_it_is_tried_once_more_and_the_batch_halved() {
    Crowded crowded = new Crowded();
    crowded.letsNobodyIn = true;
    String first = test.submit(LANE, draw("a cat", 4, 1));
    String second = test.submit(LANE, draw("a cat", 4, 2));
    try (Worker worker = byHand(ModelProvider.of(LANE, () -> new FakeModel(LANE, crowded)))) {
      turn(worker, FakeModel.STEPS + 1);
      assertThatJob(test.queue(), first).isDone();
      assertThatJob(test.queue(), second).isRunning();

      now.addAndGet(LaterTries.AFTER_SHORTAGE.toNanos());
      turn(worker, FakeModel.STEPS + 1);
      assertThatJob(test.queue(), second).isDone();

      crowded.letsNobodyIn = false;
      assertThat(mostAtOnce(worker, crowded)).isEqualTo(1);
    }
  }

  @Test
  void pictures_that_cannot_be_finished_in_half_a_batch_either_fail() {
    Crowded crowded = new Crowded();
    crowded.finishesNone = true;
    String id = test.submit(LANE, draw("a cat", 4, 1));
    try (Worker worker = byHand(ModelProvider.of(LANE, () -> new FakeModel(LANE, crowded)))) {
      turn(worker, FakeModel.STEPS + 1);
      assertThatJob(test.queue(), id).isRunning();
      now.addAndGet(LaterTries.AFTER_SHORTAGE.toNanos());
      turn(worker, FakeModel.STEPS + 1);
    }
    assertThatJob(test.queue(), id).hasFailedWith(Failed.OUT_OF_MEMORY);
  }

  @Test
  void where_memory_runs_out_while_a_job_is_saved_it_is_drawn_on_and_saved_later() {
    Crowded crowded = new Crowded();
    String id = test.submit(LANE, draw("slowly a cat", 1, 1));
    try (Worker worker = byHand(ModelProvider.of(LANE, () -> new FakeModel(LANE, crowded)))) {
      for (int step = 0; step < FakeModel.STEPS; step++) {
        now.addAndGet(1_500_000_000);
        turn(worker, 1);
      }
    }
    assertThat(crowded.savings).as("each ten seconds").isEqualTo(2);
    assertThatJob(test.queue(), id).isDone();
  }

  /** Jobs of four pictures that are drawn beside each other, of two that wait. */
  private int mostAtOnce(Worker worker, Crowded crowded) {
    crowded.most = 0;
    test.submit(LANE, draw("a cat", 4, 3));
    test.submit(LANE, draw("a cat", 4, 4));
    turn(worker, 3);
    return crowded.most;
  }

  /** Has memory for two jobs at once, but not for more than their steps. */
  private static final class Crowded implements FakeModel.Watcher {
    private final List<String> joined = new ArrayList<>();
    private final List<Integer> finished = new ArrayList<>();
    private final Set<String> in = new HashSet<>();
    private boolean letsNobodyIn;
    private boolean finishesNone;
    private int savings;
    private int most;

    @Override
    public void joined(String requestId) {
      joined.add(requestId);
      requireMemory(!letsNobodyIn || in.isEmpty());
      in.add(requestId);
      most = Math.max(most, in.size());
    }

    @Override
    public void saving() {
      savings++;
      requireMemory(false);
    }

    @Override
    public void drawn(String requestId) {
      in.remove(requestId);
    }

    @Override
    public void finishing() {
      finished.add(in.size());
      requireMemory(in.isEmpty() && !finishesNone);
    }

    private static void requireMemory(boolean isThere) {
      if (!isThere) {
        throw new IllegalStateException("CUDA out of memory. Tried to allocate 2.00 GiB");
      }
    }
  }

  /** Has memory for two jobs at once. */
  private static final class Narrow implements FakeModel.Watcher {
    private final List<String> joined = new ArrayList<>();
    private int limit = 2;
    private int in;
    private int most;

    @Override
    public void joined(String requestId) {
      joined.add(requestId);
      most = Math.max(most, ++in);
    }

    @Override
    public void drawn(String requestId) {
      in--;
    }

    @Override
    public boolean mayStep() {
      if (in > limit) {
        in = 0;
        throw new IllegalStateException("CUDA out of memory. Tried to allocate 2.00 GiB");
      }
      return true;
    }
  }

  private Worker byHand(ModelProvider provider) {
    return new Worker(
        test.queue(), test.images(), provider, models, TestWorker.options(), now::get);
  }

  private void turn(Worker worker, int times) {
    for (int i = 0; i < times; i++) {
      // Workers look for more jobs now and then.
      now.addAndGet(40_000_000);
      worker.loop().turn(Duration.ZERO);
    }
  }

  @Test
  void enlarging_without_memory_is_tried_again_as_well() throws IOException {
    start(400, 500);
    String source = test.submit("small", draw("a cat", 1, 7));
    test.outcome(source);
    test.images()
        .put(source, "1.png", PngFile.write(new Pixels(4, 4, new byte[48]), Optional.empty()));

    assertThat(test.outcome(test.submit("large", new Upscale(source, 1)))).isInstanceOf(Done.class);

    assertThat(models.events).containsExactly("+small", "+large", "-small");
  }

  @Test
  void what_failed_for_another_reason_or_without_idle_models_is_not_tried_again() {
    List<String> tries = new ArrayList<>();
    IdleModels some = new IdleModels(() -> true);
    IdleModels none = new IdleModels(() -> false);

    assertThatThrownBy(() -> some.retrying(() -> failed(tries, "A number is none.")))
        .hasMessage("A number is none.");
    assertThatThrownBy(() -> none.retrying(() -> failed(tries, "CUDA out of memory")))
        .hasMessage("CUDA out of memory");
    assertThat(tries).hasSize(2);

    assertThatThrownBy(() -> some.retrying(() -> failed(tries, "CUDA out of memory")))
        .hasMessage("CUDA out of memory");
    assertThat(tries).hasSize(4);
  }

  private static String failed(List<String> tries, String message) {
    tries.add(message);
    throw new IllegalStateException(message);
  }

  /** A worker with a small model, which is loaded, and a large one. */
  private void start(long weights, long workspace) {
    models.with("large", weights, workspace);
    test.start(TestWorker.options(), models);
    test.worker().ready().join();
  }
}
