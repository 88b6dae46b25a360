package org.vitrail.inference.worker;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.vitrail.inference.model.Concepts;
import org.vitrail.inference.model.ModelFolder;
import org.vitrail.inference.model.family.Family;
import org.vitrail.inference.model.family.dallemini.BundledModel;
import org.vitrail.inference.model.tensor.RunOptions;
import org.vitrail.inference.protocol.ImageStore;
import org.vitrail.inference.protocol.JobQueue;
import org.vitrail.inference.protocol.QueueSettings;
import org.vitrail.inference.protocol.RedisConnection;
import redis.clients.jedis.UnifiedJedis;

/** A worker in a process of its own, to be killed; it lives until then. */
final class WorkerProcess {
  static final Duration LEASE = Duration.ofSeconds(2);

  private WorkerProcess() {}

  /** Starts one that serves the bundled model. */
  static Process start(String redisUrl) throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return new ProcessBuilder(
            List.of(
                java,
                "-Xmx256m",
                "-Dai.djl.offline=true",
                "-DOPT_OUT_TRACKING=true",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                WorkerProcess.class.getName(),
                redisUrl))
        .redirectErrorStream(true)
        .redirectOutput(Redirect.DISCARD)
        .start();
  }

  /** Serves until it is killed; the argument is the URL of Redis. */
  public static void main(String[] arguments) {
    UnifiedJedis redis = RedisConnection.open(arguments[0]);
    ModelFolder files = BundledModel.unpack(Path.of("target", "bundled-model"));
    new Worker(
            new JobQueue(redis, QueueSettings.DEFAULT),
            new ImageStore(redis, Duration.ofMinutes(5)),
            () -> Family.DALLE_MINI.get().open(files, RunOptions.REFERENCE, Concepts.NONE, 8),
            new WorkerOptions(
                "bundled", 8, LEASE, Duration.ofMinutes(2), Duration.ofSeconds(20), "test", false))
        .start();
  }
}
