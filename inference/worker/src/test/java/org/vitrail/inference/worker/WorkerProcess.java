package org.vitrail.inference.worker;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.vitrail.inference.model.tensor.ModelMemory;
import org.vitrail.inference.protocol.ImageStore;
import org.vitrail.inference.protocol.JobQueue;
import org.vitrail.inference.protocol.QueueSettings;
import org.vitrail.inference.protocol.RedisConnection;
import redis.clients.jedis.UnifiedJedis;

/** A worker in a process of its own, to be killed; it lives until then. */
final class WorkerProcess {
  static final Duration LEASE = Duration.ofSeconds(2);

  /** What an operator has who sets none. */
  static final Duration DEFAULT_LEASE = Duration.ofSeconds(10);

  /** Of {@link StepGate}, for each step of a slow model. */
  private static final int STEP_WAITS = 40;

  /** Its time runs so many times as fast, so that it soon saves what it draws. */
  private static final int HASTE = 20;

  private static final String SLOWLY = "slowly";

  private WorkerProcess() {}

  /** Starts one whose model draws a few steps of everything and finishes nothing. */
  static Process start(String redisUrl) throws IOException {
    return start(redisUrl, "3", LEASE);
  }

  /** The same with the lease that operators have. */
  static Process startWithDefaultLease(String redisUrl) throws IOException {
    return start(redisUrl, "3", DEFAULT_LEASE);
  }

  /** Starts one whose model draws everything, and slowly. */
  static Process startFinishing(String redisUrl) throws IOException {
    return start(redisUrl, SLOWLY, LEASE);
  }

  private static Process start(String redisUrl, String steps, Duration lease) throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return new ProcessBuilder(
            List.of(
                java,
                "-Xmx256m",
                // As the tests' own JVM: it lives too short to earn back more.
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-XX:+UnlockDiagnosticVMOptions",
                "-XX:-BytecodeVerificationRemote",
                "-Dai.djl.offline=true",
                "-DOPT_OUT_TRACKING=true",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                WorkerProcess.class.getName(),
                redisUrl,
                steps,
                lease.toString()))
        .redirectErrorStream(true)
        .redirectOutput(Redirect.DISCARD)
        .start();
  }

  private static FakeModel.Watcher watcher(String steps) {
    return steps.equals(SLOWLY) ? new SlowSteps() : new StepGate(Integer.parseInt(steps));
  }

  /** A few hundred milliseconds for each. */
  private static final class SlowSteps implements FakeModel.Watcher {
    private int asked;

    @Override
    public boolean mayStep() {
      // A gate that stays closed waits a moment, as a step does.
      return ++asked % STEP_WAITS == 0 | new StepGate(0).mayStep();
    }
  }

  /**
   * Serves until it is killed; the arguments are the URL of Redis, the steps to draw and the lease.
   */
  public static void main(String[] arguments) {
    UnifiedJedis redis = RedisConnection.open(arguments[0]);
    new Worker(
            new JobQueue(redis, QueueSettings.DEFAULT),
            new ImageStore(redis, Duration.ofMinutes(5)),
            ModelProvider.of(
                TestWorker.LANE, () -> new FakeModel(TestWorker.LANE, watcher(arguments[1]))),
            new ModelMemory.OfMachine(),
            TestWorker.options(
                Duration.parse(arguments[2]), Duration.ofHours(1), TestWorker.PATIENCE, false),
            () -> HASTE * System.nanoTime())
        .start();
  }
}
