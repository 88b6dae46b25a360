package org.vitrail.inference.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.vitrail.inference.protocol.JobAssert.assertThatJob;
import static org.vitrail.inference.protocol.SampleJobs.LANE;
import static org.vitrail.inference.protocol.SampleJobs.done;
import static org.vitrail.inference.protocol.SampleJobs.job;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.vitrail.inference.protocol.JobStatus.State;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;

class JobQueueTest {
  @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();

  private JobQueue queue;

  @BeforeEach
  void open() {
    queue = new JobQueue(REDIS.client(), QueueSettings.DEFAULT);
  }

  @Test
  void a_job_goes_from_submit_over_claim_to_its_outcome() {
    ImageJob job = job("a", "ann", 4);
    queue.submit(job);
    assertThat(queue.status("a"))
        .contains(new JobStatus(job, State.WAITING, Progress.NONE, 0, Optional.empty()));

    ClaimedJob claimed = claimOne("w1");
    assertThat(claimed.job()).isEqualTo(job);
    assertThat(claimed.attempt()).isEqualTo(1);
    assertThatJob(queue, "a").isRunning().hasProgress(new Progress(Stage.STARTING, 0, 0, 0));

    Progress halfway = new Progress(Stage.DRAWING, 128, 256, 3);
    queue.progress("a", halfway);
    assertThatJob(queue, "a").isRunning().hasProgress(halfway);

    assertThat(queue.complete(claimed, done())).isTrue();
    assertThatJob(queue, "a").isDone().hasOutcome(done()).hasProgress(halfway).isAtPosition(0);
    assertThat(queue.depth(LANE)).isZero();
    assertThat(REDIS.client().xlen(Keys.stream(LANE))).isZero();
  }

  @Test
  void a_job_that_is_submitted_twice_is_drawn_once() {
    queue.submit(job("a", "ann", 1));
    queue.submit(job("a", "ben", 9));
    assertThat(queue.depth(LANE)).isEqualTo(1);
    assertThat(claim("w1", 10)).extracting(ClaimedJob::job).containsExactly(job("a", "ann", 1));
  }

  @Test
  void jobs_are_claimed_in_the_order_in_which_they_came() {
    for (int i = 0; i < 5; i++) {
      queue.submit(job("job" + i));
    }
    assertThat(claim("w1", 2)).extracting(each -> each.job().id()).containsExactly("job0", "job1");
    assertThat(claim("w2", 9))
        .extracting(each -> each.job().id())
        .containsExactly("job2", "job3", "job4");
    assertThat(claim("w1", 9)).isEmpty();
  }

  @Test
  void a_worker_gets_jobs_of_its_lanes_only_and_never_more_than_it_asked_for() {
    queue.submit(job("mega1", "mega", "ann", 1));
    queue.submit(job("small1", "small", "ann", 1));
    queue.submit(job("small2", "small", "ann", 1));
    queue.submit(job("other1", "other", "ann", 1));
    assertThat(queue.claim("w1", List.of("small", "mega"), 2, Duration.ZERO))
        .extracting(each -> each.job().id())
        .containsExactly("small1", "small2");
    assertThat(queue.claim("w1", List.of("small", "mega"), 2, Duration.ZERO))
        .extracting(each -> each.job().id())
        .containsExactly("mega1");
    assertThatJob(queue, "other1").isWaiting();
  }

  @Test
  void a_waiting_worker_gets_a_job_that_comes_later() throws Exception {
    CompletableFuture<List<ClaimedJob>> claim =
        CompletableFuture.supplyAsync(
            () -> queue.claim("w1", List.of(LANE, "other"), 4, Duration.ofSeconds(30)));
    awaitBlockedClient();
    queue.submit(job("a"));
    assertThat(claim.get()).extracting(each -> each.job().id()).containsExactly("a");
  }

  @Test
  void a_job_is_completed_once_and_the_first_outcome_stays() {
    queue.submit(job("a"));
    ClaimedJob claimed = claimOne("w1");
    assertThat(queue.complete(claimed, done())).isTrue();
    assertThat(queue.complete(claimed, new JobOutcome.Failed("error.internal", "Too late.")))
        .isFalse();
    assertThatJob(queue, "a").isDone().hasOutcome(done());
  }

  @Test
  void a_failure_keeps_its_reason_and_its_sentence() {
    queue.submit(job("a"));
    JobOutcome failed = new JobOutcome.Failed(JobOutcome.Failed.TIMEOUT, "It took too long.");
    assertThat(queue.complete(claimOne("w1"), failed)).isTrue();
    assertThatJob(queue, "a").hasFailedWith("error.timeout").hasOutcome(failed);
  }

  @Test
  void progress_that_comes_after_the_end_changes_nothing() {
    queue.submit(job("a"));
    queue.complete(claimOne("w1"), done());
    queue.progress("a", new Progress(Stage.DRAWING, 3, 256, 1));
    queue.progress("unknown", new Progress(Stage.DRAWING, 3, 256, 1));
    assertThatJob(queue, "a").isDone().hasProgress(new Progress(Stage.STARTING, 0, 0, 0));
    assertThatJob(queue, "unknown").isUnknown();
  }

  @Test
  void progress_never_falls_behind_what_was_known_unless_the_job_begins_anew() {
    queue.submit(job("a"));
    claimOne("w1");
    Progress ranking = new Progress(Stage.RANKING, 0, 0, 4);
    queue.progress("a", new Progress(Stage.DRAWING, 9, 256, 1));
    queue.progress("a", new Progress(Stage.DRAWING, 8, 256, 1));
    assertThatJob(queue, "a").hasProgress(new Progress(Stage.DRAWING, 9, 256, 1));
    queue.progress("a", ranking);
    queue.progress("a", new Progress(Stage.DRAWING, 256, 256, 5));
    assertThatJob(queue, "a").hasProgress(ranking).wasNotInterrupted();

    queue.restart("a");
    assertThatJob(queue, "a")
        .isRunning()
        .wasInterrupted()
        .hasProgress(new Progress(Stage.STARTING, 0, 0, 4));
    queue.progress("a", new Progress(Stage.DRAWING, 1, 256, 5));
    assertThatJob(queue, "a").hasProgress(new Progress(Stage.DRAWING, 1, 256, 5));
  }

  @Test
  void a_cancelled_waiting_job_ends_at_once_and_is_never_claimed() {
    queue.submit(job("a"));
    queue.submit(job("b"));
    assertThat(queue.cancel("a")).isTrue();
    assertThatJob(queue, "a").isCancelled().hasOutcome(new JobOutcome.Cancelled());
    assertThat(claim("w1", 10)).extracting(each -> each.job().id()).containsExactly("b");
    assertThat(queue.cancel("a")).isFalse();
  }

  @Test
  void a_running_job_learns_that_it_was_cancelled() {
    queue.submit(job("a"));
    queue.submit(job("b"));
    ClaimedJob claimed = claimOne("w1");
    claimOne("w1");
    assertThat(queue.cancelRequested(List.of("a", "b"))).isEmpty();
    assertThat(queue.cancel("a")).isTrue();
    assertThatJob(queue, "a").isRunning();
    assertThat(queue.cancelRequested(List.of("a", "b"))).containsExactly("a");

    assertThat(queue.complete(claimed, new JobOutcome.Cancelled())).isTrue();
    assertThatJob(queue, "a").isCancelled();
  }

  @Test
  void a_running_job_learns_that_it_should_end_with_what_is_there_and_so_does_who_takes_it_over() {
    queue.submit(job("a"));
    assertThat(queue.stop("a")).as("nothing is there of it").isFalse();
    ClaimedJob claimed = claimOne("w1");
    assertThat(queue.stopRequested(List.of("a", "unknown"))).isEmpty();

    assertThat(queue.stop("a")).isTrue();

    assertThat(queue.stopRequested(List.of("a", "unknown"))).containsExactly("a");
    assertThatJob(queue, "a").isRunning();
    queue.release("w1", claimed);
    ClaimedJob taken = claimOne("w2");
    assertThat(queue.stopRequested(List.of("a"))).containsExactly("a");
    assertThat(queue.complete(taken, done())).isTrue();
    assertThat(queue.stopRequested(List.of("a"))).isEmpty();
    assertThat(queue.stop("a")).isFalse();
  }

  @Test
  void a_job_that_is_unknown_or_has_ended_cannot_be_cancelled() {
    assertThat(queue.cancel("unknown")).isFalse();
    queue.submit(job("a"));
    queue.complete(claimOne("w1"), done());
    assertThat(queue.cancel("a")).isFalse();
    assertThatJob(queue, "a").isDone();
  }

  @Test
  void an_ended_job_can_be_looked_up_until_its_retention_is_over() {
    queue = new JobQueue(REDIS.client(), QueueSettings.DEFAULT.withRetention(Duration.ofDays(7)));
    queue.submit(job("a"));
    assertThat(REDIS.client().pttl("vitrail:{queue}:job:a")).isEqualTo(-1);
    queue.complete(claimOne("w1"), done());
    assertThat(REDIS.client().pttl("vitrail:{queue}:job:a"))
        .isBetween(Duration.ofDays(6).toMillis(), Duration.ofDays(7).toMillis());

    queue = new JobQueue(REDIS.client(), QueueSettings.DEFAULT.withRetention(Duration.ofMillis(5)));
    queue.submit(job("b"));
    queue.cancel("b");
    await().untilAsserted(() -> assertThatJob(queue, "b").isUnknown());
  }

  @Test
  void a_job_that_waited_too_long_fails_when_its_turn_comes() {
    queue.submit(job("late"));
    queue.submit(job("in-time"));
    mayWait("late", "-1");
    assertThatJob(queue, "late").isWaiting();

    assertThat(claim("w1", 1)).extracting(each -> each.job().id()).containsExactly("in-time");

    assertThatJob(queue, "late").hasFailedWith("error.waited-too-long");
    assertThat(queue.depth(LANE)).isEqualTo(1);
  }

  @Test
  void a_job_that_waited_too_long_ends_where_nobody_serves_its_lane_any_more() {
    for (String id : List.of("running", "given-back", "late", "in-time")) {
      queue.submit(job(id));
    }
    List<ClaimedJob> claimed = claim("w1", 2);
    queue.release("w1", claimed.get(1));
    List.of("running", "given-back", "late").forEach(id -> mayWait(id, "-1"));

    assertThat(queue.endOverdue("late")).isTrue();
    assertThat(queue.endOverdue("late")).as("a second bot").isFalse();
    assertThat(queue.endOverdue("given-back")).isTrue();
    for (String id : List.of("running", "in-time", "unknown")) {
      assertThat(queue.endOverdue(id)).as(id).isFalse();
    }

    assertThatJob(queue, "late").hasFailedWith("error.waited-too-long");
    assertThatJob(queue, "given-back").hasFailedWith("error.waited-too-long");
    assertThatJob(queue, "running").isRunning();
    assertThat(queue.depth(LANE)).isEqualTo(2);
    assertThat(REDIS.client().xlen(Keys.stream(LANE))).isEqualTo(2);
    assertThat(claim("w2", 9)).extracting(each -> each.job().id()).containsExactly("in-time");
  }

  @Test
  void what_was_given_back_waits_anew() {
    Duration mayWait = Duration.ofMillis(700);
    queue.submit(job("a"));
    mayWait("a", String.valueOf(mayWait.toMillis()));
    ClaimedJob begun = claimOne("w1");
    await().pollDelay(mayWait.plusMillis(50)).until(() -> true);

    queue.release("w1", begun);

    assertThat(queue.endOverdue("a")).isFalse();
    assertThat(claim("w1", 1)).extracting(each -> each.job().id()).containsExactly("a");
  }

  @Test
  void that_a_job_waited_too_long_is_known_until_somebody_has_seen_it() {
    queue =
        new JobQueue(
            REDIS.client(),
            QueueSettings.DEFAULT.withRetention(Duration.ofHours(1), Duration.ofDays(1)));
    for (String id : List.of("at-its-turn", "without-a-worker")) {
      queue.submit(job(id));
      mayWait(id, "-1");
    }
    assertThat(queue.endOverdue("without-a-worker")).isTrue();
    assertThat(claim("w1", 1)).isEmpty();

    for (String id : List.of("at-its-turn", "without-a-worker")) {
      assertThatJob(queue, id).hasFailedWith("error.waited-too-long");
      assertThat(REDIS.client().pttl(Keys.job(id))).isGreaterThan(Duration.ofHours(2).toMillis());
    }
  }

  /** As if it had been submitted with that limit, in milliseconds. */
  private static void mayWait(String id, String millis) {
    REDIS.client().hset(Keys.job(id), "longestWait", millis);
  }

  @Test
  void a_job_whose_record_is_gone_is_passed_over() {
    queue.submit(job("a"));
    queue.submit(job("b"));
    REDIS.client().del("vitrail:{queue}:job:a");
    assertThat(claim("w1", 10)).extracting(each -> each.job().id()).containsExactly("b");
    assertThat(REDIS.client().xlen(Keys.stream(LANE))).isEqualTo(1);
    assertThat(queue.depth(LANE)).isEqualTo(1);
  }

  @Test
  void what_is_understood_of_a_prompt_is_known_from_the_first_step_on() {
    queue.submit(job("a"));
    claimOne("w1");
    Understanding understanding = new Understanding("a chair", Map.of("comfy", List.of("sofa")));

    queue.progress("a", new Progress(Stage.DRAWING, 0, 256, 0), Optional.of(understanding));
    queue.progress("a", new Progress(Stage.DRAWING, 1, 256, 0));

    assertThat(queue.status("a").orElseThrow().understanding()).contains(understanding);
  }

  @Test
  void a_job_that_is_forgotten_is_withdrawn_and_says_nothing_of_what_was_asked_for() {
    queue.submit(job("running"));
    ClaimedJob claimed = claimOne("w1");
    Progress drawing = new Progress(Stage.DRAWING, 1, 256, 0);
    Optional<Understanding> understood =
        Optional.of(new Understanding("a red apple", Map.of("a red apple's", List.of())));
    queue.progress("running", drawing, understood);
    queue.submit(job("waiting"));
    queue.submit(job("done"));
    queue.complete(claimOne("w1"), new JobOutcome.Cancelled());
    ClaimedJob done = claimOne("w1");
    queue.complete(done, SampleJobs.done());

    for (String id : List.of("running", "waiting", "done")) {
      assertThat(queue.forget(id)).isTrue();
      assertThat(queue.forget(id)).isTrue();
      assertThat(REDIS.client().hgetAll("vitrail:{queue}:job:" + id).toString())
          .doesNotContain("a red apple");
      assertThat(queue.status(id).orElseThrow().job().task()).isInstanceOf(ImageTask.Draw.class);
    }
    assertThat(queue.cancelRequested(List.of("running"))).containsExactly("running");
    queue.progress("running", new Progress(Stage.DRAWING, 2, 256, 0), understood);
    assertThat(queue.status("running").orElseThrow().understanding()).isEmpty();
    assertThat(queue.complete(claimed, new JobOutcome.Cancelled())).isTrue();
    assertThat(queue.forget("never-was")).isFalse();
  }

  @Test
  void the_queue_adds_these_fields_of_its_own_to_a_job() {
    queue.submit(job("a"));
    ClaimedJob claimed = claimOne("w1");
    queue.cancel("a");
    Map<String, String> own = REDIS.client().hgetAll("vitrail:{queue}:job:a");
    String ticket = own.remove("ticket");
    assertThat(ticket).endsWith(":a");
    assertThat(own.remove("round")).isEqualTo("0");
    assertThat(own.remove("weight")).isEqualTo("1");
    own.keySet().removeAll(JobFields.of(claimed.job()).keySet());
    own.keySet().removeAll(JobFields.of(Progress.NONE).keySet());
    assertThat(own)
        .isEqualTo(
            Map.of(
                "state", "RUNNING",
                "entry", claimed.streamEntryId(),
                "queue", LANE,
                "cost", "1",
                "priority", "NORMAL",
                "longestWait", "43200000",
                "start", "0",
                "worker", "w1",
                "attempt", "1",
                "cancelRequested", "1"));
  }

  @Test
  void a_job_of_a_newer_version_is_left_to_a_newer_worker() {
    queue.submit(job("a"));
    queue.submit(job("b"));
    REDIS.client().hset("vitrail:{queue}:job:a", Map.of("v", "5"));
    assertThat(claim("w1", 10)).extracting(each -> each.job().id()).containsExactly("b");
    assertThatThrownBy(() -> queue.status("a"))
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining("version 5");

    REDIS.client().hset("vitrail:{queue}:job:a", Map.of("v", "2"));
    queue.reclaim(List.of(LANE), Duration.ZERO);
    assertThat(queue.claim("newer", List.of(LANE), 1, Duration.ZERO))
        .extracting(each -> each.job().id())
        .containsExactly("a");
  }

  @Test
  void a_server_that_forgot_the_scripts_is_taught_them_again() {
    queue.submit(job("a"));
    REDIS.client().scriptFlush();
    assertThat(queue.complete(claimOne("w1"), done())).isTrue();
  }

  @Test
  void an_outage_shows_as_a_jedis_exception_and_everything_works_again_afterwards() {
    CompletableFuture<List<ClaimedJob>> claim =
        CompletableFuture.supplyAsync(
            () -> queue.claim("w1", List.of(LANE), 1, Duration.ofSeconds(30)));
    awaitBlockedClient();
    REDIS.kill();
    assertThatThrownBy(claim::get)
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(JedisConnectionException.class);
    assertThatThrownBy(() -> queue.submit(job("a"))).isInstanceOf(JedisException.class);
    assertThatThrownBy(() -> queue.status("a")).isInstanceOf(JedisException.class);

    REDIS.start();
    queue.submit(job("a"));
    assertThat(queue.complete(claimOne("w1"), done())).isTrue();
  }

  @Test
  void a_lane_or_worker_that_would_tear_a_redis_key_is_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> queue.claim("w:1", List.of(LANE), 1, Duration.ZERO))
        .withMessageContaining("worker: w:1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> queue.claim("w1", List.of("a b"), 1, Duration.ZERO))
        .withMessageContaining("lane: a b");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> queue.claim("w1", List.of(), 1, Duration.ZERO))
        .withMessageContaining("at least one lane");
  }

  private List<ClaimedJob> claim(String worker, int max) {
    return queue.claim(worker, List.of(LANE), max, Duration.ZERO);
  }

  private ClaimedJob claimOne(String worker) {
    List<ClaimedJob> claimed = claim(worker, 1);
    assertThat(claimed).hasSize(1);
    return claimed.get(0);
  }

  private static void awaitBlockedClient() {
    await().until(() -> REDIS.client().info("clients").contains("blocked_clients:1"));
  }
}
