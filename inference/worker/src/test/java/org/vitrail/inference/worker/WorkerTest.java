package org.vitrail.inference.worker;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.vitrail.inference.protocol.JobAssert.assertThatJob;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import org.vitrail.inference.model.Concepts;
import org.vitrail.inference.model.ImageModel;
import org.vitrail.inference.model.ModelFolder;
import org.vitrail.inference.model.codec.vqgan.PixelRange;
import org.vitrail.inference.model.codec.vqgan.Vqgan;
import org.vitrail.inference.model.family.Family;
import org.vitrail.inference.model.family.dallemini.BundledModel;
import org.vitrail.inference.model.image.AiLabel;
import org.vitrail.inference.model.image.PixelScaler;
import org.vitrail.inference.model.image.Pixels;
import org.vitrail.inference.model.image.PngFile;
import org.vitrail.inference.model.tensor.RunOptions;
import org.vitrail.inference.model.tensor.TensorEngine;
import org.vitrail.inference.model.text.TextTokenizer;
import org.vitrail.inference.model.weights.Checkpoint;
import org.vitrail.inference.model.weights.file.CheckpointException;
import org.vitrail.inference.model.weights.file.WeightTensor;
import org.vitrail.inference.model.weights.safetensors.SafetensorsWriter;
import org.vitrail.inference.protocol.ClaimedJob;
import org.vitrail.inference.protocol.ImageJob;
import org.vitrail.inference.protocol.ImageStore;
import org.vitrail.inference.protocol.ImageTask;
import org.vitrail.inference.protocol.JobOutcome;
import org.vitrail.inference.protocol.JobOutcome.Done;
import org.vitrail.inference.protocol.JobOutcome.Failed;
import org.vitrail.inference.protocol.JobQueue;
import org.vitrail.inference.protocol.JobStatus;
import org.vitrail.inference.protocol.JobStatus.State;
import org.vitrail.inference.protocol.Picture;
import org.vitrail.inference.protocol.Progress;
import org.vitrail.inference.protocol.QueueSettings;
import org.vitrail.inference.protocol.RedisServerExtension;
import org.vitrail.inference.protocol.Requester;
import org.vitrail.inference.protocol.Sampling;
import org.vitrail.inference.protocol.Stage;
import redis.clients.jedis.params.XPendingParams;

/** A real worker with the bundled model on a real Redis. */
class WorkerTest {
  @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();

  private static final ModelFolder BUNDLED =
      BundledModel.unpack(Path.of("target", "bundled-model"));
  private static final Sampling SAMPLING = new Sampling(2, .7f, 64, 1);
  private static final WorkerOptions OPTIONS =
      new WorkerOptions(
          "bundled",
          8,
          Duration.ofSeconds(30),
          Duration.ofMinutes(2),
          Duration.ofSeconds(20),
          "test",
          false);

  private JobQueue queue;
  private ImageStore images;
  private Worker worker;
  private int jobCount;

  @BeforeEach
  void connect() {
    queue = new JobQueue(REDIS.client(), QueueSettings.DEFAULT);
    images = new ImageStore(REDIS.client(), Duration.ofMinutes(5));
  }

  @AfterEach
  void stop() {
    if (worker != null) {
      worker.close();
    }
  }

  @Test
  void a_prompt_becomes_a_ranked_grid_with_every_picture_stored() throws Exception {
    start(OPTIONS);
    String id = submit(draw("a red apple", 4, 7));

    Done done = (Done) outcome(id);

    assertThat(done.pictures()).extracting(Picture::number).containsExactly(1, 2, 3, 4);
    assertThat(done.pictures())
        .extracting(Picture::clipScore)
        .isSortedAccordingTo((a, b) -> Float.compare(b, a));
    assertThat(done.columns()).isEqualTo(2);
    assertThat(PngFile.read(images.get(id, "1.png").orElseThrow()).width()).isEqualTo(512);
    assertThat(PngFile.read(images.get(id, "grid.png").orElseThrow()).width()).isEqualTo(1032);
    assertThat(images.get(id, "4.png")).isPresent();
    patiently()
        .untilAsserted(
            () ->
                assertThat(queue.lane("bundled", 0).paces().values())
                    .singleElement()
                    .satisfies(pace -> assertThat(pace.finish().of(4)).isPositive()));
  }

  @Test
  void progress_rises_and_shows_a_preview_before_the_end() {
    start(OPTIONS);
    String id = submit(draw("a castle", 8, 1));
    List<Integer> done = new ArrayList<>();
    List<Integer> previews = new ArrayList<>();

    patiently()
        .pollInterval(Duration.ofMillis(20))
        .until(
            () -> {
              JobStatus status = queue.status(id).orElseThrow();
              if (status.progress().stage() == Stage.DRAWING) {
                done.add(status.progress().done());
                previews.add(status.progress().previewNumber());
              }
              return status.state() == State.DONE;
            });

    assertThat(done).isSorted().hasSizeGreaterThan(2);
    assertThat(previews).isSorted().startsWith(0);
    assertThat(previews.get(previews.size() - 1)).isPositive();
    assertThat(images.get(id, "preview.png")).isPresent();
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
    assertThat(queue.depth("bundled")).isZero();
  }

  @Test
  void a_larger_copy_keeps_what_its_source_was_judged_to_show() throws Exception {
    String source = submit(draw("a red apple", 1, 7));
    ClaimedJob claimed =
        queue.claim("by-hand", List.of("bundled"), 1, Duration.ofSeconds(5)).get(0);
    images.put(source, "1.png", PngFile.write(new Pixels(4, 4, new byte[48]), Optional.empty()));
    Picture judged = new Picture(1, 0, .3f, new int[] {1, 2}, Map.of("gore", .75f));
    queue.complete(
        claimed, new Done(List.of(judged), 1, 8, "bundled", "hash", Duration.ofSeconds(1)));
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
    worker.close();
    start(
        new WorkerOptions(
            "bundled",
            8,
            Duration.ofSeconds(30),
            Duration.ofMinutes(2),
            Duration.ofSeconds(20),
            "test",
            true));
    String labelled = submit(draw("a red apple", 2, 7));
    outcome(labelled);

    for (String name : List.of("grid.png", "1.png", "2.png")) {
      byte[] before = images.get(plain, name).orElseThrow();
      byte[] after = images.get(labelled, name).orElseThrow();
      assertThat(new String(before, StandardCharsets.UTF_8))
          .contains("digitalsourcetype/trainedAlgorithmicMedia", "Vitrail test");
      int columns = name.equals("grid.png") ? 2 : 1;
      assertThat(PngFile.read(after)).isEqualTo(AiLabel.on(PngFile.read(before), columns));
    }
  }

  @Test
  void pictures_begin_with_the_upper_half_of_the_init_image() throws Exception {
    byte[] picture = Files.readAllBytes(Path.of("..", "bundled", "sample.png"));
    int[] upper;
    try (TensorEngine engine = TensorEngine.start(RunOptions.REFERENCE, 0);
        Vqgan vqgan =
            Vqgan.read(
                engine, BUNDLED.find("vqganConfig"), BUNDLED.need("vqgan"), PixelRange.SYMMETRIC)) {
      Pixels scaled = PixelScaler.scale(PngFile.read(picture), 128, 128);
      upper = Arrays.copyOf(vqgan.encode(List.of(scaled))[0], 128);
    }
    start(OPTIONS);

    Done done = (Done) outcome(submitBeginning(picture));

    assertThat(done.pictures())
        .hasSize(3)
        .allSatisfy(drawn -> assertThat(drawn.tokens()).startsWith(upper));
    assertThat(done.pictures())
        .extracting(drawn -> Arrays.hashCode(drawn.tokens()))
        .doesNotHaveDuplicates();
  }

  @Test
  void a_job_whose_init_image_is_gone_or_broken_fails_with_a_sentence_and_others_go_on() {
    String gone = submitBeginning(null);
    String broken = submitBeginning(new byte[] {1, 2, 3});
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
  void a_job_that_breaks_a_step_fails_alone_and_its_mates_are_drawn(@TempDir Path folder)
      throws IOException {
    ModelFolder poisoned = poison(BundledModel.unpack(folder), "dog");
    String first = submit(draw("a castle", 2, 1));
    String guilty = submit(draw("a dog", 2, 1));
    String third = submit(draw("a castle", 2, 2));
    start(OPTIONS, () -> open(poisoned));

    assertThat(((Failed) outcome(guilty)).reason()).isEqualTo(Failed.INTERNAL);
    assertThat(outcome(first)).isInstanceOf(Done.class);
    assertThat(outcome(third)).isInstanceOf(Done.class);
  }

  /** Makes one word's embedding so large that what is computed from it is not a number. */
  private static ModelFolder poison(ModelFolder files, String word) throws IOException {
    SafetensorsWriter writer = new SafetensorsWriter();
    try (Checkpoint checkpoint = Checkpoint.open(files.need("encoder"));
        TextTokenizer tokenizer = new TextTokenizer(files.need("tokenizer"))) {
      checkpoint.tensors().forEach(writer::put);
      WeightTensor words = checkpoint.tensors().get("embed_tokens.weight");
      int width = (int) words.shape()[1];
      float[] values = new float[(int) words.elementCount()];
      int first = (int) tokenizer.pieces(word)[0] * width;
      Arrays.fill(values, first, first + width, Float.MAX_VALUE);
      writer.put("embed_tokens.weight", values, words.shape());
      Path broken = files.need("encoder").resolveSibling("poisoned.safetensors");
      writer.write(broken);
      Files.move(broken, files.need("encoder"), StandardCopyOption.REPLACE_EXISTING);
    }
    return files;
  }

  @Test
  void a_running_job_is_cancelled_between_steps_and_the_others_go_on() {
    String cancelled = submit(draw("a cat and a pizza", 6, 1));
    String other = submit(draw("a cat", 2, 1));
    start(OPTIONS);
    patiently().until(() -> queue.status(cancelled).orElseThrow().state() == State.RUNNING);

    assertThat(queue.cancel(cancelled)).isTrue();

    assertThat(outcome(cancelled)).isInstanceOf(JobOutcome.Cancelled.class);
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

    assertThat(PngFile.read(images.get(upscaled, "1.png").orElseThrow()).width()).isEqualTo(2048);
    assertThat(done.pictures().get(0).tokens()).isEqualTo(drawn.pictures().get(1).tokens());
    assertThat(expired.reason()).isEqualTo(Failed.SOURCE_EXPIRED);
    assertThat(expired.detail()).contains("no longer kept");
  }

  @Test
  void the_worker_outlives_a_redis_that_dies_while_a_job_runs() {
    start(OPTIONS);
    String lost = submit(draw("a castle", 8, 1));
    patiently().until(() -> queue.status(lost).orElseThrow().state() == State.RUNNING);

    REDIS.kill();
    REDIS.start();

    assertThat(outcome(submit(draw("a castle", 1, 1)))).isInstanceOf(Done.class);
  }

  @Test
  void a_job_over_its_time_ends_with_a_sentence() {
    start(
        new WorkerOptions(
            "bundled",
            8,
            Duration.ofSeconds(30),
            Duration.ofMillis(1),
            Duration.ofSeconds(20),
            "test",
            false));

    Failed failed = (Failed) outcome(submit(draw("a castle", 8, 1)));

    assertThat(failed.reason()).isEqualTo(Failed.TIMEOUT);
    assertThat(failed.detail()).contains("Try fewer pictures");
  }

  @Test
  void a_job_that_does_not_fit_the_batch_waits_in_its_place_and_not_as_if_it_ran() {
    start(OPTIONS);
    String running = submit(draw("a rocket", 6, 1));
    patiently().until(() -> progress(running).done() > 0);
    String next = submit(draw("a rocket", 6, 2));
    String last = submit(draw("a rocket", 1, 3));
    // Several rounds in which the worker could have claimed them.
    int seen = progress(running).done();
    patiently().until(() -> progress(running).done() >= seen + 10);

    assertThatJob(queue, next).isWaiting().isAtPosition(1);
    assertThatJob(queue, last).isWaiting().isAtPosition(2);
    worker.close();

    assertThatJob(queue, running).isDone();
    assertThatJob(queue, next).isWaiting().wasNotInterrupted().isAtPosition(0);
    assertThatJob(queue, last).isWaiting().isAtPosition(1);
  }

  @Test
  void a_job_that_has_no_time_to_be_finished_goes_back_and_says_that_it_was_interrupted() {
    start(options(Duration.ofSeconds(30), Duration.ZERO));
    String id = submit(draw("a rocket", 8, 1));
    patiently().until(() -> progress(id).done() > 0);

    worker.close();

    assertThatJob(queue, id).isWaiting().wasInterrupted().isAtPosition(0);
  }

  @Test
  void an_idle_worker_takes_over_all_jobs_of_a_dead_one_at_once_and_before_new_ones() {
    List<String> orphans = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      orphans.add(submit(draw("a castle", 1, i)));
    }
    assertThat(queue.claim("dead", List.of("bundled"), 5, Duration.ZERO)).hasSize(5);
    String fresh = submit(draw("a castle", 4, 9));
    start(options(Duration.ofMillis(300), Duration.ofSeconds(20)));

    patiently().until(() -> progress(orphans.get(4)).stage() == Stage.DRAWING);

    // All five are in the batch of eight, and the new one, which came first to it, is not.
    for (String id : orphans) {
      assertThatJob(queue, id).isRunning().wasInterrupted();
    }
    orphans.forEach(id -> assertThat(outcome(id)).isInstanceOf(Done.class));
    assertThat(outcome(fresh)).isInstanceOf(Done.class);
  }

  @Test
  void a_busy_worker_takes_jobs_of_a_dead_one_before_new_ones_as_soon_as_they_fit() {
    start(options(Duration.ofMillis(300), Duration.ZERO));
    String first = submit(draw("a castle", 8, 2));
    patiently().until(() -> progress(first).done() > 0);
    String orphan = submit(draw("a castle", 1, 1));
    assertThat(queue.claim("dead", List.of("bundled"), 1, Duration.ZERO)).hasSize(1);
    String fresh = submit(draw("a castle", 8, 3));

    assertThat(outcome(orphan)).isInstanceOf(Done.class);

    assertThatJob(queue, orphan).wasInterrupted();
    assertThatJob(queue, first).isDone().wasNotInterrupted();
    assertThat(queue.status(fresh).orElseThrow().state()).isNotEqualTo(State.DONE);
  }

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

    start(options(WorkerProcess.LEASE, Duration.ofSeconds(20)));

    for (String id : ids) {
      assertThat(((Done) outcome(id)).pictures()).hasSize(2);
      assertThatJob(queue, id).wasInterrupted();
    }
    assertThat(queue.depth("bundled")).isZero();
  }

  @Test
  void a_worker_whose_redis_is_full_keeps_its_lease_and_stores_the_pictures_once_it_can() {
    start(options(Duration.ofSeconds(2), Duration.ofSeconds(20)));
    String id = submit(draw("a castle", 1, 1));
    patiently().until(() -> progress(id).done() > 0);
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    Logger logger = (Logger) LoggerFactory.getLogger(OutcomeRetries.class);
    logger.addAppender(log);
    REDIS.client().configSet("maxmemory", "1");
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

  /** Milliseconds since the only lease was renewed. */
  private static long leaseAge() {
    return REDIS
        .client()
        .xpending(
            "vitrail:{queue}:lane:bundled", "workers", XPendingParams.xPendingParams("-", "+", 1))
        .get(0)
        .getIdleTime();
  }

  @Test
  void a_model_that_cannot_be_loaded_is_every_jobs_answer() {
    start(
        OPTIONS,
        () -> {
          throw new CheckpointException("decoder.safetensors: was cut short. Fetch it again.");
        });

    Failed failed = (Failed) outcome(submit(draw("a castle", 1, 1)));

    assertThat(failed.reason()).isEqualTo(Failed.MODEL_MISSING);
    assertThat(failed.detail()).contains("decoder.safetensors: was cut short");
    assertThat(worker.ready()).isCompletedExceptionally();
    assertThat(worker.problem()).get().asString().contains("bundled cannot be loaded");
  }

  private Progress progress(String id) {
    return queue.status(id).orElseThrow().progress();
  }

  private static WorkerOptions options(Duration lease, Duration drainTimeout) {
    return new WorkerOptions(
        "bundled", 8, lease, Duration.ofMinutes(2), drainTimeout, "test", false);
  }

  private static ImageModel open(ModelFolder files) {
    return Family.DALLE_MINI.get().open(files, RunOptions.REFERENCE, Concepts.NONE, 8);
  }

  private void start(WorkerOptions options) {
    start(options, () -> open(BUNDLED));
  }

  private void start(WorkerOptions options, Supplier<ImageModel> loader) {
    worker = new Worker(queue, images, loader, options).start();
  }

  private String submit(ImageTask task) {
    String id = ImageJob.newId();
    Requester requester = new Requester("test", "person" + jobCount++ % 3, "", "en");
    queue.submit(new ImageJob(id, "bundled", task, requester, Instant.now()));
    return id;
  }

  private String submitBeginning(byte[] picture) {
    String id = ImageJob.newId();
    if (picture != null) {
      images.put(id, ImageStore.INIT_IMAGE, picture);
    }
    ImageTask task =
        new ImageTask.Draw(
            "a castle",
            3,
            5,
            SAMPLING,
            new int[0],
            new ImageTask.OriginalRequest("a castle", "", true));
    queue.submit(
        new ImageJob(id, "bundled", task, new Requester("test", "ann", "", "en"), Instant.now()));
    return id;
  }

  private static ImageTask draw(String prompt, int count, long seed) {
    return new ImageTask.Draw(prompt, count, seed, SAMPLING, new int[0]);
  }

  private JobOutcome outcome(String id) {
    patiently().until(() -> queue.status(id).orElseThrow().state().isFinal());
    return queue.status(id).orElseThrow().outcome().orElseThrow();
  }

  private static ConditionFactory patiently() {
    return await().atMost(90, SECONDS).ignoreExceptions();
  }
}
