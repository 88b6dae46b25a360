package org.vitrail.bot.core.jobview;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.vitrail.bot.command.SampleCommands;
import org.vitrail.bot.core.BrokenClock;
import org.vitrail.bot.core.HandMovedClock;
import org.vitrail.bot.core.HandMovedTime;
import org.vitrail.bot.core.JobCard;
import org.vitrail.bot.core.SampleRequests;
import org.vitrail.bot.core.TimeSource;
import org.vitrail.bot.core.admission.Ledger;
import org.vitrail.bot.core.admission.LedgerEntry;
import org.vitrail.bot.core.admission.TestLedger;
import org.vitrail.bot.core.admission.Verdict.Admitted;
import org.vitrail.bot.core.queue.Lanes;
import org.vitrail.inference.protocol.ClaimedJob;
import org.vitrail.inference.protocol.JobOutcome;
import org.vitrail.inference.protocol.JobQueue;
import org.vitrail.inference.protocol.JobStatus.State;
import org.vitrail.inference.protocol.Progress;
import org.vitrail.inference.protocol.QueueSettings;
import org.vitrail.inference.protocol.RedisServerExtension;
import org.vitrail.inference.protocol.SampleJobs;
import org.vitrail.inference.protocol.Stage;
import org.vitrail.inference.protocol.WorkPart;

class JobWatchTest {
  @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();

  private final HandMovedClock clock = new HandMovedClock();
  private final List<JobCard> seen = new CopyOnWriteArrayList<>();
  private final List<JobCard> ended = new CopyOnWriteArrayList<>();
  private JobQueue queue;
  private TestLedger ledger;
  private JobWatch watch;

  @BeforeEach
  void open() {
    queue = new JobQueue(REDIS.client(), QueueSettings.DEFAULT);
    ledger = new TestLedger(REDIS.client(), clock, 1, 0, 9, 100, 100);
    watch = watch();
    watch.watch(seen::add);
  }

  @AfterEach
  void close() {
    watch.close();
  }

  @Test
  void every_state_of_a_job_is_shown_and_its_end_once() {
    submit("a", 1);
    await().until(() -> lastState("a") == State.WAITING);
    ClaimedJob claimed = claim();
    await().until(() -> lastState("a") == State.RUNNING);
    queue.complete(claimed, SampleRequests.done(1));
    await().until(() -> lastState("a") == State.DONE);

    assertThat(queue.complete(claimed, SampleRequests.done(1))).isFalse();
    watch.changed("a");
    submit("b", 1);
    await().until(() -> lastState("b") == State.WAITING);

    assertThat(seen.stream().filter(JobCard::isFinal)).hasSize(1);
  }

  @Test
  void many_changes_at_once_are_shown_at_most_five_times_a_second() {
    watch.close();
    HandMovedTime time = new HandMovedTime();
    watch = watch(time);
    watch.watch(seen::add);
    submit("a", 1);
    await().until(() -> lastState("a") == State.WAITING);
    ClaimedJob claimed = claim();
    for (int done = 1; done <= 200; done++) {
      queue.progress("a", new Progress(Stage.DRAWING, done, 200, 0));
    }
    // Events come in their order: whoever sees this job has heard of all that happened before.
    submit("b", 1);
    await().until(() -> lastState("b") == State.WAITING);
    assertThat(shown("a")).hasSize(1);

    time.advance(Duration.ofMillis(200));
    await().until(() -> last("a").status().progress().done() == 200);
    queue.complete(claimed, SampleRequests.done(1));
    time.advance(Duration.ofMillis(200));
    await().until(() -> lastState("a") == State.DONE);

    assertThat(shown("a")).hasSize(3);
  }

  @Test
  void a_percentage_that_rises_by_the_clock_is_shown_without_a_word_of_the_worker() {
    submit("a", 1);
    claim();
    queue.progress(
        "a",
        new Progress(Stage.DECODING, 0, 0, 0),
        Optional.of(new WorkPart(.5, .9, Duration.ofMillis(500))),
        Optional.empty());

    await()
        .until(
            () ->
                shown("a").stream().flatMapToInt(it -> it.percent().stream()).max().orElse(0) > 80);
    assertThat(shown("a").stream().map(JobCard::percent).filter(OptionalInt::isPresent).distinct())
        .hasSizeGreaterThan(2);
  }

  @Test
  void a_watcher_that_throws_an_error_keeps_nobody_else_from_watching() {
    watch.watch(
        card -> {
          throw new NoClassDefFoundError("java/awt/Image");
        });
    submit("a", 1);
    await().until(() -> lastState("a") == State.WAITING);
    queue.complete(claim(), SampleRequests.done(1));

    await().until(() -> lastState("a") == State.DONE);
  }

  @Test
  void a_job_that_cannot_be_looked_at_keeps_no_other_from_being_seen() {
    watch.close();
    // Whether a job that is in the ledger alone has been lost is asked of the clock.
    for (String ghost : List.of("g1", "g2", "g3")) {
      ledger.take("web:someone", ghost, 1);
    }
    watch =
        new JobWatch(
            REDIS.client(),
            cards(clock),
            ledger.ledger,
            ended::add,
            new BrokenClock().breaks(true));
    watch.watch(seen::add);
    for (String id : List.of("a", "b", "c")) {
      submit(id, 1);
    }

    await()
        .until(
            () -> List.of("a", "b", "c").stream().allMatch(id -> lastState(id) == State.WAITING));
    queue.complete(claim(), SampleRequests.done(1));
    await().until(() -> lastState("a") == State.DONE);
  }

  @Test
  void a_waiting_job_moves_up_without_an_event_of_its_own() {
    submit("a", 1);
    submit("b", 1);
    await().until(() -> last("b") != null && last("b").status().position() == 1);

    queue.complete(claim(), SampleRequests.done(1));

    await().until(() -> last("b").status().position() == 0);
  }

  @Test
  void a_failed_job_gives_its_pictures_back_before_it_is_shown() {
    List<Integer> openWhenShown = new CopyOnWriteArrayList<>();
    watch.watch(
        card -> {
          if (card.isFinal()) {
            openWhenShown.add(ledger.open().size());
          }
        });
    submit("a", 9);
    queue.complete(claim(), new JobOutcome.Failed("error.internal", "It broke."));

    await().untilAsserted(() -> assertThat(openWhenShown).containsExactly(0));
    assertThat(ledger.take("web:someone", "next", 9)).isInstanceOf(Admitted.class);
  }

  @Test
  void two_adapters_both_show_the_end_and_refund_once() {
    List<JobCard> seenByOther = new CopyOnWriteArrayList<>();
    try (JobWatch other = watch()) {
      other.watch(seenByOther::add);
      submit("fails", 5);
      submit("works", 4);
      queue.complete(claim(), new JobOutcome.Failed("error.internal", "It broke."));
      queue.complete(claim(), SampleRequests.done(4));

      await().until(() -> lastState("fails") == State.FAILED && lastState("works") == State.DONE);
      await()
          .untilAsserted(
              () -> assertThat(seenByOther.stream().filter(JobCard::isFinal)).hasSize(2));
    }
    assertThat(ledger.take("web:someone", "too-much", 6)).isNotInstanceOf(Admitted.class);
    assertThat(ledger.take("web:someone", "fits", 5)).isInstanceOf(Admitted.class);
  }

  @Test
  void what_another_adapter_settled_in_a_gap_is_shown_all_the_same() {
    watch.close();
    submit("a", 1);
    queue.complete(claim(), SampleRequests.done(1));
    ledger.settle("a", Ledger.Settlement.USED);

    watch = watch();
    watch.watch(seen::add);

    await().until(() -> lastState("a") == State.DONE);
  }

  @Test
  void what_ended_while_nobody_watched_is_settled_at_the_next_start() {
    watch.close();
    submit("a", 9);
    queue.complete(claim(), new JobOutcome.Failed("error.internal", "It broke."));
    assertThat(ledger.open()).hasSize(1);

    watch = watch();

    await().until(() -> ledger.open().isEmpty());
  }

  @Test
  void a_share_without_a_job_is_given_back_after_a_while() {
    ledger.take("web:someone", "never-came", 8);
    submit("b", 1);
    await().until(() -> lastState("b") == State.WAITING);
    assertThat(ledger.open()).extracting(LedgerEntry::jobId).contains("never-came");

    clock.advance(Duration.ofSeconds(31));

    await().until(() -> ledger.open().size() == 1);
    assertThat(ledger.open()).extracting(LedgerEntry::jobId).containsExactly("b");
    assertThat(ledger.take("web:someone", "next", 8)).isInstanceOf(Admitted.class);
  }

  @Test
  void a_job_of_a_newer_program_does_not_hide_the_others() {
    watch.close();
    submit("newer", 1);
    REDIS.client().hset("vitrail:{queue}:job:newer", "v", "99");
    for (String id : List.of("a", "b", "c", "d")) {
      submit(id, 1);
    }
    watch = watch();
    watch.watch(seen::add);

    await()
        .untilAsserted(() -> assertThat(seen).extracting(JobCard::id).contains("a", "b", "c", "d"));
    assertThat(last("newer")).isNull();
  }

  @Test
  void what_nobody_draws_any_more_is_given_up_in_time_and_its_person_has_the_pictures_back() {
    JobQueue impatient =
        new JobQueue(REDIS.client(), QueueSettings.DEFAULT.withLongestWait(Duration.ofMillis(1)));
    watch.close();
    queue = impatient;
    watch = watch();
    watch.watch(seen::add);

    submit("a", 3);

    await().until(() -> lastState("a") == State.FAILED);
    assertThat(last("a").status().message()).contains("waited too long");
    assertThat(ledger.ledger.open()).isEmpty();
    assertThat(queue.depth("bundled")).isZero();
  }

  @Test
  void a_watcher_that_throws_does_not_disturb_the_others() {
    watch.watch(
        card -> {
          throw new IllegalStateException("The channel is gone.");
        });
    List<JobCard> later = new CopyOnWriteArrayList<>();
    watch.watch(later::add);

    submit("a", 1);

    await().until(() -> !later.isEmpty());
  }

  @Test
  void a_closed_subscription_hears_nothing_more() throws Exception {
    List<JobCard> closed = new CopyOnWriteArrayList<>();
    watch.watch(closed::add).close();

    submit("a", 1);

    await().until(() -> lastState("a") == State.WAITING);
    assertThat(closed).isEmpty();
  }

  @Test
  void when_redis_comes_back_empty_the_lost_job_fails_and_later_ones_are_shown() {
    submit("a", 1);
    await().until(() -> lastState("a") == State.WAITING);

    REDIS.restart();

    await().until(() -> lastState("a") == State.FAILED);
    assertThat(last("a").status().message()).startsWith("The queue has lost this job");
    submit("b", 1);
    await().until(() -> lastState("b") == State.WAITING);
  }

  private JobWatch watch() {
    return watch(clock);
  }

  private JobWatch watch(TimeSource time) {
    return new JobWatch(REDIS.client(), cards(time), ledger.ledger, ended::add, time);
  }

  private Cards cards(TimeSource time) {
    return new Cards(
        queue,
        new Lanes(queue, time::nanoTime),
        SampleCommands.MODELS,
        SampleCommands.MESSAGES,
        time);
  }

  private void submit(String id, int images) {
    assertThat(ledger.take("web:someone", id, images)).isInstanceOf(Admitted.class);
    queue.submit(SampleJobs.job(id, "someone", images));
  }

  private ClaimedJob claim() {
    return queue.claim("worker", List.of("bundled"), 1, Duration.ZERO).get(0);
  }

  private List<JobCard> shown(String id) {
    return seen.stream().filter(card -> card.id().equals(id)).toList();
  }

  private JobCard last(String id) {
    return shown(id).stream().reduce((one, next) -> next).orElse(null);
  }

  private State lastState(String id) {
    JobCard last = last(id);
    return last == null ? null : last.status().state();
  }
}
