package org.vitrail.inference.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.vitrail.inference.protocol.JobAssert.assertThatJob;
import static org.vitrail.inference.protocol.SampleJobs.LANE;
import static org.vitrail.inference.protocol.SampleJobs.job;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.vitrail.inference.protocol.ClaimedJob;
import org.vitrail.inference.protocol.JobQueue;
import org.vitrail.inference.protocol.QueueSettings;
import org.vitrail.inference.protocol.RedisServerExtension;

/** Jobs that are given back to a Redis that takes no writes for a while. */
class GivenBackTest {
  @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();

  private final AtomicLong now = new AtomicLong();
  private JobQueue queue;
  private GivenBack givenBack;
  private ClaimedJob claimed;

  @BeforeEach
  void claim() {
    queue = new JobQueue(REDIS.client(), QueueSettings.DEFAULT);
    givenBack = new GivenBack(queue, "me", now::get);
    queue.submit(job("a"));
    claimed = queue.claim("me", List.of(LANE), 1, Duration.ZERO).get(0);
    REDIS.client().configSet("min-replicas-to-write", "1");
  }

  @AfterEach
  void refuseNothing() {
    REDIS.client().configSet("min-replicas-to-write", "0");
  }

  @Test
  void it_is_tried_again_and_the_attempt_does_not_count() {
    givenBack.add(claimed);
    assertThat(givenBack.jobs()).containsExactly(claimed);
    refuseNothing();
    givenBack.retry();
    assertThatJob(queue, "a").as("not before a pause").isRunning();

    now.addAndGet(OutcomeRetries.BACKOFF.first().toNanos());
    givenBack.retry();

    assertThat(givenBack.jobs()).isEmpty();
    assertThatJob(queue, "a").isWaiting();
    assertThat(queue.claim("other", List.of(LANE), 1, Duration.ZERO))
        .extracting(ClaimedJob::attempt)
        .containsExactly(1);
  }

  @Test
  void a_worker_that_ends_tries_it_for_a_while() {
    givenBack.add(claimed);
    refuseNothing();

    givenBack.finish();

    assertThatJob(queue, "a").isWaiting();
  }

  @Test
  void what_another_worker_has_by_then_is_let_go() {
    givenBack.add(claimed);

    givenBack.drop("a");

    assertThat(givenBack.jobs()).isEmpty();
  }
}
