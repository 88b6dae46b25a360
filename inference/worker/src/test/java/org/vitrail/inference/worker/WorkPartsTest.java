package org.vitrail.inference.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.vitrail.inference.model.Beginning;
import org.vitrail.inference.model.DrawOptions.Tokens;
import org.vitrail.inference.model.DrawProgress;
import org.vitrail.inference.model.Request;
import org.vitrail.inference.protocol.ClaimedJob;
import org.vitrail.inference.protocol.LaneSnapshot.Load;
import org.vitrail.inference.protocol.SampleJobs;
import org.vitrail.inference.protocol.Stage;
import org.vitrail.inference.protocol.WorkPart;
import org.vitrail.inference.protocol.WorkerPace;
import org.vitrail.inference.protocol.WorkerPace.Begin;
import org.vitrail.inference.protocol.WorkerPace.Cost;

/** A worker whose step takes 100 ms and 10 more a picture, and 500 ms to finish each picture. */
class WorkPartsTest {
  private static final int STEPS = 100;
  private static final WorkerPace LEARNED =
      new WorkerPace(
          9,
          STEPS,
          Begin.of(0, 0),
          new Cost(100, 10),
          new Cost(0, 500),
          Map.of("upscale", 3_000.),
          WorkerPace.Errors.ofDrawing(0));

  private WorkParts parts = new WorkParts(new Pace(9, STEPS, Optional.of(LEARNED)));
  private long nanos;
  private RunningJob job;

  @BeforeEach
  void join() {
    job = job("a", 4, 0);
  }

  @Test
  void nothing_is_known_before_a_step_was_taken() {
    parts = new WorkParts(new Pace(9, STEPS));

    assertThat(parts.drawing(job, List.of(job))).isEqualTo(WorkPart.UNKNOWN);
    assertThat(parts.finishing(job, Stage.DECODING)).isEqualTo(WorkPart.UNKNOWN);
  }

  @Test
  void a_job_by_itself_is_drawn_and_then_finished() {
    reach(job, 50, 7_000);

    WorkPart part = parts.drawing(job, List.of(job));

    // 7 of 14 s are drawn, 2 s are for the pictures; a second ahead is foretold.
    assertThat(part.from()).isCloseTo(7 / 16., within(1e-6));
    assertThat(part.to()).isCloseTo(8 / 16., within(1e-6));
    assertThat(part.expected()).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void whoever_is_drawn_before_it_stands_in_its_way_while_their_pictures_are_made() {
    RunningJob other = job("b", 2, 0);
    reach(job, 50, 8_000);
    reach(other, 90, 0);

    double left = 10 * 160 + 2 * 500 + 40 * 140 + 4 * 500;
    assertThat(parts.drawing(job, List.of(job, other)).from())
        .isCloseTo(8_000 / (8_000 + left), within(1e-6));
  }

  @Test
  void while_others_are_finished_or_enlarged_it_moves_towards_where_it_is_then() {
    RunningJob other = job("b", 2, 0);
    reach(job, 50, 8_000);
    other.complete();

    WorkPart finished = parts.waitingFor(other, job, List.of(job, other));
    Load square = new Load(1, 1, 0, "", "upscale");
    WorkPart enlarged = parts.waitingFor(square, job, List.of(job));
    Load wide = new Load(1, 2, 0, "", "upscale");
    WorkPart twiceAsLarge = parts.waitingFor(wide, job, List.of(job));

    double left = 50 * 140 + 4 * 500;
    assertThat(finished.from()).isCloseTo(8_000 / (9_000 + left), within(1e-6));
    assertThat(finished.to()).isCloseTo(9_000 / (9_000 + left), within(1e-6));
    assertThat(finished.expected()).isEqualTo(Duration.ofSeconds(1));
    assertThat(enlarged.to()).isCloseTo(10_000 / (10_000 + left), within(1e-6));
    assertThat(enlarged.expected()).isEqualTo(Duration.ofSeconds(3));
    assertThat(twiceAsLarge.expected()).isEqualTo(Duration.ofSeconds(6));
  }

  @Test
  void what_another_worker_drew_of_it_counts() {
    RunningJob resumed = job("b", 4, 50);

    assertThat(parts.drawing(resumed, List.of(resumed)).from()).isCloseTo(7 / 16., within(1e-6));
  }

  @Test
  void the_stages_behind_drawing_take_what_they_took_before() {
    parts
        .finish()
        .add(
            Map.of(
                Stage.DECODING, 60L, Stage.RANKING, 20L, Stage.UPSCALING, 0L, Stage.SAVING, 20L));
    reach(job, STEPS, 14_000);
    job.complete();

    WorkPart decoding = parts.finishing(job, Stage.DECODING);
    nanos += Duration.ofMillis(1_200).toNanos();
    WorkPart ranking = parts.finishing(job, Stage.RANKING);
    nanos += Duration.ofMillis(400).toNanos();
    WorkPart saving = parts.finishing(job, Stage.SAVING);

    assertThat(decoding.from()).isCloseTo(14 / 16., within(1e-6));
    assertThat(decoding.to()).isCloseTo(15.2 / 16, within(1e-6));
    assertThat(ranking.from()).isCloseTo(decoding.to(), within(1e-6));
    assertThat(saving.from()).isCloseTo(ranking.to(), within(1e-6));
    assertThat(saving.to()).isCloseTo(1, within(1e-6));
  }

  private RunningJob job(String id, int images, int stepsBefore) {
    return new RunningJob(
        new ClaimedJob(
            SampleJobs.job(id, "someone", images), "w", SampleJobs.LANE, "1-1", 1, 0, false),
        new Request(id, "a red apple", images, 7, new Tokens(1, 2, 0, 1), Beginning.NOISE),
        Optional.empty(),
        new DrawProgress(stepsBefore, STEPS),
        Optional.empty(),
        Optional.empty(),
        () -> nanos);
  }

  private void reach(RunningJob one, int steps, long millis) {
    nanos += Duration.ofMillis(millis).toNanos();
    one.reached(new DrawProgress(steps, STEPS));
  }
}
