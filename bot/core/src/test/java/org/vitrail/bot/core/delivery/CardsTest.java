package org.vitrail.bot.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.vitrail.bot.core.JobCard;
import org.vitrail.bot.core.PictureCard;
import org.vitrail.bot.core.Samples;
import org.vitrail.bot.core.queue.Lanes;
import org.vitrail.inference.protocol.ClaimedJob;
import org.vitrail.inference.protocol.ImageJob;
import org.vitrail.inference.protocol.ImageTask;
import org.vitrail.inference.protocol.JobOutcome;
import org.vitrail.inference.protocol.JobQueue;
import org.vitrail.inference.protocol.Progress;
import org.vitrail.inference.protocol.QueueSettings;
import org.vitrail.inference.protocol.RedisServerExtension;
import org.vitrail.inference.protocol.SampleJobs;
import org.vitrail.inference.protocol.Stage;

class CardsTest {
  @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();

  private JobQueue queue;
  private Cards cards;

  @BeforeEach
  void open() {
    queue = new JobQueue(REDIS.client(), QueueSettings.DEFAULT);
    cards = new Cards(queue, new Lanes(queue), Samples.MESSAGES);
  }

  @Test
  void a_waiting_job_shows_its_place_and_that_no_worker_runs() {
    submit("a", 9);
    submit("b", 9);

    JobCard card = card("b");

    assertThat(card.state()).isEqualTo("waiting");
    assertThat(card.position()).isEqualTo(1);
    assertThat(card.stageText()).isEqualTo("Waiting, one job ahead");
    assertThat(card.eta()).isEmpty();
    assertThat(card.message()).startsWith("No worker is running for the model bundled.");
    assertThat(card("a").stageText()).isEqualTo("Waiting, you are next");
  }

  @Test
  void the_time_left_follows_from_measured_speed_and_the_pictures_ahead() {
    claim(0);
    queue.reportSpeed("bundled", 3);
    submit("a", 9);
    submit("b", 4);

    assertThat(card("a").eta()).contains(Duration.ofSeconds(3));
    assertThat(card("b").eta()).contains(Duration.ofSeconds(5));
    assertThat(card("b").message()).isEmpty();
  }

  @Test
  void a_running_job_shows_its_progress_and_what_is_left_of_its_own_time() {
    submit("a", 9);
    claim(1);
    queue.reportSpeed("bundled", 3);
    assertThat(card("a").stageText()).isEqualTo("Starting");

    queue.progress("a", new Progress(Stage.DRAWING, 64, 256, 2));
    JobCard card = cards.reread("a").orElseThrow();

    assertThat(card.state()).isEqualTo("running");
    assertThat(card.stage()).isEqualTo("drawing");
    assertThat(card.stageText()).isEqualTo("Drawing");
    assertThat(card.done()).isEqualTo(64);
    assertThat(card.total()).isEqualTo(256);
    assertThat(card.previewNumber()).isEqualTo(2);
    assertThat(card.eta()).contains(Duration.ofSeconds(3));
  }

  @Test
  void a_finished_job_shows_its_pictures_best_first() {
    submit("a", 2);
    queue.complete(claim(1).get(0), Samples.done(2));

    JobCard card = card("a");

    assertThat(card.state()).isEqualTo("done");
    assertThat(card.stageText()).isEqualTo("Done");
    assertThat(card.isFinal()).isTrue();
    assertThat(card.pictures())
        .containsExactly(new PictureCard(1, 29, 1), new PictureCard(2, 28, 0));
    assertThat(card.columns()).isEqualTo(3);
    assertThat(card.took()).contains(Duration.ofSeconds(2));
    assertThat(card.eta()).isEmpty();
  }

  @Test
  void the_position_shown_only_falls_even_when_a_worker_gives_the_job_back() {
    submit("a", 1);
    submit("b", 1);
    assertThat(card("b").position()).isEqualTo(1);
    List<ClaimedJob> claimed = claim(2);
    assertThat(cards.reread("b").orElseThrow().position()).isZero();

    claimed.forEach(job -> queue.release("worker", job));
    List<ClaimedJob> first = claim(1);

    assertThat(first).hasSize(1);
    for (String id : List.of("a", "b")) {
      assertThat(cards.reread(id).orElseThrow().position()).isZero();
    }
  }

  @Test
  void a_failed_job_says_why() {
    submit("a", 1);
    submit("b", 1);
    List<ClaimedJob> claimed = claim(2);
    queue.complete(claimed.get(0), new JobOutcome.Failed("error.timeout", "It took 10 minutes."));
    queue.complete(claimed.get(1), new JobOutcome.Failed("error.timeout", ""));

    assertThat(card("a").message())
        .isEqualTo("It took 10 minutes. Its pictures do not count for today.");
    assertThat(card("b").message()).startsWith("Drawing took too long and was given up.");
  }

  @Test
  void an_upscale_shows_the_prompt_and_seed_of_its_source() {
    submit("a", 2);
    queue.complete(claim(1).get(0), Samples.done(2));
    ImageJob source = SampleJobs.job("a");
    queue.submit(
        new ImageJob(
            "big",
            source.lane(),
            new ImageTask.Upscale("a", 2),
            source.requester(),
            source.submittedAt()));

    JobCard card = card("big");

    assertThat(card.kind()).isEqualTo("upscale");
    assertThat(card.prompt()).isEqualTo("a red apple");
    assertThat(card.seed()).isEqualTo(7);
    assertThat(card.source()).contains(new JobCard.Source("a", 2));
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
