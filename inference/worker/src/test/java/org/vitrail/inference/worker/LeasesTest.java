package org.vitrail.inference.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.vitrail.inference.protocol.JobAssert.assertThatJob;
import static org.vitrail.inference.protocol.SampleJobs.LANE;
import static org.vitrail.inference.protocol.SampleJobs.job;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.vitrail.inference.protocol.ClaimedJob;
import org.vitrail.inference.protocol.JobQueue;
import org.vitrail.inference.protocol.QueueSettings;
import org.vitrail.inference.protocol.RedisServerExtension;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.params.XClaimParams;
import redis.clients.jedis.params.XPendingParams;

/** When a worker renews and takes back; its time is moved by hand, leases are made old in Redis. */
class LeasesTest {
  @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();

  private static final Duration LEASE = Duration.ofSeconds(30);
  private static final String STREAM = "vitrail:{queue}:lane:" + LANE;

  private final AtomicLong now = new AtomicLong();
  private JobQueue queue;
  private Leases leases;

  @BeforeEach
  void open() {
    queue = new JobQueue(REDIS.client(), QueueSettings.DEFAULT);
    leases = leases();
  }

  private Leases leases() {
    return new Leases(
        queue, "me", () -> List.of(LANE), TestWorker.options(LEASE, Duration.ZERO), now::get);
  }

  @Test
  void jobs_of_others_are_taken_back_within_a_second_of_their_leases_end() {
    keep();
    expire(claim("dead", "a"), "dead");

    pass(Duration.ofMillis(999));
    assertThat(keep()).isEmpty();
    assertThatJob(queue, "a").isRunning();

    pass(Duration.ofMillis(1));
    keep();
    assertThatJob(queue, "a").isWaiting().wasInterrupted();
  }

  @Test
  void own_jobs_are_renewed_before_they_could_be_taken_back_however_late_it_is() {
    ClaimedJob own = claim("me", "a");
    keep(own);
    expire(own, "me");

    pass(Duration.ofMinutes(5));
    assertThat(keep(own)).isEmpty();

    assertThatJob(queue, "a").isRunning().wasNotInterrupted();
  }

  @Test
  void own_jobs_are_renewed_three_times_in_a_lease() {
    ClaimedJob own = claim("me", "a");
    keep(own);
    List<Integer> renewedAt = new ArrayList<>();
    for (int second = 1; second <= 30; second++) {
      age(own, "me", LEASE.dividedBy(2));
      pass(Duration.ofSeconds(1));
      keep(own);
      if (idleMillis(own) < LEASE.dividedBy(2).toMillis()) {
        renewedAt.add(second);
      }
    }
    assertThat(renewedAt).containsExactly(10, 20, 30);
  }

  @Test
  void a_job_that_another_took_back_is_told_as_lost() {
    ClaimedJob own = claim("me", "a");
    expire(own, "me");
    queue.reclaim(List.of(LANE), LEASE);

    keep(own);
    assertThat(leases.hold(List.of(own))).containsExactly(own);
  }

  @Test
  void what_is_held_is_renewed_however_long_a_step_takes_up_to_the_time_of_a_whole_job() {
    ClaimedJob own = claim("me", "a");
    keep(own);

    pass(TestWorker.options().jobTimeout());
    expire(own, "me");
    leases.keep();
    assertThatJob(queue, "a").isRunning();
    assertThat(leases.problem()).isEmpty();

    pass(Duration.ofSeconds(11));
    leases.keep();
    assertThatJob(queue, "a").isWaiting().wasInterrupted();
    assertThat(leases.problem()).get().asString().contains("in one step for more than 120 s");
  }

  @Test
  void a_thread_that_was_stuck_hears_what_it_has_lost_before_it_does_anything() {
    ClaimedJob own = claim("me", "a");
    keep(own);
    pass(TestWorker.options().jobTimeout().plusSeconds(11));
    leases.keep();
    pass(Duration.ofSeconds(1));

    assertThat(leases.hold(List.of(own))).containsExactly(own);
    assertThat(leases.problem()).isEmpty();
    assertThat(queue.claim("other", List.of(LANE), 1, Duration.ZERO))
        .as("the job may be why it was stuck")
        .extracting(ClaimedJob::attempt)
        .containsExactly(2);
  }

  @Test
  void a_process_that_was_asleep_hears_it_though_nothing_was_renewed_in_between() {
    ClaimedJob own = claim("me", "a");
    keep(own);
    expire(own, "me");
    queue.reclaim(List.of(LANE), LEASE);
    pass(LEASE.plusSeconds(1));

    assertThat(leases.hold(List.of(own))).containsExactly(own);
    assertThatJob(queue, "a").isWaiting();
  }

  @Test
  void what_was_claimed_just_now_is_renewed_before_anything_is_said_of_it() {
    keep();
    ClaimedJob own = claim("me", "a");
    leases.add(List.of(own));
    expire(own, "me");
    pass(LEASE);

    leases.keep();

    assertThatJob(queue, "a").isRunning().wasNotInterrupted();
  }

  @Test
  void after_an_outage_own_jobs_are_renewed_at_once_and_others_get_the_time_to_do_so() {
    ClaimedJob own = claim("me", "a");
    keep(own);
    ClaimedJob others = claim("other", "b");
    REDIS.client().rename(STREAM, "aside");
    REDIS.client().set(STREAM, "no stream, so that every look at it fails");
    pass(LEASE.dividedBy(3));
    assertThat(keep(own)).isEmpty();
    REDIS.client().del(STREAM);
    REDIS.client().rename("aside", STREAM);
    expire(own, "me");
    expire(others, "other");

    pass(Duration.ofSeconds(1));
    keep(own);
    assertThatJob(queue, "a").isRunning();
    assertThatJob(queue, "b").isRunning();

    pass(LEASE.dividedBy(3));
    keep(own);
    assertThatJob(queue, "a").isRunning();
    assertThatJob(queue, "b").isWaiting().wasInterrupted();
  }

  @Test
  void while_redis_is_full_the_dead_are_replaced_and_lost_jobs_are_told_all_the_same() {
    leases.start();
    ClaimedJob own = claim("me", "a");
    ClaimedJob lost = claim("me", "b");
    keep(own, lost);
    for (String id : List.of("c", "d")) {
      expire(claim("dead", id), "dead");
    }
    REDIS.client().xack(STREAM, "workers", new StreamEntryID(lost.streamEntryId()));
    REDIS.client().configSet("maxmemory", "1");
    try {
      pass(LEASE.dividedBy(3));
      List<ClaimedJob> heard = new ArrayList<>(keep(own, lost));
      heard.addAll(leases.hold(List.of(own, lost)));

      assertThat(heard).containsExactly(lost);
      assertThatJob(queue, "c").isWaiting().wasInterrupted();
      assertThatJob(queue, "d").isWaiting().wasInterrupted();
      assertThat(idleMillis(own)).isLessThan(LEASE.dividedBy(3).toMillis());
    } finally {
      REDIS.client().configSet("maxmemory", "0");
      leases.close();
    }
  }

  @Test
  void who_may_not_note_that_it_lives_renews_and_takes_back_all_the_same() {
    queue =
        new JobQueue(
            REDIS.limited("~vitrail:*", "resetchannels", "&vitrail:*", "+@all", "-set"),
            QueueSettings.DEFAULT);
    leases = leases();
    leases.start();
    try {
      ClaimedJob own = claim("me", "a");
      expire(own, "me");
      expire(claim("dead", "b"), "dead");
      leases.hold(List.of(own));
      pass(LEASE.dividedBy(3));
      leases.keep();

      assertThatJob(queue, "a").isRunning();
      assertThatJob(queue, "b").isWaiting().wasInterrupted();
    } finally {
      leases.close();
    }
  }

  /** A turn of both threads. */
  private List<ClaimedJob> keep(ClaimedJob... held) {
    List<ClaimedJob> lost = leases.hold(List.of(held));
    leases.keep();
    return lost;
  }

  private static long idleMillis(ClaimedJob claimed) {
    StreamEntryID entry = new StreamEntryID(claimed.streamEntryId());
    return REDIS
        .client()
        .xpending(STREAM, "workers", XPendingParams.xPendingParams(entry, entry, 1))
        .get(0)
        .getIdleTime();
  }

  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }

  private ClaimedJob claim(String worker, String id) {
    queue.submit(job(id));
    return queue.claim(worker, List.of(LANE), 1, Duration.ZERO).get(0);
  }

  private static void expire(ClaimedJob claimed, String worker) {
    age(claimed, worker, LEASE.plusMillis(1));
  }

  private static void age(ClaimedJob claimed, String worker, Duration silence) {
    REDIS
        .client()
        .xclaimJustId(
            STREAM,
            "workers",
            worker,
            0,
            XClaimParams.xClaimParams().idle(silence.toMillis()),
            new StreamEntryID(claimed.streamEntryId()));
  }
}
