package org.vitrail.inference.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;
import static org.vitrail.inference.protocol.JobAssert.assertThatJob;
import static org.vitrail.inference.protocol.SampleJobs.LANE;
import static org.vitrail.inference.protocol.SampleJobs.done;
import static org.vitrail.inference.protocol.SampleJobs.job;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.params.XClaimParams;
import redis.clients.jedis.resps.StreamConsumerInfo;
import redis.clients.jedis.resps.StreamEntry;

/** Leases, taken back and given back; a lease is made old in Redis instead of waiting for it. */
class LeaseTest {
  @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();

  private static final Duration LEASE = Duration.ofSeconds(30);
  private static final String DEAD_LETTERS = "vitrail:{queue}:dead";

  private JobQueue queue;

  @BeforeEach
  void open() {
    queue = new JobQueue(REDIS.client(), QueueSettings.DEFAULT.withMaxAttempts(3));
  }

  @Test
  void a_job_whose_worker_died_is_claimed_again_by_another() {
    queue.submit(job("a"));
    ClaimedJob first = claimOne("w1");
    queue.progress("a", new Progress(Stage.DRAWING, 100, 256, 2));
    expire(first, "w1");

    assertThat(reclaim()).containsExactly("a");
    assertThatJob(queue, "a")
        .isWaiting()
        .wasInterrupted()
        .isAtPosition(0)
        .hasProgress(new Progress(Stage.WAITING, 0, 0, 2));
    ClaimedJob second = claimOne("w2");
    assertThat(second.job()).isEqualTo(first.job());
    assertThat(second.attempt()).isEqualTo(2);
    assertThat(second.previewNumber()).isEqualTo(2);
    assertThatJob(queue, "a").isRunning().hasProgress(new Progress(Stage.STARTING, 0, 0, 2));
    assertThat(queue.complete(second, done())).isTrue();
    assertThatJob(queue, "a").isDone();
  }

  @Test
  void a_job_is_not_reclaimed_while_its_lease_runs() {
    queue.submit(job("a"));
    claimOne("w1");
    assertThat(reclaim()).isEmpty();
  }

  @Test
  void renewing_prevents_that_a_job_is_reclaimed() {
    queue.submit(job("a"));
    ClaimedJob claimed = claimOne("w1");
    expire(claimed, "w1");
    assertThat(queue.renew("w1", List.of(claimed))).isEmpty();
    assertThat(reclaim()).isEmpty();
  }

  @Test
  void renewing_does_not_count_as_an_attempt() {
    queue.submit(job("a"));
    ClaimedJob claimed = claimOne("w1");
    for (int i = 0; i < 10; i++) {
      queue.renew("w1", List.of(claimed));
    }
    expire(claimed, "w1");
    assertThat(reclaimOne("w2").attempt()).isEqualTo(2);
  }

  @Test
  void a_worker_that_lost_its_job_is_told_and_does_not_get_it_back_by_renewing() {
    queue.submit(job("a"));
    queue.submit(job("b"));
    ClaimedJob lost = claimOne("w1");
    ClaimedJob kept = claimOne("w1");
    expire(lost, "w1", LEASE.multipliedBy(2));
    ClaimedJob taken = reclaimOne("w2");

    assertThat(queue.renew("w1", List.of(lost, kept))).containsExactly("a");
    assertThat(queue.renew("w2", List.of(taken))).isEmpty();
    queue.complete(taken, done());
    assertThat(queue.renew("w2", List.of(taken))).containsExactly("a");
  }

  @Test
  void the_outcome_of_a_worker_that_was_held_for_dead_does_not_count() {
    queue.submit(job("a"));
    ClaimedJob slow = claimOne("w1");
    expire(slow, "w1");
    reclaim();
    assertThat(queue.complete(slow, done())).isFalse();
    assertThatJob(queue, "a").isWaiting();

    ClaimedJob second = claimOne("w2");
    assertThat(queue.complete(slow, new JobOutcome.Failed("error.internal", ""))).isFalse();
    assertThatJob(queue, "a").isRunning();
    assertThat(queue.complete(second, done())).isTrue();
    assertThatJob(queue, "a").isDone();
  }

  @Test
  void all_that_a_dead_worker_held_is_taken_back_at_one_moment_however_old_each_lease_is() {
    queue.submit(job("old"));
    queue.submit(job("young"));
    ClaimedJob old = claimOne("w1");
    ClaimedJob young = claimOne("w1");
    expire(old, "w1");
    assertThat(reclaim()).as("it has claimed just now, so it lives").isEmpty();

    expire(young, "w1");
    assertThat(reclaim()).containsExactlyInAnyOrder("old", "young");
  }

  @Test
  void a_lease_that_a_living_worker_knows_nothing_of_is_taken_back_a_little_later() {
    queue.submit(job("unread"));
    queue.submit(job("known"));
    ClaimedJob unread = claimOne("w1");
    claimOne("w1");
    expire(unread, "w1", LEASE.plusSeconds(14));
    assertThat(reclaim()).isEmpty();

    expire(unread, "w1", LEASE.plusSeconds(15));
    assertThat(reclaim()).containsExactly("unread");
    assertThatJob(queue, "known").isRunning().wasNotInterrupted();
  }

  @Test
  void a_claim_whose_answer_was_lost_is_no_attempt_while_its_worker_lives() {
    queue.submit(job("a"));
    for (int i = 0; i < 3; i++) {
      ClaimedJob unknown = claimOne("w1");
      expire(unknown, "w1", LEASE.plusSeconds(14));
      assertThat(reclaimBesides("w1")).isEmpty();

      expire(unknown, "w1", LEASE.plusSeconds(15));
      assertThat(reclaimBesides("w1")).containsExactly("a");
      assertThatJob(queue, "a").isWaiting().wasNotInterrupted();
    }
    assertThat(claimOne("w2").attempt()).isEqualTo(1);
  }

  @Test
  void what_no_worker_can_read_is_given_up_in_the_end() {
    queue.submit(job("a"));
    int claims = 0;
    do {
      expire(claimOne("w1"), "w1", LEASE.plusSeconds(15));
      claims++;
    } while (!reclaimBesides("w1").isEmpty());

    assertThat(claims).isEqualTo(5 + 3);
    assertThatJob(queue, "a").hasFailedWith("error.too-many-attempts");
    assertThat(queue.deadJobs(9)).extracting(DeadJob::attempts).containsExactly(3);
  }

  @Test
  void who_was_cut_off_and_comes_back_did_not_die_of_its_job() {
    queue.submit(job("a"));
    ClaimedJob first = claimOne("w1");
    expire(first, "w1");
    reclaim();
    assertThat(queue.renew("w1", List.of(first))).containsExactly("a");

    ClaimedJob second = claimOne("w2");
    assertThat(second.attempt()).as("taken back before its worker came back").isEqualTo(1);
    expire(second, "w2");
    ClaimedJob third = reclaimOne("w3");
    assertThat(third.attempt()).isEqualTo(2);
    assertThat(queue.renew("w2", List.of(second))).as("drawn by another").containsExactly("a");
    assertThat(queue.renew("w2", List.of(second))).containsExactly("a");
    assertThat(queue.renew("w3", List.of(third))).isEmpty();

    expire(third, "w3");
    assertThat(reclaimOne("w4").attempt()).as("of w3, which did die").isEqualTo(2);
  }

  @Test
  void workers_that_were_cut_off_again_and_again_make_no_suspects_of_what_they_had_together() {
    queue.submit(job("a"));
    queue.submit(job("b"));
    for (int i = 0; i < 3; i++) {
      List<ClaimedJob> cut = claim("w" + i, 2);
      assertThat(cut)
          .extracting(each -> each.job().id(), ClaimedJob::attempt, ClaimedJob::isSuspect)
          .containsExactly(tuple("a", 1, false), tuple("b", 1, false));
      die(cut);
      assertThat(queue.renew("w" + i, cut)).hasSize(2);
    }
  }

  @Test
  void a_job_for_which_workers_stand_still_again_and_again_is_given_up_in_the_end() {
    queue.submit(job("a"));
    int attempts = 0;
    Set<String> waiting;
    do {
      ClaimedJob claimed = claimOne("w" + attempts);
      expire(claimed, claimed.worker());
      waiting = reclaim();
      queue.renew(claimed.worker(), List.of(claimed));
      attempts++;
    } while (!waiting.isEmpty());

    assertThat(attempts).isEqualTo(5 + 3);
    assertThatJob(queue, "a").hasFailedWith("error.too-many-attempts");
  }

  @Test
  void a_worker_that_breaks_down_gives_back_at_once_what_it_was_at_with_the_blame_of_a_death() {
    List.of("a", "b", "drawn", "fresh").forEach(id -> queue.submit(job(id)));
    List<ClaimedJob> atWork = claim("w1", 2);
    ClaimedJob drawn = claimOne("w1");

    assertThat(queue.breakdown("w1", atWork)).containsExactlyInAnyOrder("a", "b");
    assertThat(queue.renew("w1", List.of(drawn))).isEmpty();
    assertThat(queue.renew("w1", atWork)).containsExactlyInAnyOrder("a", "b");

    assertThat(claim("w1", 2))
        .extracting(each -> each.job().id(), ClaimedJob::attempt, ClaimedJob::isSuspect)
        .containsExactly(tuple("a", 1, false), tuple("b", 1, false));
    assertThat(queue.breakdown("w1", atWork)).hasSize(2);
    for (int attempt = 1; attempt <= 3; attempt++) {
      List<ClaimedJob> alone = claim("w1", 9);
      assertThat(alone)
          .extracting(each -> each.job().id(), ClaimedJob::attempt, ClaimedJob::isSuspect)
          .containsExactly(tuple("a", attempt, true));
      queue.breakdown("w1", alone);
      assertThat(queue.renew("w1", alone)).as("it lives, and is at fault").containsExactly("a");
    }
    assertThatJob(queue, "a").hasFailedWith("error.too-many-attempts");
  }

  @Test
  void a_worker_that_breaks_down_gives_back_nothing_that_is_not_its_own() {
    queue.submit(job("ended"));
    queue.submit(job("taken"));
    queue.submit(job("withdrawn"));
    List<ClaimedJob> claimed = claim("w1", 3);
    queue.complete(claimed.get(0), done());
    expire(claimed.get(1), "w2", Duration.ZERO);
    queue.cancel("withdrawn");

    assertThat(queue.breakdown("w1", claimed)).isEmpty();

    assertThatJob(queue, "ended").isDone();
    assertThatJob(queue, "taken").isRunning();
    assertThatJob(queue, "withdrawn").isCancelled();
  }

  @Test
  void a_job_that_three_workers_left_unfinished_fails_and_leaves_a_dead_letter() {
    queue.submit(job("a"));
    queue.submit(job("b"));
    ClaimedJob claimed = claimOne("w1");
    expire(claimed, "w1");
    claimed = reclaimOne("w2");
    expire(claimed, "w2");
    claimed = reclaimOne("w3");
    assertThat(claimed.attempt()).isEqualTo(3);
    assertThat(REDIS.client().exists(DEAD_LETTERS)).isFalse();

    expire(claimed, "w3");
    assertThat(reclaim()).isEmpty();
    assertThatJob(queue, "a").hasFailedWith("error.too-many-attempts");
    assertThat(queue.status("a").orElseThrow().outcome().orElseThrow())
        .extracting("detail")
        .asString()
        .contains("started 3 times");
    assertThat(REDIS.client().xrange(DEAD_LETTERS, "-", "+"))
        .extracting(StreamEntry::getFields)
        .containsExactly(Map.of("job", "a", "lane", LANE, "worker", "w3", "attempts", "3"));
    assertThat(queue.deadJobs(9))
        .extracting(DeadJob::id, DeadJob::lane, DeadJob::attempts)
        .containsExactly(tuple("a", LANE, 3));
    assertThatJob(queue, "b").isAtPosition(0);
  }

  @Test
  void a_job_says_which_failed_one_it_brings_back() {
    assertThat(queue.submit(job("b"), Share.of(Priority.NORMAL, 1), Optional.of("a")))
        .get()
        .extracting(JobStatus::retryOf)
        .isEqualTo(Optional.of("a"));
    assertThat(queue.status("b").orElseThrow().retryOf()).contains("a");
  }

  @Test
  void dead_letters_expire_with_their_jobs() {
    queue =
        new JobQueue(
            REDIS.client(),
            // long enough for a slow machine to bury all of the first before one of them expires
            QueueSettings.DEFAULT.withMaxAttempts(1).withRetention(Duration.ofSeconds(2)));
    // Redis drops whole nodes of a stream, each of a hundred entries.
    for (int i = 0; i < 250; i++) {
      queue.submit(job("job" + i));
    }
    dieAlone(120);
    assertThat(REDIS.client().xlen(DEAD_LETTERS)).isEqualTo(120);
    await().until(() -> queue.status("job119").isEmpty());

    dieAlone(130);
    assertThat(REDIS.client().xlen(DEAD_LETTERS)).isLessThan(250);
  }

  /** So many workers, each with one job. */
  private void dieAlone(int workers) {
    for (int i = 0; i < workers; i++) {
      claimOne("dead" + i);
    }
    queue.reclaim(List.of(LANE), Duration.ZERO);
  }

  @Test
  void nobody_is_blamed_for_a_death_in_company_and_they_are_drawn_again_together() {
    List<String> ids = List.of("a", "b", "c");
    ids.forEach(id -> queue.submit(job(id)));
    die(claim("w1", 3));

    assertThat(claim("w2", 3))
        .extracting(each -> each.job().id(), ClaimedJob::attempt, ClaimedJob::isSuspect)
        .containsExactly(tuple("a", 1, false), tuple("b", 1, false), tuple("c", 1, false));
  }

  @Test
  void after_a_second_death_in_company_each_is_drawn_by_itself_and_only_the_guilty_is_given_up() {
    for (String id : List.of("innocent", "guilty", "other")) {
      queue.submit(job(id));
    }
    die(claim("w1", 3));
    die(claim("w2", 3));
    queue.submit(job("fresh"));

    Room beside = new Room(8, 8, false);
    assertThat(queue.claim("busy", List.of(LANE), beside, Duration.ZERO))
        .as("nothing joins what is drawn, and nothing new goes first")
        .isEmpty();
    List<ClaimedJob> first = claim("w3", 9);
    assertThat(first)
        .extracting(each -> each.job().id(), ClaimedJob::isSuspect)
        .containsExactly(tuple("innocent", true));
    assertThat(queue.complete(first.get(0), done())).isTrue();

    for (int attempt = 1; attempt <= 3; attempt++) {
      List<ClaimedJob> alone = claim("killed" + attempt, 9);
      assertThat(alone)
          .extracting(each -> each.job().id(), ClaimedJob::attempt)
          .containsExactly(tuple("guilty", attempt));
      die(alone);
    }

    assertThatJob(queue, "guilty").hasFailedWith("error.too-many-attempts");
    assertThat(claim("w4", 9)).extracting(each -> each.job().id()).containsExactly("other");
    assertThat(claim("w5", 9))
        .extracting(each -> each.job().id(), ClaimedJob::attempt)
        .containsExactly(tuple("fresh", 1));
  }

  @Test
  void a_worker_that_is_killed_again_and_again_from_outside_buries_nobody_in_company() {
    queue = new JobQueue(REDIS.client(), QueueSettings.DEFAULT.withMaxAttempts(1));
    queue.submit(job("a"));
    queue.submit(job("b"));
    for (int death = 0; death < 2; death++) {
      die(claim("w" + death, 9));
    }
    assertThatJob(queue, "a").isWaiting().wasInterrupted();
    assertThatJob(queue, "b").isWaiting().wasInterrupted();
  }

  private void die(List<ClaimedJob> held) {
    held.forEach(each -> expire(each, each.worker()));
    reclaim();
  }

  @Test
  void a_cancelled_job_whose_worker_died_ends_as_cancelled() {
    queue.submit(job("a"));
    ClaimedJob claimed = claimOne("w1");
    queue.cancel("a");
    expire(claimed, "w1");
    assertThat(reclaim()).isEmpty();
    assertThatJob(queue, "a").isCancelled();
  }

  @Test
  void all_jobs_of_a_dead_worker_are_taken_back_at_once_behind_many_that_are_in_work() {
    for (int i = 0; i < 230; i++) {
      queue.submit(job("job" + i));
    }
    queue.claim("w1", List.of(LANE), 220, Duration.ZERO);
    queue.claim("dead", List.of(LANE), 5, Duration.ZERO).forEach(each -> expire(each, "dead"));
    queue.claim("w1", List.of(LANE), 5, Duration.ZERO);
    assertThat(queue.reclaim(List.of("empty", LANE), LEASE))
        .containsExactlyInAnyOrder("job220", "job221", "job222", "job223", "job224");
    assertThat(queue.reclaim(List.of("empty", LANE), LEASE)).isEmpty();
    assertThat(claim("w2", 230))
        .extracting(each -> each.job().id())
        .containsExactly("job220", "job221", "job222", "job223", "job224");
  }

  @Test
  void what_was_taken_back_goes_before_new_jobs_oldest_first() {
    for (String id : List.of("a", "b", "c")) {
      queue.submit(job(id));
    }
    queue.submit(job("behind"), Priority.NEWCOMER);
    List<ClaimedJob> dead = claim("w1", 4);
    queue.submit(job("fresh"));
    dead.forEach(each -> expire(each, "w1"));

    assertThat(reclaim()).hasSize(4);

    List<String> oldestFirst = List.of("a", "b", "c", "behind");
    for (String id : oldestFirst) {
      assertThatJob(queue, id).isWaiting().wasInterrupted().isAtPosition(oldestFirst.indexOf(id));
    }
    assertThat(claim("w2", 2)).extracting(each -> each.job().id()).containsExactly("a", "b");
    assertThat(claim("w3", 9))
        .extracting(each -> each.job().id())
        .containsExactly("c", "behind", "fresh");
  }

  @Test
  void a_job_that_was_never_drawn_is_given_back_without_being_called_interrupted() {
    queue.submit(job("a"));
    queue.release("w1", claimOne("w1"));
    assertThatJob(queue, "a").isWaiting().wasNotInterrupted();

    ClaimedJob claimed = claimOne("w1");
    queue.progress("a", new Progress(Stage.DRAWING, 1, 256, 0));
    queue.release("w1", claimed);
    assertThatJob(queue, "a").isWaiting().wasInterrupted();
  }

  @Test
  void a_worker_that_woke_up_after_its_lease_may_not_go_on_with_what_waits_again() {
    queue.submit(job("a"));
    ClaimedJob claimed = claimOne("w1");
    expire(claimed, "w1");
    reclaim();

    assertThat(queue.renew("w1", List.of(claimed))).containsExactly("a");
    queue.progress("a", new Progress(Stage.DRAWING, 200, 256, 0));
    queue.release("w1", claimed);
    assertThatJob(queue, "a").isWaiting().hasProgress(new Progress(Stage.WAITING, 0, 0, 0));
  }

  @Test
  void workers_that_came_and_went_are_forgotten_unless_they_hold_a_job() {
    QueueSettings usual = QueueSettings.DEFAULT;
    queue =
        new JobQueue(
            REDIS.client(),
            new QueueSettings(
                usual.maxAttempts(),
                usual.retention(),
                usual.unseenRetention(),
                Duration.ofMillis(1),
                usual.paceTimeout(),
                usual.longestWait()));
    queue.submit(job("a"));
    claimOne("holding");
    queue.claim("idle", List.of(LANE), 1, Duration.ZERO);
    await()
        .untilAsserted(
            () -> {
              reclaim();
              assertThat(REDIS.client().xinfoConsumers(Keys.stream(LANE), "workers"))
                  .extracting(StreamConsumerInfo::getName)
                  .contains("holding")
                  .doesNotContain("idle");
            });
  }

  @Test
  void a_job_given_back_is_the_next_for_another_worker_and_the_attempt_does_not_count() {
    queue.submit(job("a"));
    queue.submit(job("b"));
    ClaimedJob claimed = claimOne("w1");
    queue.progress("a", new Progress(Stage.DRAWING, 100, 256, 2));
    queue.release("w1", claimed);
    assertThatJob(queue, "a")
        .isWaiting()
        .isAtPosition(0)
        .hasProgress(new Progress(Stage.WAITING, 0, 0, 2));

    ClaimedJob again = claimOne("w2");
    assertThat(again.job().id()).isEqualTo("a");
    assertThat(again.attempt()).isEqualTo(1);
    assertThat(claimOne("w2").job().id()).isEqualTo("b");
    assertThat(queue.complete(again, done())).isTrue();
  }

  @Test
  void a_waiting_worker_gets_a_job_that_another_gives_back() throws Exception {
    queue.submit(job("a"));
    ClaimedJob claimed = claimOne("w1");
    CompletableFuture<List<ClaimedJob>> claim =
        CompletableFuture.supplyAsync(
            () -> queue.claim("w2", List.of(LANE), 1, Duration.ofSeconds(30)));
    await().until(() -> REDIS.client().info("clients").contains("blocked_clients:1"));
    queue.release("w1", claimed);
    assertThat(claim.get()).extracting(each -> each.job().id()).containsExactly("a");
  }

  @Test
  void a_job_given_back_can_be_cancelled() {
    queue.submit(job("a"));
    queue.release("w1", claimOne("w1"));
    assertThat(queue.cancel("a")).isTrue();
    assertThatJob(queue, "a").isCancelled();
    assertThat(queue.claim("w2", List.of(LANE), 1, Duration.ZERO)).isEmpty();
    assertThat(queue.reclaim(List.of(LANE), Duration.ZERO)).isEmpty();
  }

  @Test
  void a_job_that_was_cancelled_while_it_ran_ends_when_it_is_given_back() {
    queue.submit(job("a"));
    ClaimedJob claimed = claimOne("w1");
    queue.cancel("a");
    queue.release("w1", claimed);
    assertThatJob(queue, "a").isCancelled();
    assertThat(queue.claim("w2", List.of(LANE), 1, Duration.ZERO)).isEmpty();
  }

  @Test
  void only_the_worker_that_holds_a_job_can_give_it_back() {
    queue.submit(job("a"));
    ClaimedJob claimed = claimOne("w1");
    queue.release("w2", claimed);
    assertThatJob(queue, "a").isRunning();
    queue.complete(claimed, done());
    queue.release("w1", claimed);
    assertThatJob(queue, "a").isDone();
  }

  private List<ClaimedJob> claim(String worker, int max) {
    return queue.claim(worker, List.of(LANE), max, Duration.ZERO);
  }

  private ClaimedJob claimOne(String worker) {
    List<ClaimedJob> claimed = claim(worker, 1);
    assertThat(claimed).hasSize(1);
    return claimed.get(0);
  }

  private Set<String> reclaim() {
    return queue.reclaim(List.of(LANE), LEASE);
  }

  /** Takes back while a worker shows that it lives. */
  private Set<String> reclaimBesides(String living) {
    try (Presence presence = queue.presence(living, LEASE)) {
      presence.confirm();
      return reclaim();
    }
  }

  private ClaimedJob reclaimOne(String worker) {
    assertThat(reclaim()).hasSize(1);
    return claimOne(worker);
  }

  /** Lets a lease look as if its worker had been silent for longer than a lease lasts. */
  private static void expire(ClaimedJob claimed, String worker) {
    expire(claimed, worker, LEASE.plusMillis(1));
  }

  private static void expire(ClaimedJob claimed, String worker, Duration silence) {
    REDIS
        .client()
        .xclaimJustId(
            Keys.stream(claimed.queue()),
            "workers",
            worker,
            0,
            XClaimParams.xClaimParams().idle(silence.toMillis()),
            new StreamEntryID(claimed.streamEntryId()));
  }
}
