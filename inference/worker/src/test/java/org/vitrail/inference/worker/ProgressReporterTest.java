package org.vitrail.inference.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.vitrail.inference.protocol.SampleJobs.LANE;
import static org.vitrail.inference.protocol.SampleJobs.job;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.vitrail.inference.model.Batch;
import org.vitrail.inference.model.Beginning;
import org.vitrail.inference.model.Request;
import org.vitrail.inference.protocol.ClaimedJob;
import org.vitrail.inference.protocol.ImageStore;
import org.vitrail.inference.protocol.ImageTask.Draw;
import org.vitrail.inference.protocol.JobQueue;
import org.vitrail.inference.protocol.QueueSettings;
import org.vitrail.inference.protocol.RedisServerExtension;

/** What others see of jobs while they are drawn. */
class ProgressReporterTest {
  @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();

  private final FakeModel model =
      new FakeModel(
          LANE,
          new FakeModel.Watcher() {
            @Override
            public boolean showsPreviews() {
              if (isFull) {
                throw new IllegalStateException("CUDA out of memory. Tried to allocate 2.00 GiB");
              }
              return true;
            }
          });
  private final Batch batch = model.newBatch(18);
  private final List<RunningJob> running = new ArrayList<>();
  private JobQueue queue;
  private ProgressReporter reporter;
  private long nanos;
  private boolean isFull;

  @BeforeEach
  void begin() throws Exception {
    queue = new JobQueue(REDIS.client(), QueueSettings.DEFAULT);
    ImageStore images = new ImageStore(REDIS.client(), Duration.ofMinutes(5));
    OutcomeSpool spool = new OutcomeSpool(Optional.empty());
    Publisher publisher = new Publisher(queue, images, TestWorker.options(), spool, () -> nanos);
    WorkParts parts = new WorkParts(new Pace(18, FakeModel.STEPS));
    reporter = new ProgressReporter(model, publisher, parts, () -> nanos);
    for (String id : List.of("a", "b", "c")) {
      queue.submit(job(id));
    }
    for (ClaimedJob claimed : queue.claim("w1", List.of(LANE), 3, Duration.ZERO)) {
      Draw draw = (Draw) claimed.job().task();
      Request request =
          new Request(
              claimed.job().id(),
              draw.prompt(),
              draw.imageCount(),
              draw.seed(),
              model.drawOptions(Map.of()),
              Beginning.NOISE);
      batch.join(request);
      running.add(
          new RunningJob(
              claimed,
              request,
              Optional.empty(),
              batch.progress(request.id()),
              Optional.empty(),
              Optional.empty(),
              () -> nanos));
    }
  }

  @Test
  void jobs_show_their_previews_in_turn_and_never_two_at_once() {
    batch.step();
    batch.step();

    assertThat(previewsAfter(Duration.ZERO)).containsExactly(1, 0, 0);
    assertThat(previewsAfter(Duration.ofMillis(100))).containsExactly(1, 0, 0);
    assertThat(previewsAfter(Duration.ofMillis(300))).containsExactly(1, 1, 0);
    assertThat(previewsAfter(Duration.ofMillis(400))).containsExactly(1, 1, 1);
    assertThat(previewsAfter(Duration.ofMillis(400))).containsExactly(2, 1, 1);
  }

  @Test
  void before_there_is_something_to_see_there_is_no_preview() {
    batch.step();

    assertThat(previewsAfter(Duration.ZERO)).containsExactly(0, 0, 0);
  }

  @Test
  void where_memory_runs_out_for_a_preview_progress_goes_on_and_none_is_tried_for_a_minute() {
    batch.step();
    batch.step();
    isFull = true;

    assertThat(previewsAfter(Duration.ZERO)).containsExactly(0, 0, 0);
    assertThat(queue.status("c").orElseThrow().progress().done()).isEqualTo(2);
    isFull = false;
    assertThat(previewsAfter(Duration.ofSeconds(59))).containsExactly(0, 0, 0);
    assertThat(previewsAfter(Duration.ofSeconds(1))).containsExactly(1, 0, 0);
  }

  private List<Integer> previewsAfter(Duration time) {
    nanos += time.toNanos();
    reporter.show(batch, running);
    return running.stream()
        .map(job -> queue.status(job.id()).orElseThrow().progress().previewNumber())
        .toList();
  }
}
