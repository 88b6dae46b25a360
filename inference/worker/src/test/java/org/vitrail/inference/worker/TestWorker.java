package org.vitrail.inference.worker;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalLong;
import org.awaitility.core.ConditionFactory;
import org.vitrail.inference.model.tensor.ModelMemory;
import org.vitrail.inference.protocol.BeginFrom;
import org.vitrail.inference.protocol.ImageJob;
import org.vitrail.inference.protocol.ImageStore;
import org.vitrail.inference.protocol.ImageTask;
import org.vitrail.inference.protocol.JobOutcome;
import org.vitrail.inference.protocol.JobQueue;
import org.vitrail.inference.protocol.Progress;
import org.vitrail.inference.protocol.QueueSettings;
import org.vitrail.inference.protocol.Requester;
import redis.clients.jedis.UnifiedJedis;

/** A worker that draws for a test, and the queue before it. */
final class TestWorker implements AutoCloseable {
  static final String LANE = "fake";

  static final Duration LEASE = Duration.ofSeconds(30);
  static final Duration PATIENCE = Duration.ofSeconds(20);

  private static final Map<String, String> DRAW_OPTIONS =
      Map.of("guidance", "2.0", "temperature", "0.7", "top-k", "64", "top-p", "1.0");

  private final JobQueue queue;
  private final ImageStore images;
  private Worker worker;
  private int jobCount;

  TestWorker(UnifiedJedis redis) {
    queue = new JobQueue(redis, QueueSettings.DEFAULT);
    images = new ImageStore(redis, Duration.ofMinutes(5));
  }

  JobQueue queue() {
    return queue;
  }

  ImageStore images() {
    return images;
  }

  Worker worker() {
    return worker;
  }

  static WorkerOptions options() {
    return options(LEASE, PATIENCE);
  }

  static WorkerOptions options(Duration lease, Duration drainTimeout) {
    return options(lease, Duration.ofMinutes(2), drainTimeout, false);
  }

  static WorkerOptions options(
      Duration lease, Duration jobTimeout, Duration drainTimeout, boolean label) {
    return new WorkerOptions(
        8, OptionalLong.empty(), lease, jobTimeout, drainTimeout, "test", label);
  }

  void start(WorkerOptions options, ModelProvider models) {
    worker = new Worker(queue, images, models, new ModelMemory.OfMachine(), options).start();
  }

  String submit(String lane, ImageTask task) {
    return submit(lane, ImageJob.newId(), task);
  }

  /** A job of one of three people in turn. */
  String submit(String lane, String id, ImageTask task) {
    Requester requester = new Requester("test", "person" + jobCount++ % 3, "", "en");
    queue.submit(new ImageJob(id, lane, task, requester, Instant.now()));
    return id;
  }

  /** A job that begins from a picture, which is stored unless it is null. */
  String submitBeginning(String lane, byte[] picture) {
    String id = ImageJob.newId();
    if (picture != null) {
      images.put(id, ImageStore.INIT_IMAGE, picture);
    }
    return submit(
        lane,
        id,
        new ImageTask.Draw(
            "a castle",
            3,
            5,
            DRAW_OPTIONS,
            BeginFrom.INIT_IMAGE,
            ImageTask.OriginalRequest.plain("a castle")));
  }

  static ImageTask draw(String prompt, int count, long seed) {
    return new ImageTask.Draw(prompt, count, seed, DRAW_OPTIONS);
  }

  Progress progress(String id) {
    return queue.status(id).orElseThrow().progress();
  }

  JobOutcome outcome(String id) {
    patiently().until(() -> queue.status(id).orElseThrow().state().isFinal());
    return queue.status(id).orElseThrow().outcome().orElseThrow();
  }

  static ConditionFactory patiently() {
    return await().atMost(90, SECONDS).ignoreExceptions();
  }

  @Override
  public void close() {
    if (worker != null) {
      worker.close();
    }
  }
}
