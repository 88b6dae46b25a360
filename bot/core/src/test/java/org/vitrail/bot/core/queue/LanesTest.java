package org.vitrail.bot.core.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.vitrail.bot.core.TimeLeft;
import org.vitrail.inference.protocol.AspectRatio;
import org.vitrail.inference.protocol.ClaimedJob;
import org.vitrail.inference.protocol.ImageTask;
import org.vitrail.inference.protocol.ImageTask.Draw;
import org.vitrail.inference.protocol.JobQueue;
import org.vitrail.inference.protocol.JobStatus;
import org.vitrail.inference.protocol.QueueSettings;
import org.vitrail.inference.protocol.RedisServerExtension;
import org.vitrail.inference.protocol.SampleJobs;
import org.vitrail.inference.protocol.ServedModel;
import org.vitrail.inference.protocol.ServedModel.State;
import org.vitrail.inference.protocol.WorkerPace;
import org.vitrail.inference.protocol.WorkerPace.Cost;

class LanesTest {
  @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();

  private static final WorkerPace SECOND_A_STEP =
      new WorkerPace(9, 10, new Cost(1_000, 0), new Cost(0, 0), 0, OptionalDouble.empty());

  private static final WorkerPace ENLARGES_IN_A_SECOND =
      new WorkerPace(9, 10, new Cost(1_000, 0), new Cost(0, 0), 0, OptionalDouble.of(1_000));

  private JobQueue queue;
  private Lanes lanes;
  private long nanos;

  @BeforeEach
  void open() {
    queue = new JobQueue(REDIS.client(), QueueSettings.DEFAULT);
    lanes = new Lanes(queue, () -> nanos);
    queue.claim("w", List.of("bundled"), 0, Duration.ZERO);
    queue.reportPace("bundled", "w", SECOND_A_STEP);
  }

  @Test
  void an_estimate_gets_shorter_while_it_is_remembered() {
    queue.submit(SampleJobs.job("a"));
    assertThat(lanes.left("bundled", "a", 0).map(TimeLeft::likely))
        .contains(Duration.ofSeconds(10));

    nanos += Duration.ofMillis(700).toNanos();

    assertThat(lanes.left("bundled", "a", 0).map(TimeLeft::likely))
        .contains(Duration.ofMillis(9_300));
    assertThat(lanes.left("bundled").map(TimeLeft::likely)).contains(Duration.ofMillis(9_300));
  }

  @Test
  void a_job_that_was_submitted_since_is_seen_at_once() {
    assertThat(lanes.left("bundled")).isEmpty();

    queue.submit(SampleJobs.job("a"));

    assertThat(lanes.left("bundled", "a", 0).map(TimeLeft::likely))
        .contains(Duration.ofSeconds(10));
  }

  @Test
  void a_job_that_was_submitted_here_counts_without_another_look() {
    queue.submit(SampleJobs.job("a"));
    assertThat(lanes.left("bundled").map(TimeLeft::likely)).contains(Duration.ofSeconds(10));
    JobStatus queued = queue.submit(SampleJobs.job("b")).orElseThrow();
    REDIS.client().flushAll();

    lanes.add(queued);
    lanes.add(queued);

    assertThat(lanes.left("bundled", "b", queued.position()).map(TimeLeft::likely))
        .contains(Duration.ofSeconds(10));
    assertThat(lanes.left("bundled").map(TimeLeft::likely)).contains(Duration.ofSeconds(10));
    assertThat(lanes.pulse("bundled").hasWorker()).isTrue();
  }

  @Test
  void a_job_that_was_submitted_here_did_not_wait_since_its_lane_was_seen() {
    assertThat(lanes.left("bundled")).isEmpty();
    nanos += Duration.ofMillis(900).toNanos();
    JobStatus queued = queue.submit(SampleJobs.job("a")).orElseThrow();

    lanes.add(queued);

    assertThat(lanes.left("bundled", "a", queued.position()).map(TimeLeft::likely))
        .contains(Duration.ofSeconds(10));
  }

  /** Its size stands in the job that drew it, which only Redis has. */
  @Test
  void a_wide_picture_takes_longer_to_enlarge_whoever_looked_at_its_lane_before() {
    queue.reportPace("bundled", "w", ENLARGES_IN_A_SECOND);
    Draw wide = new Draw("a cat", 1, 7, Map.of(AspectRatio.OPTION, "2:1"));
    queue.submit(SampleJobs.job("wide", wide));
    queue.claim("w", List.of("bundled"), 9, Duration.ZERO).forEach(this::complete);
    assertThat(lanes.left("bundled")).isEmpty();
    JobStatus queued =
        queue.submit(SampleJobs.job("larger", new ImageTask.Upscale("wide", 1))).orElseThrow();

    lanes.add(queued);

    assertThat(lanes.left("bundled", "larger", queued.position()).map(TimeLeft::likely))
        .contains(Duration.ofSeconds(2));
  }

  private void complete(ClaimedJob claimed) {
    queue.complete(claimed, SampleJobs.done());
  }

  @Test
  void what_stands_behind_very_many_jobs_is_told_by_their_number() {
    for (int i = 0; i < 1_200; i++) {
      queue.submit(SampleJobs.job("job" + i));
    }

    Duration all = lanes.left("bundled").orElseThrow().likely();
    Duration last = lanes.left("bundled", "job1199", 1_199).orElseThrow().likely();
    Duration known = lanes.left("bundled", "job999", 999).orElseThrow().likely();

    assertThat(last).isEqualTo(all).isEqualTo(known.multipliedBy(12).dividedBy(10));
  }

  @Test
  void what_its_workers_draw_with_another_model_meanwhile_counts() {
    serve("w", "bundled", "mega");
    queue.reportPace("mega", "w", SECOND_A_STEP);
    queue.submit(SampleJobs.job("a"));
    assertThat(lanes.left("bundled", "a", 0).map(TimeLeft::likely))
        .contains(Duration.ofSeconds(10));
    queue.submit(SampleJobs.job("m", "mega", "someone", 1));
    claim("w", "mega");
    nanos += Duration.ofSeconds(1).toNanos();

    assertThat(lanes.left("bundled", "a", 0).map(TimeLeft::likely))
        .contains(Duration.ofSeconds(20));
    assertThat(lanes.left("bundled").map(TimeLeft::likely)).contains(Duration.ofSeconds(20));
    assertThat(lanes.left("mega", "m", 0).map(TimeLeft::likely)).contains(Duration.ofSeconds(10));

    nanos += Duration.ofMillis(900).toNanos();
    assertThat(lanes.left("bundled", "a", 0).map(TimeLeft::likely))
        .contains(Duration.ofMillis(19_100));
  }

  @Test
  void another_model_takes_no_more_than_its_turns_however_much_waits_for_it() {
    serve("w", "bundled", "mega");
    queue.reportPace("mega", "w", SECOND_A_STEP);
    for (int i = 0; i < 100; i++) {
      queue.submit(SampleJobs.job("m" + i, "mega", "someone", 9));
    }
    claim("w", "mega");
    queue.submit(SampleJobs.job("a", "bundled", "someone", 9));
    queue.submit(SampleJobs.job("b", "bundled", "someone", 9));
    queue.submit(SampleJobs.job("c", "bundled", "someone", 9));

    // A turn of 20 s and half a batch of 10 s, once before the first 20 s of drawing.
    assertThat(lanes.left("bundled", "a", 0).map(TimeLeft::likely))
        .contains(Duration.ofSeconds(10 + 25));
    assertThat(lanes.left("bundled", "b", 1).map(TimeLeft::likely))
        .contains(Duration.ofSeconds(20 + 25));
    assertThat(lanes.left("bundled", "c", 2).map(TimeLeft::likely))
        .contains(Duration.ofSeconds(30 + 2 * 25));
  }

  @Test
  void a_model_that_is_at_work_goes_on_for_its_own_turn_first() {
    serve("w", "bundled", "mega");
    queue.reportPace("mega", "w", SECOND_A_STEP);
    queue.submit(SampleJobs.job("a"));
    claim("w", "bundled");
    queue.submit(SampleJobs.job("m", "mega", "someone", 9));

    assertThat(lanes.left("bundled", "a", 0).map(TimeLeft::likely))
        .contains(Duration.ofSeconds(10));
    assertThat(lanes.left("mega", "m", 0).map(TimeLeft::likely)).contains(Duration.ofSeconds(20));
  }

  @Test
  void what_only_other_workers_draw_with_does_not_count_and_what_some_do_counts_in_part() {
    serve("w", "bundled", "broken");
    serve("x", "mega");
    queue.reportPace("mega", "x", SECOND_A_STEP);
    queue.submit(SampleJobs.job("m", "mega", "someone", 9));
    queue.submit(SampleJobs.job("a"));
    assertThat(lanes.left("bundled", "a", 0).map(TimeLeft::likely))
        .contains(Duration.ofSeconds(10));

    serve("x", "mega", "bundled");
    queue.reportPace("bundled", "x", SECOND_A_STEP);
    nanos += Duration.ofSeconds(1).toNanos();

    assertThat(lanes.left("bundled", "a", 0).map(TimeLeft::likely))
        .contains(Duration.ofSeconds(10 + 5));
  }

  private void serve(String worker, String... models) {
    queue
        .announcements()
        .announce(
            worker,
            Stream.of(models)
                .map(model -> new ServedModel(model, State.LOADED, Set.of(), List.of()))
                .toList(),
            Duration.ofMinutes(1));
  }

  private void claim(String worker, String lane) {
    assertThat(queue.claim(worker, List.of(lane), 9, Duration.ZERO)).isNotEmpty();
  }

  @Test
  void a_lane_that_nobody_serves_has_no_estimate() {
    assertThat(lanes.pulse("other").hasWorker()).isFalse();
    assertThat(lanes.pulse("other").speed()).isEmpty();
    assertThat(lanes.left("other", "a", 0)).isEmpty();
  }
}
