package org.vitrail.inference.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.vitrail.inference.protocol.JobAssert.assertThatJob;
import static org.vitrail.inference.protocol.SampleJobs.LANE;
import static org.vitrail.inference.protocol.SampleJobs.job;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.params.XClaimParams;

/** Workers that are seen to go; silence is made in Redis instead of waiting for it. */
class PresenceTest {
  @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();

  private static final Duration LEASE = Duration.ofSeconds(30);
  private static final Duration GRACE = Presence.grace(LEASE);

  private JobQueue queue;
  private Presence presence;

  @BeforeEach
  void open() {
    queue = new JobQueue(REDIS.client(), QueueSettings.DEFAULT);
    presence = queue.presence("w1", LEASE);
  }

  @AfterEach
  void close() {
    presence.close();
  }

  @Test
  void jobs_of_a_worker_that_is_gone_are_taken_back_after_its_grace_and_go_before_newcomers() {
    ClaimedJob held = held("a");
    beSeen();
    presence.close();
    queue.submit(job("new"));

    silent(held, GRACE.dividedBy(2));
    assertThat(reclaim()).isEmpty();
    assertThat(claim("w2")).as("newcomers wait for what may be taken back").isEmpty();

    silent(held, GRACE);
    assertThat(reclaim()).containsExactly("a");
    assertThat(claim("w2")).containsExactly("a", "new");
  }

  @Test
  void a_worker_that_is_connected_has_its_whole_lease_and_holds_nobody_up() {
    ClaimedJob held = held("a");
    beSeen();
    queue.submit(job("new"));

    silent(held, LEASE.minusSeconds(1));
    assertThat(reclaim()).isEmpty();
    assertThat(claim("w2")).containsExactly("new");

    silent(held, LEASE);
    assertThat(reclaim()).containsExactly("a");
  }

  @Test
  void a_worker_that_renews_keeps_its_jobs_though_its_connection_was_cut() {
    ClaimedJob held = held("a");
    beSeen();
    presence.close();
    queue.submit(job("new"));
    silent(held, GRACE);

    assertThat(queue.renew("w1", List.of(held))).isEmpty();
    assertThat(reclaim()).isEmpty();
    assertThat(presence.confirm()).isFalse();

    assertThat(claim("w2")).as("it is judged by its lease from now on").containsExactly("new");
    silent(held, LEASE.minusSeconds(1));
    assertThat(reclaim()).isEmpty();
  }

  @Test
  void a_worker_that_was_never_seen_is_judged_by_its_lease_alone() {
    ClaimedJob held = held("a", "unseen");
    queue.submit(job("new"));

    silent(held, LEASE.minusSeconds(1));
    assertThat(reclaim()).isEmpty();
    assertThat(claim("w2")).containsExactly("new");
  }

  @Test
  void newcomers_wait_for_a_moment_only_when_nobody_takes_back() {
    ClaimedJob held = held("a");
    beSeen();
    presence.close();
    queue.submit(job("new"));

    silent(held, GRACE.plusSeconds(2));
    assertThat(claim("w2")).containsExactly("new");
  }

  @Test
  void what_was_in_work_before_does_not_wait_for_the_jobs_of_another() {
    ClaimedJob held = held("a");
    queue.submit(job("given-back"));
    queue.release("w3", queue.claim("w3", List.of(LANE), 1, Duration.ZERO).get(0));
    queue.submit(job("new"));
    beSeen();
    presence.close();

    silent(held, Duration.ZERO);
    assertThat(claim("w2")).containsExactly("given-back");
    assertThatJob(queue, "a").isRunning();
  }

  /** Nobody asks whether it is. */
  private static void beSeen() {
    await().until(() -> ("" + GRACE.toMillis()).equals(REDIS.client().get(key("w1"))));
  }

  private static String key(String worker) {
    return Keys.QUEUE_PREFIX + "present:" + worker;
  }

  private ClaimedJob held(String id) {
    return held(id, "w1");
  }

  private ClaimedJob held(String id, String worker) {
    queue.submit(job(id));
    return queue.claim(worker, List.of(LANE), 1, Duration.ZERO).get(0);
  }

  private List<String> claim(String worker) {
    return queue.claim(worker, List.of(LANE), 8, Duration.ZERO).stream()
        .map(it -> it.job().id())
        .toList();
  }

  private Set<String> reclaim() {
    return queue.reclaim(List.of(LANE), LEASE);
  }

  /** Lets a worker look as if it had renewed nothing and not shown itself for so long. */
  private static void silent(ClaimedJob claimed, Duration silence) {
    REDIS
        .client()
        .xclaimJustId(
            Keys.stream(claimed.queue()),
            "workers",
            claimed.worker(),
            0,
            XClaimParams.xClaimParams().idle(silence.toMillis()),
            new StreamEntryID(claimed.streamEntryId()));
    REDIS.client().pexpire(key(claimed.worker()), LEASE.minus(silence).toMillis());
  }
}
