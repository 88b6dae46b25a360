package org.vitrail.bot.core.jobview;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vitrail.bot.command.SampleCommands;
import org.vitrail.bot.core.HandMovedTime;
import org.vitrail.bot.core.JobCard;
import org.vitrail.bot.core.PictureCard;
import org.vitrail.bot.core.SampleRequests;
import org.vitrail.bot.core.TimeLeft;
import org.vitrail.bot.core.queue.Lanes;
import org.vitrail.inference.protocol.ClaimedJob;
import org.vitrail.inference.protocol.ImageJob;
import org.vitrail.inference.protocol.ImageTask;
import org.vitrail.inference.protocol.JobOutcome;
import org.vitrail.inference.protocol.JobQueue;
import org.vitrail.inference.protocol.JobStatus.State;
import org.vitrail.inference.protocol.Progress;
import org.vitrail.inference.protocol.QueueSettings;
import org.vitrail.inference.protocol.RedisServerExtension;
import org.vitrail.inference.protocol.SampleJobs;
import org.vitrail.inference.protocol.Stage;
import org.vitrail.inference.protocol.Understanding;
import org.vitrail.inference.protocol.WorkPart;
import org.vitrail.inference.protocol.WorkerPace;

class CardsTest {
  @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();

  /** Each picture of the batch costs a second, and nothing else costs anything. */
  private static final WorkerPace PACE =
      new WorkerPace(
          18,
          256,
          new WorkerPace.Cost(0, 1e3 / 256),
          new WorkerPace.Cost(0, 0),
          0,
          OptionalDouble.of(3_900));

  private final HandMovedTime time = new HandMovedTime();
  private JobQueue queue;
  private Cards cards;

  @BeforeEach
  void open() {
    // Jobs are submitted now.
    time.advance(Duration.between(time.instant(), SampleJobs.job("any").submittedAt()));
    queue = new JobQueue(REDIS.client(), QueueSettings.DEFAULT);
    cards = cards();
  }

  private Cards cards() {
    return new Cards(
        queue,
        new Lanes(queue, time::nanoTime),
        SampleCommands.MODELS,
        SampleCommands.MESSAGES,
        time);
  }

  @Test
  void a_waiting_job_shows_its_place_in_the_queue_and_that_no_worker_runs() {
    submit("a", 9);
    submit("b", 9);

    JobCard card = card("b");

    assertThat(card.status().state()).isEqualTo(State.WAITING);
    assertThat(card.status().position()).isEqualTo(1);
    assertThat(card.status().text()).isEqualTo("Waiting, one job ahead");
    assertThat(card.status().eta()).isEmpty();
    assertThat(card.status().message()).startsWith("No worker is running for the model bundled.");
    assertThat(card("a").status().text()).isEqualTo("Waiting, you are next");
  }

  @Test
  void the_time_left_counts_the_pictures_it_is_drawn_with_and_waits_for() {
    claim(0);
    queue.reportPace("bundled", "worker", PACE);
    submit("a", 9);
    submit("b", 4);

    // Both are drawn together, until the end.
    assertThat(card("a").status().eta().map(TimeLeft::likely)).contains(Duration.ofSeconds(13));
    assertThat(card("b").status().eta().map(TimeLeft::likely)).contains(Duration.ofSeconds(13));
    assertThat(card("b").status().message()).isEmpty();
  }

  @Test
  void a_running_job_shows_its_progress_and_what_is_left_of_its_own_time() {
    submit("a", 9);
    claim(1);
    queue.reportPace("bundled", "worker", PACE);
    assertThat(card("a").status().text()).isEqualTo("Starting");

    queue.progress("a", new Progress(Stage.DRAWING, 64, 256, 2));
    // What was seen of the lane is looked at again.
    time.advance(Duration.ofSeconds(1));
    JobCard card = cards.reread("a").orElseThrow();

    assertThat(card.status().state()).isEqualTo(State.RUNNING);
    assertThat(card.status().progress().stage()).isEqualTo(Stage.DRAWING);
    assertThat(card.status().text()).isEqualTo("Drawing");
    assertThat(card.status().progress().done()).isEqualTo(64);
    assertThat(card.status().progress().total()).isEqualTo(256);
    assertThat(card.status().progress().previewNumber()).isEqualTo(2);
    assertThat(card.status().eta().orElseThrow().likely())
        .isBetween(Duration.ofMillis(6_000), Duration.ofMillis(6_800)); // 9 · ¾, less what passes
  }

  @Test
  void a_running_job_says_which_words_its_model_does_not_know() {
    submit("a", 9);
    claim(1);
    queue.progress(
        "a",
        new Progress(Stage.DRAWING, 0, 256, 0),
        Optional.of(new Understanding("a chair", Map.of("comfy", List.of("sofa", "seat")))));

    assertThat(cards.reread("a").orElseThrow().status().hint())
        .contains("a chair", "comfy", "sofa, seat");
  }

  @Test
  void a_job_whose_worker_went_silent_says_that_it_starts_again() {
    submit("a", 9);
    submit("b", 9);
    claim(1);
    queue.progress("a", new Progress(Stage.DRAWING, 128, 256, 2));
    assertThat(card("a").percent()).hasValue(36);

    queue.reclaim(List.of("bundled"), Duration.ZERO);

    JobCard waiting = cards.reread("a").orElseThrow();
    assertThat(waiting.status().state()).isEqualTo(State.WAITING);
    assertThat(waiting.status().text()).isEqualTo("Interrupted, starts again");
    assertThat(waiting.percent()).isEmpty();
    assertThat(waiting.status().position()).isZero();
    claim(1);
    JobCard starting = cards.reread("a").orElseThrow();
    assertThat(starting.status().text()).isEqualTo("Interrupted, starts again");
    queue.progress("a", new Progress(Stage.DRAWING, 1, 256, 2));
    JobCard drawing = cards.reread("a").orElseThrow();
    assertThat(drawing.status().text()).isEqualTo("Drawing");
    assertThat(drawing.percent()).hasValue(0);
  }

  @Test
  void a_job_whose_turn_comes_after_it_is_given_up_says_so() {
    queue =
        new JobQueue(REDIS.client(), QueueSettings.DEFAULT.withLongestWait(Duration.ofSeconds(60)));
    cards = cards();
    claim(0);
    queue.reportPace("bundled", "worker", PACE);
    for (int i = 0; i < 9; i++) {
      submit("job" + i, 9);
    }

    assertThat(card("job5").status().message()).isEmpty();
    assertThat(card("job8").status().message())
        .startsWith(
            "At this pace its turn comes too late: what has waited for 60 seconds is given");

    WorkerPace unsure =
        new WorkerPace(
            18,
            256,
            WorkerPace.Begin.of(0, 0),
            PACE.step(),
            PACE.finish(),
            Map.of(),
            WorkerPace.Errors.ofDrawing(.3));
    queue.reportPace("bundled", "worker", unsure);
    time.advance(Duration.ofSeconds(2));
    assertThat(card("job8").status().message()).isEmpty();
  }

  @Test
  void a_running_job_that_no_worker_is_left_for_does_not_show_a_frozen_bar() {
    queue =
        new JobQueue(
            REDIS.client(),
            new QueueSettings(
                3,
                Duration.ofDays(7),
                Duration.ofDays(7),
                Duration.ofMillis(1),
                Duration.ofHours(1),
                Duration.ofHours(12)));
    cards = cards();
    submit("a", 9);
    claim(1);
    queue.reportPace("bundled", "worker", PACE);
    queue.progress("a", new Progress(Stage.DRAWING, 128, 256, 2));
    await().until(() -> !queue.hasWorker("bundled"));

    JobCard card = card("a");

    assertThat(card.status().text()).isEqualTo("Interrupted, starts again");
    assertThat(card.percent()).isEmpty();
    assertThat(card.status().eta()).isEmpty();
    assertThat(card.status().message()).startsWith("No worker is running for the model bundled.");
    assertThat(card.status().progress().previewNumber()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void the_percentage_never_falls_unless_the_job_says_that_it_starts_again(long seed) {
    Random random = new Random(seed);
    submit("a", 4);
    claim(1);
    int before = 0;
    for (int step = 0; step < 150; step++) {
      boolean interrupted = random.nextInt(30) == 0;
      if (interrupted && random.nextBoolean()) {
        queue.restart("a");
      } else if (interrupted) {
        queue.reclaim(List.of("bundled"), Duration.ZERO);
        claim(1);
      } else {
        Stage stage = Stage.values()[random.nextInt(Stage.values().length)];
        int done = stage == Stage.DRAWING ? random.nextInt(257) : 0;
        int total = stage == Stage.DRAWING ? 256 : 0;
        queue.progress("a", new Progress(stage, done, total, 0));
      }
      JobCard card = cards.reread("a").orElseThrow();
      if (card.isFinal()) {
        return; // as often as it may be
      }
      if (card.status().text().equals("Interrupted, starts again")) {
        assertThat(card.percent()).isEmpty();
        before = 0;
      } else {
        assertThat(card.percent().orElse(0)).isBetween(before, 99);
        before = card.percent().orElse(0);
      }
    }
  }

  @Test
  void the_percentage_is_what_the_worker_says_where_it_does() {
    submit("a", 9);
    claim(1);
    queue.progress(
        "a",
        new Progress(Stage.DRAWING, 256, 256, 0),
        Optional.of(new WorkPart(.93, .95, Duration.ofHours(1))),
        Optional.empty());
    assertThat(card("a").percent()).hasValue(93);
    assertThat(card("a").movesByItself()).isTrue();

    queue.progress("a", new Progress(Stage.SAVING, 0, 0, 0));
    JobCard ofOlderWorker = cards.reread("a").orElseThrow();
    assertThat(ofOlderWorker.percent()).hasValue(97);
    assertThat(ofOlderWorker.movesByItself()).isFalse();
  }

  @Test
  void every_stage_shows_more_than_the_one_before_and_none_shows_that_all_is_done() {
    List<Integer> shown = new ArrayList<>();
    for (int done : new int[] {0, 1, 128, 256}) {
      shown.add(percent(new Progress(Stage.DRAWING, done, 256, 0)));
    }
    for (Stage stage : List.of(Stage.RANKING, Stage.UPSCALING, Stage.SAVING)) {
      shown.add(percent(new Progress(stage, 0, 0, 0)));
    }

    assertThat(shown).containsExactly(0, 0, 36, 72, 86, 88, 97);
    assertThat(percent(new Progress(Stage.DECODING, 0, 0, 0))).isEqualTo(72);
  }

  private static int percent(Progress progress) {
    return (int) (100 * JobCard.share(progress));
  }

  @Test
  void a_picture_that_is_enlarged_has_a_bar_once_its_tiles_are_counted() {
    ImageJob like = SampleJobs.job("a");
    queue.submit(
        new ImageJob(
            "big",
            like.lane(),
            new ImageTask.Upscale("a", 2),
            like.requester(),
            like.submittedAt()));
    claim(1);
    queue.reportPace("bundled", "worker", PACE);
    queue.progress("big", new Progress(Stage.UPSCALING, 0, 0, 0));

    assertThat(card("big").status().text()).isEqualTo("Enlarging");
    assertThat(card("big").percent()).isEmpty();
    assertThat(card("big").status().eta().orElseThrow().likely())
        .isBetween(Duration.ofSeconds(3), Duration.ofSeconds(4));

    queue.progress("big", new Progress(Stage.UPSCALING, 200, 400, 0));
    cards.forget("big");
    assertThat(card("big").percent()).hasValue(48);
    queue.progress("big", new Progress(Stage.UPSCALING, 400, 400, 0));
    cards.forget("big");
    assertThat(card("big").percent()).hasValue(97);
  }

  @Test
  void a_finished_job_shows_its_pictures_best_first() {
    submit("a", 2);
    queue.complete(claim(1).get(0), SampleRequests.done(2));

    JobCard card = card("a");

    assertThat(card.status().state()).isEqualTo(State.DONE);
    assertThat(card.status().text()).isEqualTo("Done");
    assertThat(card.isFinal()).isTrue();
    assertThat(card.result().pictures())
        .containsExactly(new PictureCard(1, 29, 1), new PictureCard(2, 28, 0));
    assertThat(card.result().columns()).isEqualTo(3);
    assertThat(card.result().took()).contains(Duration.ofSeconds(2));
    assertThat(card.status().eta()).isEmpty();
  }

  @Test
  void the_position_of_what_was_given_back_counts_all_in_front_of_it() {
    for (String id : List.of("a", "b", "c")) {
      submit(id, 1);
    }
    List<ClaimedJob> claimed = claim(3);
    assertThat(position("c")).isZero();

    claimed.forEach(job -> queue.release("worker", job));
    submit("fresh", 1);
    assertThat(claim(1)).hasSize(1);

    assertThat(position("a")).isZero();
    assertThat(position("b")).isEqualTo(1);
    assertThat(position("c")).isEqualTo(2);
    assertThat(position("fresh")).isEqualTo(3);
  }

  private int position(String id) {
    return cards.reread(id).orElseThrow().status().position();
  }

  @Test
  void a_failed_job_says_why() {
    submit("a", 1);
    submit("b", 1);
    List<ClaimedJob> claimed = claim(2);
    queue.complete(claimed.get(0), new JobOutcome.Failed("error.timeout", "It took 10 minutes."));
    queue.complete(claimed.get(1), new JobOutcome.Failed("error.timeout", ""));

    assertThat(card("a").status().message())
        .isEqualTo("It took 10 minutes. Its pictures do not count for today.");
    assertThat(card("b").status().message()).startsWith("Drawing took too long and was given up.");
  }

  @Test
  void an_upscale_shows_the_prompt_and_seed_of_its_source() {
    submit("a", 2);
    queue.complete(claim(1).get(0), SampleRequests.done(2));
    ImageJob source = SampleJobs.job("a");
    queue.submit(
        new ImageJob(
            "big",
            source.lane(),
            new ImageTask.Upscale("a", 2),
            source.requester(),
            source.submittedAt()));

    JobCard card = card("big");

    assertThat(card.request().kind()).isEqualTo(JobCard.Kind.UPSCALE);
    assertThat(card.request().prompt()).isEqualTo("a red apple");
    assertThat(card.request().seed()).isEqualTo(7);
    assertThat(card.request().source()).contains(new JobCard.Source("a", 2));
  }

  @Test
  void an_unknown_job_has_no_card() {
    assertThat(cards.find("nowhere")).isEmpty();
  }

  private JobCard card(String id) {
    return cards.find(id).orElseThrow();
  }

  private void submit(String id, int images) {
    queue.submit(SampleJobs.job(id, "someone", images));
  }

  private List<ClaimedJob> claim(int max) {
    return queue.claim("worker", List.of("bundled"), max, Duration.ZERO);
  }
}
