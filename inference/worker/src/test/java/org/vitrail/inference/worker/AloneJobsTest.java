package org.vitrail.inference.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.vitrail.inference.protocol.JobAssert.assertThatJob;
import static org.vitrail.inference.worker.TestWorker.LANE;
import static org.vitrail.inference.worker.TestWorker.LEASE;
import static org.vitrail.inference.worker.TestWorker.draw;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.vitrail.inference.model.image.Pixels;
import org.vitrail.inference.model.image.PngFile;
import org.vitrail.inference.model.tensor.ModelMemory;
import org.vitrail.inference.protocol.ImageTask.Upscale;
import org.vitrail.inference.protocol.JobOutcome.Failed;
import org.vitrail.inference.protocol.RedisServerExtension;
import org.vitrail.inference.protocol.Stage;

/**
 * Pictures that are enlarged while others are drawn. The clock is moved by hand: a step takes five
 * seconds, and enlarging a picture as long as a test says.
 */
class AloneJobsTest {
  @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();

  private static final String SOURCE = "source0000";
  private static final Duration STEP = Duration.ofSeconds(5);
  private static final Duration JOB_TIMEOUT = Duration.ofSeconds(100);

  private final AtomicLong now = new AtomicLong();
  private final Clocked model = new Clocked();
  private TestWorker test;
  private Worker worker;

  @BeforeEach
  void start() throws IOException {
    test = new TestWorker(REDIS.client());
    Pixels picture = new Pixels(4, 4, new byte[48]);
    test.images().put(SOURCE, "1.png", PngFile.write(picture, Optional.empty()));
    worker =
        new Worker(
            test.queue(),
            test.images(),
            ModelProvider.of(LANE, () -> new FakeModel(LANE, model)),
            new ModelMemory.OfMachine(),
            TestWorker.options(LEASE, JOB_TIMEOUT, Duration.ZERO, false),
            now::get);
  }

  @AfterEach
  void stop() {
    worker.close();
    test.close();
  }

  @Test
  void after_a_picture_is_enlarged_others_are_drawn_for_as_long_before_the_next_one_is() {
    String drawn = beginDrawing();
    model.enlarging = Duration.ofSeconds(20);
    List<String> enlarged = List.of(upscale(), upscale(), upscale());

    turn(12);

    assertThat(model.events)
        .containsExactly(
            "step",
            "enlarged",
            "step",
            "step",
            "step",
            "step",
            "enlarged",
            "step",
            "step",
            "step",
            "step",
            "enlarged",
            "step",
            "step",
            "step",
            "step");
    enlarged.forEach(id -> assertThatJob(test.queue(), id).isDone());
    assertThatJob(test.queue(), drawn).isRunning();
  }

  @Test
  void that_lasts_for_half_a_minute_at_most() {
    beginDrawing();
    model.enlarging = Duration.ofSeconds(90);
    upscale();
    upscale();

    turn(6);
    assertThat(model.events).containsOnlyOnce("enlarged");
    turn(1);
    assertThat(model.events.subList(8, model.events.size())).containsExactly("enlarged", "step");
  }

  @Test
  void once_nothing_is_drawn_any_more_the_next_picture_is_enlarged_at_once() {
    beginDrawing();
    turn(FakeModel.STEPS - 3);
    model.enlarging = Duration.ofSeconds(90);
    model.events.clear();
    upscale();
    String last = upscale();

    turn(3);

    assertThat(model.events).containsExactly("enlarged", "step", "step", "enlarged");
    assertThatJob(test.queue(), last).isDone();
  }

  @Test
  void what_is_done_for_others_does_not_count_against_a_drawing() {
    String drawn = beginDrawing();
    model.enlarging = Duration.ofSeconds(60);
    upscale();
    upscale();

    turn(FakeModel.STEPS + 2);

    assertThat(now.get()).isGreaterThan(JOB_TIMEOUT.toNanos());
    assertThatJob(test.queue(), drawn).isDone();
  }

  @Test
  void drawing_itself_ends_when_it_takes_too_long() {
    model.step = Duration.ofSeconds(9);
    String drawn = beginDrawing();

    turn(FakeModel.STEPS);

    assertThatJob(test.queue(), drawn).hasFailedWith(Failed.TIMEOUT);
  }

  @Test
  void drawings_come_in_meanwhile_until_the_next_picture_to_enlarge_has_its_turn() {
    beginDrawing();
    model.enlarging = Duration.ofSeconds(20);
    upscale();
    String beside = test.submit(LANE, draw("a cat", 1, 2));
    String next = upscale();
    String behind = test.submit(LANE, draw("a cat", 1, 3));

    turn(3);
    assertThatJob(test.queue(), beside).isRunning();
    assertThatJob(test.queue(), next).isWaiting();
    assertThatJob(test.queue(), behind).isWaiting();
    turn(4);
    assertThatJob(test.queue(), next).isDone();
    assertThatJob(test.queue(), behind).isRunning();
  }

  @Test
  void another_worker_may_have_what_waits_until_drawing_has_had_its_part() {
    beginDrawing();
    model.enlarging = Duration.ofSeconds(30);
    upscale();
    String next = upscale();
    turn(2);

    assertThat(test.queue().claim("idle", List.of(LANE), 1, Duration.ZERO))
        .extracting(claimed -> claimed.job().id())
        .containsExactly(next);
  }

  @Test
  void one_that_waits_for_another_try_can_be_withdrawn_and_goes_back_when_the_worker_ends() {
    beginDrawing();
    model.isFull = true;
    String withdrawn = upscale();
    String given = upscale();
    turn(1);
    assertThatJob(test.queue(), withdrawn).isRunning();

    test.queue().cancel(withdrawn);
    turn(2);
    assertThatJob(test.queue(), withdrawn).isCancelled();
    assertThatJob(test.queue(), given).isRunning();
    worker.loop().work(() -> true);
    assertThatJob(test.queue(), given).isWaiting();
  }

  @Test
  void a_picture_for_which_memory_runs_out_is_enlarged_once_more_when_nothing_is_drawn() {
    String drawn = beginDrawing();
    model.isFullWhileDrawing = true;
    String enlarged = upscale();
    turn(1);
    assertThatJob(test.queue(), enlarged).isRunning();
    assertThat(test.progress(enlarged).stage()).isEqualTo(Stage.STARTING);

    // Others come in until it is to be tried again.
    String beside = test.submit(LANE, draw("a cat", 1, 2));
    turn(3);
    assertThatJob(test.queue(), beside).isRunning();
    String behind = test.submit(LANE, draw("a cat", 1, 3));
    turn(FakeModel.STEPS - 3);
    assertThatJob(test.queue(), drawn).isDone();
    assertThatJob(test.queue(), beside).isDone();
    assertThatJob(test.queue(), behind).isWaiting();
    turn(1);
    assertThatJob(test.queue(), enlarged).isDone();
    assertThatJob(test.queue(), behind).isRunning();
  }

  @Test
  void a_picture_that_cannot_be_enlarged_then_either_fails() {
    model.isFull = true;
    String id = upscale();
    turn(1);
    assertThatJob(test.queue(), id).isRunning();

    now.addAndGet(LaterTries.AFTER_SHORTAGE.toNanos());
    turn(1);

    assertThatJob(test.queue(), id).hasFailedWith(Failed.OUT_OF_MEMORY);
  }

  /** A job of 16 steps, of which one is done. */
  private String beginDrawing() {
    String id = test.submit(LANE, draw("a cat", 1, 1));
    turn(1);
    assertThat(model.events).containsExactly("step");
    return id;
  }

  private String upscale() {
    return test.submit(LANE, new Upscale(SOURCE, 1));
  }

  private void turn(int times) {
    for (int i = 0; i < times; i++) {
      worker.loop().turn(Duration.ZERO);
    }
  }

  /** Moves the clock on by what work takes. */
  private final class Clocked implements FakeModel.Watcher {
    private final List<String> events = new ArrayList<>();
    private Duration step = STEP;
    private Duration enlarging = Duration.ZERO;
    private boolean isFull;
    private boolean isFullWhileDrawing;
    private int drawing;

    @Override
    public void joined(String requestId) {
      drawing++;
    }

    @Override
    public void drawn(String requestId) {
      drawing--;
    }

    @Override
    public boolean mayStep() {
      now.addAndGet(step.toNanos());
      events.add("step");
      return true;
    }

    @Override
    public boolean mayEnlarge() {
      if (isFull || (isFullWhileDrawing && drawing > 0)) {
        throw new IllegalStateException("CUDA out of memory. Tried to allocate 2.00 GiB");
      }
      now.addAndGet(enlarging.dividedBy(FakeUpscaler.TILES).toNanos());
      if (events.isEmpty() || !"enlarged".equals(events.get(events.size() - 1))) {
        events.add("enlarged");
      }
      return true;
    }
  }
}
