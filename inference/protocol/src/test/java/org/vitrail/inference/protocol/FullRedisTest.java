package org.vitrail.inference.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.vitrail.inference.protocol.JobAssert.assertThatJob;
import static org.vitrail.inference.protocol.SampleJobs.LANE;
import static org.vitrail.inference.protocol.SampleJobs.job;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import redis.clients.jedis.exceptions.JedisDataException;

/** What goes on with a Redis that is full, as it costs next to nothing or makes room. */
class FullRedisTest {
  @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();

  private static final List<String> LANES = List.of(LANE);

  private JobQueue queue;

  @BeforeEach
  void open() {
    queue = new JobQueue(REDIS.client(), QueueSettings.DEFAULT.withMaxAttempts(1));
  }

  @AfterEach
  void makeRoom() {
    REDIS.client().configSet("maxmemory", "0");
  }

  private void fill() {
    REDIS.client().configSet("maxmemory", "1");
    assertThatThrownBy(() -> REDIS.client().set("more", "of it"))
        .isInstanceOf(JedisDataException.class)
        .hasMessageContaining("OOM");
  }

  @Test
  void jobs_of_the_dead_are_taken_over_and_given_up_as_ever() {
    List.of("a", "b", "alone").forEach(id -> queue.submit(job(id)));
    queue.claim("dead", LANES, 2, Duration.ZERO);
    queue.claim("killed", LANES, 1, Duration.ZERO);
    fill();

    assertThat(queue.reclaim(LANES, Duration.ZERO)).containsExactlyInAnyOrder("a", "b");

    assertThatJob(queue, "alone").hasFailedWith("error.too-many-attempts");
    assertThat(queue.deadJobs(9)).extracting(DeadJob::id).containsExactly("alone");
    assertThat(queue.claim("next", LANES, 9, Duration.ZERO))
        .extracting(it -> it.job().id())
        .containsExactly("a", "b");
  }

  @Test
  void a_worker_shows_that_it_lives_and_what_it_serves() {
    queue.submit(job("a"));
    List<ClaimedJob> held = queue.claim("w1", LANES, 1, Duration.ZERO);
    try (Presence presence = queue.presence("w1", Duration.ofSeconds(30))) {
      await().until(presence::confirm);
      fill();

      assertThat(presence.confirm()).isTrue();
      assertThat(queue.renew("w1", held)).isEmpty();
      ServedModel model = new ServedModel(LANE, ServedModel.State.LOADED, Set.of(), List.of());
      queue.announcements().announce("w2", List.of(model), Duration.ofSeconds(30));
      assertThat(queue.announcements().all()).containsOnlyKeys("w2");
      WorkerPace.Cost cost = new WorkerPace.Cost(1, 2);
      WorkerPace pace =
          new WorkerPace(
              8,
              9,
              WorkerPace.Begin.of(1, 1),
              cost,
              cost,
              Map.of(),
              WorkerPace.Errors.ofDrawing(.5));
      queue.reportPace(LANE, "w2", pace);
      assertThat(queue.lastPace(LANE)).contains(pace);
    }
  }

  @Test
  void a_job_in_work_is_shown_stopped_given_back_and_withdrawn() {
    for (String id : List.of("running", "given-back", "forgotten")) {
      queue.submit(job(id));
    }
    List<ClaimedJob> claimed = queue.claim("w1", LANES, 3, Duration.ZERO);
    fill();

    queue.progress("running", new Progress(Stage.DRAWING, 7, 9, 0));
    assertThatJob(queue, "running").hasProgress(new Progress(Stage.DRAWING, 7, 9, 0));
    queue.restart("running");
    assertThatJob(queue, "running").wasInterrupted();
    assertThat(queue.stop("running")).isTrue();
    assertThat(queue.cancel("running")).isTrue();
    assertThat(queue.cancelRequested(List.of("running"))).containsExactly("running");

    queue.release("w1", claimed.get(1));
    assertThatJob(queue, "given-back").isWaiting();
    assertThat(queue.forget("forgotten")).isTrue();
    assertThat(queue.complete(claimed.get(2), SampleJobs.done())).isFalse();
    assertThatJob(queue, "forgotten").isCancelled();
  }
}
