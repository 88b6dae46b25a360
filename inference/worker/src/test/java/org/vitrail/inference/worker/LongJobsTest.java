package org.vitrail.inference.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.vitrail.inference.protocol.JobAssert.assertThatJob;
import static org.vitrail.inference.worker.TestWorker.LANE;
import static org.vitrail.inference.worker.TestWorker.LEASE;
import static org.vitrail.inference.worker.TestWorker.PATIENCE;
import static org.vitrail.inference.worker.TestWorker.draw;
import static org.vitrail.inference.worker.TestWorker.patiently;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.vitrail.inference.model.image.Pixels;
import org.vitrail.inference.model.image.PngFile;
import org.vitrail.inference.protocol.Concerns;
import org.vitrail.inference.protocol.ImageJob;
import org.vitrail.inference.protocol.ImageStore;
import org.vitrail.inference.protocol.ImageTask.Draw;
import org.vitrail.inference.protocol.JobOutcome.Cancelled;
import org.vitrail.inference.protocol.JobOutcome.Done;
import org.vitrail.inference.protocol.RedisServerExtension;

/** Jobs that are drawn for long: saved and taken up again, ended early, filmed. */
class LongJobsTest {
  @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();

  private static final String PROMPT = "slowly a castle";
  private static final Pixels TARGET = FakeModel.pictures("a target", 1, 1).get(0);
  private static final Pixels OTHER = FakeModel.pictures("another", 1, 1).get(0);

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

  private void start(WorkerOptions options) {
    gate = new StepGate(0);
    test.start(options, ModelProvider.of(LANE, () -> new FakeModel(LANE, gate)));
  }

  private String drawnTo(int steps) {
    String id = test.submit(LANE, draw(PROMPT, 2, 7));
    gate.allow(steps);
    patiently().until(() -> test.progress(id).done() == steps);
    return id;
  }

  @Tag("slow")
  @Test
  void a_job_whose_worker_is_killed_goes_on_from_where_it_was_saved_with_its_target_and_film()
      throws Exception {
    String id = submitTowards(TARGET);
    Process process = WorkerProcess.start(REDIS.url());
    try {
      patiently().until(() -> saved(id) == 3);
    } finally {
      process.destroyForcibly().waitFor();
    }
    assertThatJob(test.queue(), id).isRunning();

    start(TestWorker.options(WorkerProcess.LEASE, PATIENCE));
    patiently().until(() -> test.queue().status(id).orElseThrow().interrupted());
    // No step was allowed here yet.
    patiently().until(() -> test.progress(id).done() == 3);
    gate.open();

    assertThat(((Done) test.outcome(id)).pictures()).hasSize(2);
    assertThat(test.images().get(id, ImageStore.SAVED)).isEmpty();
    assertThat(frames(test.images().get(id, ImageStore.FILM).orElseThrow()))
        .isEqualTo(FakeModel.STEPS - 1);
    String undisturbed = submitTowards(TARGET);
    assertThat(best(id)).isEqualTo(best(undisturbed)).isNotEqualTo(best(submitTowards(OTHER)));
  }

  /** A job that is filmed, with a picture to draw towards. */
  private String submitTowards(Pixels target) {
    String id = ImageJob.newId();
    test.images().put(id, ImageStore.target(1), PngFile.write(target, Optional.empty()));
    Draw plain = (Draw) draw(PROMPT, 2, 7);
    return test.submit(
        LANE,
        id,
        new Draw(
            plain.prompt(),
            plain.imageCount(),
            plain.seed(),
            plain.options(),
            plain.beginFrom(),
            plain.originalRequest(),
            true,
            List.of(.5f)));
  }

  /** The pixels of a job's best picture, once it is there. */
  private byte[] best(String id) {
    test.outcome(id);
    try {
      return PngFile.read(test.images().get(id, "1.png").orElseThrow()).rgb();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Steps that the saved state has; it is one byte behind its version. */
  private int saved(String id) {
    return test.images().get(id, ImageStore.SAVED).orElseThrow()[1];
  }

  @Test
  void a_job_that_a_stopping_worker_gives_back_goes_on_where_it_was() {
    start(TestWorker.options(LEASE, Duration.ZERO));
    String id = drawnTo(5);
    test.close();
    assertThatJob(test.queue(), id).isWaiting();

    start(TestWorker.options());
    patiently().until(() -> test.progress(id).done() == 5);
    gate.open();

    assertThat(test.outcome(id)).isInstanceOf(Done.class);
  }

  @Test
  void the_film_of_such_a_job_goes_on_as_well() {
    start(TestWorker.options(LEASE, Duration.ZERO));
    String id = test.submit(LANE, ((Draw) draw(PROMPT, 2, 7)).filmed(true));
    gate.allow(9);
    patiently().until(() -> test.progress(id).done() == 9);
    test.close();
    int saved = test.images().get(id, ImageStore.SAVED_FILM).orElseThrow().length;

    start(TestWorker.options());
    gate.open();

    assertThat(((Done) test.outcome(id)).hasFilm()).isTrue();
    assertThat(frames(test.images().get(id, ImageStore.FILM).orElseThrow()))
        .as("one for each step from the second on, and the last once more")
        .isEqualTo(FakeModel.STEPS - 1);
    assertThat(saved).isGreaterThan(1_000);
    assertThat(test.images().get(id, ImageStore.SAVED_FILM)).isEmpty();
  }

  /** How many frames a film's table of sizes lists. */
  private static int frames(byte[] film) {
    int table = new String(film, StandardCharsets.ISO_8859_1).indexOf("stsz");
    return ByteBuffer.wrap(film).getInt(table + 12);
  }

  @Test
  void a_long_job_lets_another_model_draw_and_goes_on_where_it_was() {
    AtomicLong now = new AtomicLong();
    FakeModels models = new FakeModels(10_000).with("slow", 10).with("quick", 10);
    try (Worker worker =
        new Worker(test.queue(), test.images(), models, models, TestWorker.options(), now::get)) {
      WorkerLoop loop = worker.loop();
      String slow = test.submit("slow", draw(PROMPT, 1, 7));
      for (int step = 0; step < 4; step++) {
        loop.turn(Duration.ZERO);
      }
      String quick = test.submit("quick", draw("a cat", 1, 7));
      now.addAndGet(ModelScheduler.MIN_SLICE.toNanos());

      loop.turn(Duration.ZERO);
      assertThatJob(test.queue(), slow).isWaiting();
      assertThat(saved(slow)).isEqualTo(4);
      for (int step = 0; step < FakeModel.STEPS; step++) {
        loop.turn(Duration.ZERO);
      }
      assertThat(test.outcome(quick)).isInstanceOf(Done.class);
      assertThatJob(test.queue(), slow).isWaiting();
      for (int step = 4; step < FakeModel.STEPS; step++) {
        loop.turn(Duration.ZERO);
      }
      assertThat(test.outcome(slow)).isInstanceOf(Done.class);
    }
  }

  @Test
  void a_job_that_is_cancelled_leaves_nothing_to_go_on_from() {
    start(TestWorker.options(LEASE, Duration.ZERO));
    String id = drawnTo(5);
    test.close();
    assertThat(saved(id)).isEqualTo(5);
    start(TestWorker.options());
    patiently().until(() -> test.progress(id).done() == 5);

    assertThat(test.queue().cancel(id)).isTrue();

    assertThat(test.outcome(id)).isEqualTo(new Cancelled());
    patiently().until(() -> test.images().get(id, ImageStore.SAVED).isEmpty());
  }

  @Test
  void a_job_that_is_stopped_ends_with_what_is_there_without_another_step() {
    start(TestWorker.options());
    String id = drawnTo(5);

    assertThat(test.queue().stop(id)).isTrue();

    assertThat(((Done) test.outcome(id)).pictures()).hasSize(2);
    assertThat(test.queue().stop(id)).as("it is over").isFalse();
  }

  @Test
  void a_job_whose_half_picture_is_none_is_drawn_on_when_it_is_stopped() {
    start(TestWorker.options());
    String id = test.submit(LANE, draw("a castle", 2, 7));
    gate.allow(5);
    patiently().until(() -> test.progress(id).done() == 5);

    test.queue().stop(id);
    gate.allow(2);

    patiently().until(() -> test.progress(id).done() == 7);
    gate.open();
    assertThat(test.outcome(id)).isInstanceOf(Done.class);
  }

  @Test
  void a_job_over_its_time_keeps_what_is_there_of_it() {
    start(TestWorker.options(LEASE, Duration.ofMillis(1), PATIENCE, false));
    String id = test.submit(LANE, draw(PROMPT, 2, 7));
    gate.allow(1);

    assertThat(((Done) test.outcome(id)).pictures()).hasSize(2);
  }

  @Test
  void previews_are_judged_before_they_are_shown() {
    start(TestWorker.options());
    String id = test.submit(LANE, draw(PROMPT, 2, 7));
    gate.allow(5);
    patiently().until(() -> test.progress(id).previewNumber() > 0);

    float reddest = 0;
    for (Pixels picture : FakeModel.pictures(PROMPT, 7, 2)) {
      reddest = Math.max(reddest, (picture.rgb()[0] & 0xff) / 255f);
    }
    assertThat(Concerns.read(test.images().get(id, ImageStore.PREVIEW_CONCERNS).orElseThrow()))
        .isEqualTo(Map.of("red", reddest));
  }

  @Test
  void who_asks_for_a_film_gets_one_beside_the_pictures_and_nobody_else() {
    start(TestWorker.options());
    gate.open();
    String filmed = test.submit(LANE, ((Draw) draw("a castle", 2, 7)).filmed(true));
    String plain = test.submit(LANE, draw("a castle", 2, 7));

    assertThat(((Done) test.outcome(filmed)).hasFilm()).isTrue();
    assertThat(((Done) test.outcome(plain)).hasFilm()).isFalse();
    byte[] film = test.images().get(filmed, ImageStore.FILM).orElseThrow();
    assertThat(new String(film, 4, 4, StandardCharsets.US_ASCII)).isEqualTo("ftyp");
    assertThat(test.images().get(plain, ImageStore.FILM)).isEmpty();
  }
}
