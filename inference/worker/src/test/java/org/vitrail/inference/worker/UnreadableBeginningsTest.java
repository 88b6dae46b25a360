package org.vitrail.inference.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.vitrail.inference.protocol.JobAssert.assertThatJob;
import static org.vitrail.inference.worker.TestWorker.LANE;
import static org.vitrail.inference.worker.TestWorker.draw;

import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.vitrail.inference.model.tensor.ModelMemory;
import org.vitrail.inference.protocol.ImageStore;
import org.vitrail.inference.protocol.ImageTask.Upscale;
import org.vitrail.inference.protocol.JobOutcome.Failed;
import org.vitrail.inference.protocol.RedisServerExtension;
import redis.clients.jedis.RedisClient;

/** Jobs that begin from what Redis does not hand out; the clock is moved by hand. */
class UnreadableBeginningsTest {
  @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();

  private final AtomicLong now = new AtomicLong();
  private final FakeModels models = new FakeModels(10_000).with(LANE, 100).with("other", 100);
  private TestWorker test;

  @BeforeEach
  void connect() {
    test = new TestWorker(REDIS.client());
  }

  @AfterEach
  void stop() {
    test.close();
  }

  @Test
  void what_redis_refuses_for_half_a_minute_fails_the_job_and_others_are_drawn_meanwhile() {
    String refused = test.submitBeginning(LANE, null);
    breakFile(refused, ImageStore.INIT_IMAGE);
    try (Worker worker = byHand(test.images())) {
      turn(worker, 2, Duration.ofMillis(100));
      String fine = test.submit(LANE, draw("a cat", 1, 1));
      turn(worker, FakeModel.STEPS + 2, Duration.ofMillis(100));
      assertThatJob(test.queue(), fine).isDone();
      assertThatJob(test.queue(), refused).isRunning();

      String large = test.submit(LANE, draw("a cat", 9, 1));
      turn(worker, 5, Duration.ofSeconds(5));
      assertThatJob(test.queue(), large).as("needs a worker that has nothing else").isWaiting();
      turn(worker, 4, Duration.ofSeconds(5));
      assertThatJob(test.queue(), refused).hasFailedWith(Failed.NOT_READ);
      assertThatJob(test.queue(), large).isRunning();
    }
  }

  @Test
  void a_picture_to_enlarge_that_redis_refuses_fails_then_too() {
    breakFile("source0000", "1.png");
    String id = test.submit(LANE, new Upscale("source0000", 1));
    try (Worker worker = byHand(test.images())) {
      turn(worker, 6, Duration.ofSeconds(4));
      assertThatJob(test.queue(), id).isRunning();
      turn(worker, 5, Duration.ofSeconds(4));
      assertThatJob(test.queue(), id).hasFailedWith(Failed.NOT_READ);
    }
  }

  @Test
  void jobs_whose_beginnings_are_out_of_reach_keep_no_model_at_work_that_others_wait_for()
      throws IOException {
    try (ImageStoreAway away = new ImageStoreAway();
        Worker worker = byHand(away.images())) {
      String pinned = test.submit(LANE, draw("a cat", 1, 1));
      turn(worker, 2, Duration.ofSeconds(1));
      assertThatJob(test.queue(), pinned).isRunning();
      String other = test.submit("other", draw("a cat", 1, 1));
      turn(worker, 5, Duration.ofSeconds(1));
      assertThatJob(test.queue(), other).isWaiting();

      turn(worker, 2, ModelScheduler.MIN_SLICE);

      assertThatJob(test.queue(), pinned).isWaiting();
      assertThatJob(test.queue(), other).isRunning();
    }
  }

  /** Where a node of a cluster is gone that has pictures, and not the queue. */
  private static final class ImageStoreAway implements AutoCloseable {
    private final RedisClient redis;

    ImageStoreAway() throws IOException {
      try (ServerSocket closed = new ServerSocket(0)) {
        redis = RedisClient.create("127.0.0.1", closed.getLocalPort());
      }
    }

    ImageStore images() {
      return new ImageStore(redis, Duration.ofMinutes(5));
    }

    @Override
    public void close() {
      redis.close();
    }
  }

  private void breakFile(String jobId, String name) {
    assertThat(REDIS.client().rpush("vitrail:image:" + jobId + ":" + name, "no file")).isOne();
  }

  private Worker byHand(ImageStore images) {
    return new Worker(
        test.queue(), images, models, new ModelMemory.OfMachine(), TestWorker.options(), now::get);
  }

  private void turn(Worker worker, int times, Duration each) {
    for (int i = 0; i < times; i++) {
      now.addAndGet(each.toNanos());
      worker.loop().turn(Duration.ZERO);
    }
  }
}
