package org.vitrail.inference.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.vitrail.inference.protocol.JobAssert.assertThatJob;
import static org.vitrail.inference.protocol.SampleJobs.LANE;
import static org.vitrail.inference.protocol.SampleJobs.done;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A running job that somebody withdrew ends as cancelled, whatever the worker does afterwards. */
class WithdrawnJobTest {
  @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();

  private static final JobOutcome FAILED = new JobOutcome.Failed("error.internal", "It broke.");

  private JobQueue queue;

  @BeforeEach
  void open() {
    queue = new JobQueue(REDIS.client(), QueueSettings.DEFAULT);
  }

  private enum OriginalRequest {
    CANCEL,
    FORGET;

    boolean of(JobQueue queue, String jobId) {
      return this == CANCEL ? queue.cancel(jobId) : queue.forget(jobId);
    }
  }

  private enum Later {
    IT_IS_DONE {
      @Override
      void happens(JobQueue queue, ClaimedJob claimed) {
        assertThat(queue.complete(claimed, done())).isFalse();
      }
    },
    IT_FAILS {
      @Override
      void happens(JobQueue queue, ClaimedJob claimed) {
        assertThat(queue.complete(claimed, FAILED)).isFalse();
      }
    },
    THE_WORKER_HEARS_OF_IT {
      @Override
      void happens(JobQueue queue, ClaimedJob claimed) {
        assertThat(queue.cancelRequested(List.of(claimed.job().id()))).hasSize(1);
        assertThat(queue.complete(claimed, new JobOutcome.Cancelled())).isTrue();
      }
    },
    IT_GOES_ON_AND_IS_DONE {
      @Override
      void happens(JobQueue queue, ClaimedJob claimed) {
        queue.progress(claimed.job().id(), new Progress(Stage.SAVING, 0, 0, 1));
        assertThat(queue.renew("w1", List.of(claimed))).isEmpty();
        assertThat(queue.complete(claimed, done())).isFalse();
      }
    },
    IT_IS_GIVEN_BACK {
      @Override
      void happens(JobQueue queue, ClaimedJob claimed) {
        queue.release("w1", claimed);
        assertThat(queue.claim("w2", List.of(LANE), 1, Duration.ZERO)).isEmpty();
      }
    },
    THE_WORKER_DIES {
      @Override
      void happens(JobQueue queue, ClaimedJob claimed) {
        assertThat(queue.reclaim(List.of(LANE), Duration.ZERO)).isEmpty();
      }
    },
    THE_WORKER_WAS_HELD_FOR_DEAD_AND_IS_DONE {
      @Override
      void happens(JobQueue queue, ClaimedJob claimed) {
        assertThat(queue.reclaim(List.of(LANE), Duration.ZERO)).isEmpty();
        assertThat(queue.complete(claimed, done())).isFalse();
      }
    };

    abstract void happens(JobQueue queue, ClaimedJob claimed);
  }

  static Stream<Arguments> wishesAndLaterSteps() {
    ImageTask draw = SampleJobs.job("any").task();
    return Arrays.stream(OriginalRequest.values())
        .flatMap(
            originalRequest ->
                Arrays.stream(Later.values())
                    .flatMap(
                        later ->
                            Stream.of(draw, new ImageTask.Upscale("source", 2))
                                .map(task -> Arguments.of(originalRequest, later, task))));
  }

  @ParameterizedTest(name = "{0}, {1}, {2}")
  @MethodSource("wishesAndLaterSteps")
  void it_ends_as_cancelled(OriginalRequest originalRequest, Later later, ImageTask task) {
    queue.submit(job(task));
    ClaimedJob claimed = queue.claim("w1", List.of(LANE), 1, Duration.ZERO).get(0);
    assertThat(originalRequest.of(queue, "a")).isTrue();

    later.happens(queue, claimed);

    assertThatJob(queue, "a").isCancelled().hasOutcome(new JobOutcome.Cancelled());
    assertThat(queue.depth(LANE)).isZero();
    assertThat(REDIS.client().xlen(Keys.stream(LANE))).isZero();
    assertThat(REDIS.client().pttl("vitrail:{queue}:job:a")).isPositive();
    assertThat(queue.cancel("a")).isFalse();
  }

  @Test
  void a_wish_that_comes_after_the_end_changes_nothing_and_is_not_promised() {
    queue.submit(job(SampleJobs.job("any").task()));
    ClaimedJob claimed = queue.claim("w1", List.of(LANE), 1, Duration.ZERO).get(0);
    assertThat(queue.complete(claimed, done())).isTrue();

    assertThat(queue.cancel("a")).isFalse();

    assertThatJob(queue, "a").isDone();
  }

  private static ImageJob job(ImageTask task) {
    return new ImageJob("a", LANE, task, new Requester("web", "someone", "", "en"), Instant.EPOCH);
  }
}
