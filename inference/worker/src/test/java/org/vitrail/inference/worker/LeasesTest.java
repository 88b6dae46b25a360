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
    leases = new Leases(queue, "me", () -> List.of(LANE), LEASE, now::get);
  }

  @Test
  void jobs_of_others_are_taken_back_within_a_second_of_their_leases_end() {
    leases.keep(List::of);
    expire(claim("dead", "a"), "dead");

    pass(Duration.ofMillis(999));
    assertThat(leases.keep(List::of)).isEmpty();
    assertThatJob(queue, "a").isRunning();

    pass(Duration.ofMillis(1));
    leases.keep(List::of);
    assertThatJob(queue, "a").isWaiting().wasInterrupted();
  }

  @Test
  void own_jobs_are_renewed_before_they_could_be_taken_back_however_late_it_is() {
    ClaimedJob own = claim("me", "a");
    leases.keep(() -> List.of(own));
    expire(own, "me");

    pass(Duration.ofMinutes(5));
    assertThat(leases.keep(() -> List.of(own))).isEmpty();

    assertThatJob(queue, "a").isRunning().wasNotInterrupted();
  }

  @Test
  void own_jobs_are_renewed_three_times_in_a_lease() {
    ClaimedJob own = claim("me", "a");
    leases.keep(() -> List.of(own));
    List<Integer> renewedAt = new ArrayList<>();
    for (int second = 1; second <= 30; second++) {
      int at = second;
      pass(Duration.ofSeconds(1));
      leases.keep(
          () -> {
            renewedAt.add(at);
            return List.of(own);
          });
    }
    assertThat(renewedAt).containsExactly(10, 20, 30);
  }

  @Test
  void a_job_that_another_took_back_is_told_as_lost() {
    ClaimedJob own = claim("me", "a");
    expire(own, "me");
    queue.reclaim(List.of(LANE), LEASE);

    assertThat(leases.keep(() -> List.of(own))).containsExactly("a");
  }

  @Test
  void after_an_outage_own_jobs_are_renewed_at_once_and_others_get_the_time_to_do_so() {
    ClaimedJob own = claim("me", "a");
    leases.keep(() -> List.of(own));
    ClaimedJob others = claim("other", "b");
    REDIS.client().rename(STREAM, "aside");
    REDIS.client().set(STREAM, "no stream, so that every look at it fails");
    pass(LEASE.dividedBy(3));
    assertThat(leases.keep(() -> List.of(own))).isEmpty();
    REDIS.client().del(STREAM);
    REDIS.client().rename("aside", STREAM);
    expire(own, "me");
    expire(others, "other");

    pass(Duration.ofSeconds(1));
    leases.keep(() -> List.of(own));
    assertThatJob(queue, "a").isRunning();
    assertThatJob(queue, "b").isRunning();

    pass(LEASE.dividedBy(3));
    leases.keep(() -> List.of(own));
    assertThatJob(queue, "a").isRunning();
    assertThatJob(queue, "b").isWaiting().wasInterrupted();
  }

  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }

  private ClaimedJob claim(String worker, String id) {
    queue.submit(job(id));
    return queue.claim(worker, List.of(LANE), 1, Duration.ZERO).get(0);
  }

  private static void expire(ClaimedJob claimed, String worker) {
    REDIS
        .client()
        .xclaimJustId(
            STREAM,
            "workers",
            worker,
            0,
            XClaimParams.xClaimParams().idle(LEASE.toMillis() + 1),
            new StreamEntryID(claimed.streamEntryId()));
  }
}
