package org.vitrail.inference.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.vitrail.inference.protocol.ClaimedJob;
import org.vitrail.inference.protocol.SampleJobs;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;

/** What is tried again, and when; time is moved by hand. */
class LaterTriesTest {
  private static final RuntimeException SHORTAGE =
      new IllegalStateException("CUDA out of memory. Tried to allocate 2.00 GiB");
  private static final RuntimeException REFUSED =
      new JedisDataException("WRONGTYPE Operation against a key holding the wrong kind of value");
  private static final RuntimeException LOADING =
      new JedisDataException("LOADING Redis is loading the dataset in memory");
  private static final RuntimeException AWAY = new JedisConnectionException("refused");

  private final AtomicLong now = new AtomicLong();
  private final LaterTries later = new LaterTries(now::get);
  private final ClaimedJob job =
      new ClaimedJob(SampleJobs.job("a"), "w", SampleJobs.LANE, "1-1", 1, 0, false);

  @Test
  void a_shortage_of_memory_is_tried_once_more_after_its_pause() {
    assertThat(later.take(job, SHORTAGE)).isTrue();
    assertThat(later.jobs()).containsExactly(job);
    pass(LaterTries.AFTER_SHORTAGE.minusMillis(1));
    assertThat(later.due()).isEmpty();
    pass(Duration.ofMillis(1));
    assertThat(later.due()).containsExactly(job);
    assertThat(later.isEmpty()).isTrue();

    assertThat(later.take(job, SHORTAGE)).isFalse();
    assertThat(later.isEmpty()).isTrue();
  }

  @Test
  void what_cannot_be_fetched_is_tried_as_often_as_need_be_and_ever_less_often() {
    for (int seconds : new int[] {1, 2, 4, 8, 16, 30, 30}) {
      assertThat(later.take(job, AWAY)).isTrue();
      pass(Duration.ofSeconds(seconds).minusMillis(1));
      assertThat(later.due()).isEmpty();
      pass(Duration.ofMillis(1));
      assertThat(later.due()).containsExactly(job);
    }
  }

  @Test
  void an_outage_does_not_use_up_the_try_after_a_shortage_of_memory() {
    assertThat(later.take(job, AWAY)).isTrue();
    assertThat(later.take(job, SHORTAGE)).isTrue();
    pass(LaterTries.AFTER_SHORTAGE);
    assertThat(later.due()).containsExactly(job);
    assertThat(later.take(job, AWAY)).isTrue();
    pass(Duration.ofSeconds(2));
    assertThat(later.due()).containsExactly(job);

    assertThat(later.take(job, SHORTAGE)).isFalse();
  }

  @Test
  void what_redis_refuses_is_tried_for_half_a_minute_and_what_comes_with_an_outage_as_ever() {
    for (int seconds : new int[] {1, 2, 4, 8, 16}) {
      assertThat(later.take(job, REFUSED)).isTrue();
      assertThat(later.outOfReach()).isEmpty();
      pass(Duration.ofSeconds(seconds));
      assertThat(later.due()).containsExactly(job);
    }
    assertThat(later.take(job, REFUSED)).isFalse();
    assertThat(later.isEmpty()).isTrue();

    for (int tries = 0; tries < 9; tries++) {
      assertThat(later.take(job, LOADING)).isTrue();
      assertThat(later.outOfReach()).containsExactly(job);
    }
  }

  @Test
  void what_will_not_pass_is_not_tried_again() {
    assertThat(later.take(job, new IllegalStateException("A number is none."))).isFalse();
    assertThat(later.isEmpty()).isTrue();
  }

  @Test
  void a_job_that_has_ended_is_forgotten_with_its_tries() {
    later.take(job, SHORTAGE);
    later.forget("a");
    pass(LaterTries.AFTER_SHORTAGE);

    assertThat(later.due()).isEmpty();
    assertThat(later.take(job, SHORTAGE)).isTrue();
  }

  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }
}
