package org.vitrail.inference.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.vitrail.inference.protocol.JobAssert.assertThatJob;
import static org.vitrail.inference.worker.TestWorker.LANE;
import static org.vitrail.inference.worker.TestWorker.LEASE;
import static org.vitrail.inference.worker.TestWorker.PATIENCE;
import static org.vitrail.inference.worker.TestWorker.draw;
import static org.vitrail.inference.worker.TestWorker.patiently;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.LoggerFactory;
import org.vitrail.inference.model.image.AiLabel;
import org.vitrail.inference.model.image.GridImage;
import org.vitrail.inference.model.image.Pixels;
import org.vitrail.inference.model.image.PngFile;
import org.vitrail.inference.protocol.ClaimedJob;
import org.vitrail.inference.protocol.ImageStore;
import org.vitrail.inference.protocol.ImageTask;
import org.vitrail.inference.protocol.JobOutcome;
import org.vitrail.inference.protocol.JobOutcome.Done;
import org.vitrail.inference.protocol.JobOutcome.Failed;
import org.vitrail.inference.protocol.JobQueue;
import org.vitrail.inference.protocol.JobStatus.State;
import org.vitrail.inference.protocol.Picture;
import org.vitrail.inference.protocol.Progress;
import org.vitrail.inference.protocol.RedisServerExtension;
import org.vitrail.inference.protocol.Stage;
import org.vitrail.inference.protocol.Understanding;
import redis.clients.jedis.params.XPendingParams;

/** A real worker with a model of a few lines on a real Redis. */
class WorkerTest {
  @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();

  private static final WorkerOptions OPTIONS = TestWorker.options();

  private final StepGate gate = new StepGate(0);
  private TestWorker test;
  private JobQueue queue;
  private ImageStore images;

  @BeforeEach
  void connect() {
    test = new TestWorker(REDIS.client());
    queue = test.queue();
    images = test.images();
  }

  @AfterEach
  void stop() {
    gate.open();
    test.close();
  }

  @Test
  void a_prompt_becomes_a_ranked_grid_with_every_picture_stored() throws Exception {
    start(OPTIONS);
    String id = submit(draw("a red apple", 4, 7));

    Done done = (Done) outcome(id);

    assertThat(done.pictures()).extracting(Picture::number).containsExactly(1, 2, 3, 4);
    assertThat(done.pictures())
        .extracting(picture -> picture.score().orElseThrow().value())
        .isSortedAccordingTo((a, b) -> Float.compare(b, a));
    assertThat(done.columns()).isEqualTo(2);
    List<Pixels> drawn = FakeModel.pictures("a red apple", 7, 4);
    List<Pixels> shown = new ArrayList<>();
    for (Picture picture : done.pictures()) {
      shown.add(PngFile.read(images.get(id, picture.number() + ".png").orElseThrow()));
      assertThat(shown).last().isEqualTo(drawn.get(picture.imageIndex()));
    }
    assertThat(PngFile.read(images.get(id, "grid.png").orElseThrow()))
        .isEqualTo(GridImage.compose(shown));
    assertThat(done.modelId()).isEqualTo(LANE);
    assertThat(done.modelHash()).isEqualTo("hash-of-" + LANE);
  }

  @Test
  void progress_rises_and_shows_a_preview_before_the_end() {
    startHeld(OPTIONS);
    String id = submit(draw("a castle", 8, 1));
    patiently().until(() -> progress(id).stage() == Stage.DRAWING);
    assertThat(progress(id))
        .extracting(Progress::stage, Progress::done, Progress::total, Progress::previewNumber)
        .containsExactly(Stage.DRAWING, 0, FakeModel.STEPS, 0);

    gate.allow(3);
    patiently().until(() -> progress(id).done() == 3 && progress(id).previewNumber() == 1);
    assertThat(images.get(id, "preview.png")).isPresent();
    gate.allow(FakeModel.STEPS - 4);
    patiently()
        .until(
            () -> progress(id).done() == FakeModel.STEPS - 1 && progress(id).previewNumber() > 1);

    gate.open();
    assertThat(outcome(id)).isInstanceOf(Done.class);
  }

  @Test
  void what_a_model_makes_of_a_prompt_is_said_before_there_is_anything_to_see() throws Exception {
    startHeld(OPTIONS);
    String id = submit(draw("an armchair", 1, 1));
    Understanding understanding =
        new Understanding("an armchair", Map.of("armchair", List.of("chair")));

    patiently()
        .until(
            () ->
                queue.status(id).orElseThrow().understanding().equals(Optional.of(understanding)));
    assertThat(progress(id).done()).isZero();

    gate.open();
    assertThat(((Done) outcome(id)).understanding()).contains(understanding);
  }

  @Test
  void jobs_of_many_people_share_a_batch_and_each_arrives_once() {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      ids.add(submit(draw("three carrots", 1 + i % 3, i)));
    }
    start(OPTIONS);

    for (int i = 0; i < ids.size(); i++) {
      assertThat(((Done) outcome(ids.get(i))).pictures()).hasSize(1 + i % 3);
    }
    assertThat(queue.depth(LANE)).isZero();
  }

  @Test
  void a_larger_copy_keeps_what_its_source_was_judged_to_show() throws Exception {
    String source = submit(draw("a red apple", 1, 7));
    ClaimedJob claimed = queue.claim("by-hand", List.of(LANE), 1, Duration.ofSeconds(5)).get(0);
    images.put(source, "1.png", PngFile.write(new Pixels(4, 4, new byte[48]), Optional.empty()));
    Picture judged = new Picture(1, 0, .3f, false, Map.of("gore", .75f));
    queue.complete(claimed, new Done(List.of(judged), 1, LANE, "hash", Duration.ofSeconds(1)));
    start(OPTIONS);

    Done large = (Done) outcome(submit(new ImageTask.Upscale(source, 1)));

    assertThat(large.pictures()).containsExactly(judged);
  }

  @Test
  void pictures_say_that_a_model_made_them_in_their_metadata_and_on_sight_where_it_is_wished()
      throws Exception {
    start(OPTIONS);
    String plain = submit(draw("a red apple", 2, 7));
    outcome(plain);
    test.close();
    start(TestWorker.options(LEASE, Duration.ofMinutes(2), PATIENCE, true));
    String labelled = submit(draw("a red apple", 2, 7));
    outcome(labelled);

    for (String name : List.of("grid.png", "1.png", "2.png")) {
      byte[] before = images.get(plain, name).orElseThrow();
      byte[] after = images.get(labelled, name).orElseThrow();
      assertThat(new String(before, StandardCharsets.UTF_8))
          .contains("digitalsourcetype/trainedAlgorithmicMedia", "Vitrail test");
      GridImage.Layout layout = new GridImage.Layout(name.equals("grid.png") ? 2 : 1, 1);
      assertThat(PngFile.read(after)).isEqualTo(AiLabel.on(PngFile.read(before), layout));
    }
  }

  @Test
  void a_job_whose_init_image_is_gone_or_broken_fails_with_a_sentence_and_others_go_on() {
    String gone = test.submitBeginning(LANE, null);
    String broken = test.submitBeginning(LANE, new byte[] {1, 2, 3});
    String fine = submit(draw("a red apple", 1, 7));
    start(OPTIONS);

    assertThat(outcome(gone))
        .isInstanceOfSatisfying(
            Failed.class, failed -> assertThat(failed.detail()).contains("no longer kept"));
    assertThat(outcome(broken))
        .isInstanceOfSatisfying(
            Failed.class, failed -> assertThat(failed.detail()).contains("cannot be read"));
    assertThat(outcome(fine)).isInstanceOf(Done.class);
  }

  @Test
  void a_job_that_breaks_a_step_fails_alone_and_its_mates_are_drawn() {
    String first = submit(draw("a castle", 2, 1));
    String guilty = submit(draw("poison", 2, 1));
    String third = submit(draw("a castle", 2, 2));
    start(OPTIONS);

    assertThat(((Failed) outcome(guilty)).reason()).isEqualTo(Failed.INTERNAL);
    assertThat(outcome(first)).isInstanceOf(Done.class);
    assertThat(outcome(third)).isInstanceOf(Done.class);
  }

  @Test
  void a_running_job_is_cancelled_between_steps_and_the_others_go_on() {
    String cancelled = submit(draw("a cat and a pizza", 6, 1));
    String other = submit(draw("a cat", 2, 1));
    startHeld(OPTIONS);
    gate.allow(2);
    patiently().until(() -> progress(other).done() == 2);

    assertThat(queue.cancel(cancelled)).isTrue();

    assertThat(outcome(cancelled)).isInstanceOf(JobOutcome.Cancelled.class);
    assertThatJob(queue, other).isRunning();
    gate.open();
    assertThat(outcome(other)).isInstanceOf(Done.class);
  }

  @Test
  void a_picture_is_upscaled_four_times_and_one_that_expired_says_so() throws Exception {
    start(OPTIONS);
    String source = submit(draw("a pink car", 2, 3));
    Done drawn = (Done) outcome(source);

    String upscaled = submit(new ImageTask.Upscale(source, 2));
    Done done = (Done) outcome(upscaled);
    Failed expired = (Failed) outcome(submit(new ImageTask.Upscale(source, 3)));

    assertThat(PngFile.read(images.get(upscaled, "1.png").orElseThrow()).width())
        .isEqualTo(4 * FakeModel.SIDE);
    assertThat(done.pictures().get(0)).isEqualTo(larger(drawn.pictures().get(1)));
    assertThat(expired.reason()).isEqualTo(Failed.SOURCE_EXPIRED);
    assertThat(expired.detail()).contains("no longer kept");
  }

  /** The same picture as the only one of its job; what is varied is the source. */
  private static Picture larger(Picture source) {
    return new Picture(1, source.imageIndex(), source.score(), false, source.concerns());
  }

  @Test
  void the_worker_outlives_a_redis_that_dies_while_a_job_runs() {
    startHeld(OPTIONS);
    String lost = submit(draw("a castle", 8, 1));
    patiently().until(() -> queue.status(lost).orElseThrow().state() == State.RUNNING);

    REDIS.kill();
    REDIS.start();
    gate.open();

    assertThat(outcome(submit(draw("a castle", 1, 1)))).isInstanceOf(Done.class);
  }

  @Test
  void a_job_over_its_time_ends_with_a_sentence() {
    startHeld(TestWorker.options(LEASE, Duration.ofMillis(1), PATIENCE, false));

    Failed failed = (Failed) outcome(submit(draw("a castle", 8, 1)));

    assertThat(failed.reason()).isEqualTo(Failed.TIMEOUT);
    assertThat(failed.detail()).contains("Try fewer pictures");
  }

  @Test
  void a_job_that_does_not_fit_the_batch_waits_in_its_place_and_not_as_if_it_ran() {
    startHeld(OPTIONS);
    String running = submit(draw("a rocket", 6, 1));
    gate.allow(1);
    patiently().until(() -> progress(running).done() == 1);
    String next = submit(draw("a rocket", 6, 2));
    String last = submit(draw("a rocket", 3, 3));
    // Many rounds in which the worker could have claimed them.
    for (int previews = progress(running).previewNumber(); previews < 2; previews++) {
      int seen = previews;
      gate.allow(1);
      patiently().until(() -> progress(running).previewNumber() > seen);
    }

    assertThatJob(queue, next).isWaiting().isAtPosition(1);
    assertThatJob(queue, last).isWaiting().isAtPosition(2);
    gate.open();
    test.close();

    assertThatJob(queue, running).isDone();
    assertThatJob(queue, next).isWaiting().wasNotInterrupted().isAtPosition(0);
    assertThatJob(queue, last).isWaiting().isAtPosition(1);
  }

  @Test
  void a_job_that_has_no_time_to_be_finished_goes_back_and_says_that_it_was_interrupted() {
    startHeld(TestWorker.options(LEASE, Duration.ZERO));
    String id = submit(draw("a rocket", 8, 1));
    gate.allow(1);
    patiently().until(() -> progress(id).done() == 1);

    test.close();

    assertThatJob(queue, id).isWaiting().wasInterrupted().isAtPosition(0);
  }

  @Test
  void an_idle_worker_takes_over_all_jobs_of_a_dead_one_at_once_and_before_new_ones() {
    List<String> orphans = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      orphans.add(submit(draw("a castle", 1, i)));
    }
    assertThat(queue.claim("dead", List.of(LANE), 5, Duration.ZERO)).hasSize(5);
    String fresh = submit(draw("a castle", 4, 9));
    patiently().until(() -> leaseAge() > 300);
    startHeld(TestWorker.options(Duration.ofMillis(300), PATIENCE));

    patiently().until(() -> progress(orphans.get(4)).stage() == Stage.DRAWING);

    // All five are in the batch of eight, and the new one, which came first to it, is not.
    for (String id : orphans) {
      assertThatJob(queue, id).isRunning().wasInterrupted();
    }
    assertThatJob(queue, fresh).isWaiting();
    gate.open();
    orphans.forEach(id -> assertThat(outcome(id)).isInstanceOf(Done.class));
    assertThat(outcome(fresh)).isInstanceOf(Done.class);
  }

  @Test
  void a_busy_worker_takes_jobs_of_a_dead_one_before_new_ones_as_soon_as_they_fit() {
    startHeld(TestWorker.options(Duration.ofMillis(300), Duration.ZERO));
    String first = submit(draw("a castle", 8, 2));
    patiently().until(() -> progress(first).stage() == Stage.DRAWING);
    String orphan = submit(draw("a castle", 1, 1));
    assertThat(queue.claim("dead", List.of(LANE), 1, Duration.ZERO)).hasSize(1);
    String fresh = submit(draw("a castle", 8, 3));
    patiently().until(() -> queue.status(orphan).orElseThrow().interrupted());

    gate.allow(2 * FakeModel.STEPS);

    assertThat(outcome(orphan)).isInstanceOf(Done.class);
    assertThatJob(queue, first).isDone().wasNotInterrupted();
    assertThat(queue.status(fresh).orElseThrow().state()).isNotEqualTo(State.DONE);
  }

  @Tag("slow")
  @Test
  void jobs_of_a_worker_process_that_is_killed_while_it_draws_are_done_by_another()
      throws Exception {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      ids.add(submit(draw("a castle", 2, i)));
    }
    Process process = WorkerProcess.start(REDIS.url());
    try {
      patiently().until(() -> ids.stream().allMatch(id -> progress(id).done() > 0));
    } finally {
      process.destroyForcibly().waitFor();
    }
    ids.forEach(id -> assertThatJob(queue, id).isRunning().wasNotInterrupted());

    start(TestWorker.options(WorkerProcess.LEASE, PATIENCE));

    for (String id : ids) {
      assertThat(((Done) outcome(id)).pictures()).hasSize(2);
      assertThatJob(queue, id).wasInterrupted();
    }
    assertThat(queue.depth(LANE)).isZero();
  }

  @Test
  void a_worker_whose_redis_is_full_keeps_its_lease_and_stores_the_pictures_once_it_can() {
    startHeld(TestWorker.options(Duration.ofSeconds(2), PATIENCE));
    String id = submit(draw("a castle", 1, 1));
    gate.allow(1);
    patiently().until(() -> progress(id).done() == 1);
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    Logger logger = (Logger) LoggerFactory.getLogger(OutcomeRetries.class);
    logger.addAppender(log);
    REDIS.client().configSet("maxmemory", "1");
    gate.open();
    try {
      patiently().until(() -> !List.copyOf(log.list).isEmpty());
      // A renewal is seen by the lease being younger than it was a moment ago.
      List<Long> idle = new ArrayList<>(List.of(leaseAge(), leaseAge()));
      patiently()
          .until(
              () -> {
                idle.add(leaseAge());
                return idle.get(idle.size() - 1) < idle.get(idle.size() - 2);
              });
      assertThatJob(queue, id).isRunning();
    } finally {
      REDIS.client().configSet("maxmemory", "0");
      logger.detachAppender(log);
    }

    assertThat(outcome(id)).isInstanceOf(Done.class);
    assertThat(images.get(id, "grid.png")).isPresent();
  }

  /** Milliseconds since the first lease was renewed. */
  private static long leaseAge() {
    return REDIS
        .client()
        .xpending(
            "vitrail:{queue}:lane:" + LANE, "workers", XPendingParams.xPendingParams("-", "+", 1))
        .get(0)
        .getIdleTime();
  }

  @Test
  void a_model_that_cannot_be_loaded_is_every_jobs_answer() {
    test.start(
        OPTIONS,
        ModelProvider.of(
            LANE,
            () -> {
              throw new IllegalStateException(
                  "decoder.safetensors: was cut short. Fetch it again.");
            }));

    Failed failed = (Failed) outcome(submit(draw("a castle", 1, 1)));

    assertThat(failed.reason()).isEqualTo(Failed.MODEL_MISSING);
    assertThat(failed.detail()).contains("decoder.safetensors: was cut short");
    assertThat(test.worker().ready()).isCompletedExceptionally();
    assertThat(test.worker().problem()).get().asString().contains("fake cannot be loaded");
  }

  /** With a model that never waits. */
  private void start(WorkerOptions options) {
    gate.open();
    startHeld(options);
  }

  /** With a model that draws as many steps as the gate lets pass. */
  private void startHeld(WorkerOptions options) {
    test.start(options, ModelProvider.of(LANE, () -> new FakeModel(LANE, gate)));
  }

  private String submit(ImageTask task) {
    return test.submit(LANE, task);
  }

  private Progress progress(String id) {
    return test.progress(id);
  }

  private JobOutcome outcome(String id) {
    return test.outcome(id);
  }
}
