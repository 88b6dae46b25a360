package org.vitrail.deploy.standalone;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.OptionalInt;
import org.vitrail.bot.core.ImpossibleException;
import org.vitrail.bot.core.TimeSource;
import org.vitrail.bot.core.outbox.Outbox;
import org.vitrail.bot.core.queue.JobRetry;
import org.vitrail.bot.core.queue.ModelRules;
import org.vitrail.bot.core.queue.OperatorRetry;
import org.vitrail.bot.core.queue.RecentJobs;
import org.vitrail.config.Printable;
import org.vitrail.config.Settings;
import org.vitrail.inference.protocol.DeadJob;
import org.vitrail.inference.protocol.ImageJob;
import org.vitrail.inference.protocol.ImageStore;
import org.vitrail.inference.protocol.JobOutcome;
import org.vitrail.inference.protocol.JobQueue;
import org.vitrail.inference.protocol.JobStatus;
import org.vitrail.inference.protocol.QueueSettings;
import org.vitrail.inference.protocol.RedisConnection;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import redis.clients.jedis.UnifiedJedis;

/** {@code vitrail jobs …}: jobs that were given up, and bringing them back. */
@Command(
    name = "jobs",
    description = {
      "Shows jobs that were given up because each of their workers died, and brings them back.",
      "Needs the Redis that they are in: that of a running `up`, or the one that REDIS_URL names."
    })
final class JobsCommand implements Runnable {
  /** Of dead letters on one screen. */
  private static final int MOST = 100;

  private final Installation installation;

  @Spec private CommandSpec spec;

  JobsCommand(Installation installation) {
    this.installation = installation;
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "Please name one of: " + String.join(", ", spec.subcommands().keySet()) + ".");
  }

  @Command(name = "dead", description = "Lists the newest 100 jobs that were given up.")
  int dead() {
    return onQueue(
        (redis, settings) -> {
          List<DeadJob> dead = queue(redis, settings).deadJobs(MOST);
          if (dead.isEmpty()) {
            out().println("No job was given up.");
          }
          dead.forEach(
              job ->
                  out()
                      .printf(
                          "%s  %s  %s, attempts: %d%n",
                          job.id(), job.at(), job.lane(), job.attempts()));
          return 0;
        });
  }

  @Command(name = "show", description = "Shows what is known of a job, without its words.")
  int show(@Parameters(paramLabel = "JOB", description = "The job's id.") String id) {
    return onQueue(
        (redis, settings) -> {
          JobStatus job =
              queue(redis, settings).status(id).orElseThrow(() -> unusable(unknown(id)));
          out().printf("%s  %s%n", id, job.state());
          out().printf("asked for    %s, on %s%n", job.job().submittedAt(), platform(job));
          out().printf("model        %s%n", job.job().lane());
          out().printf("pictures     %d%n", job.job().task().imageCount());
          out().printf("stage        %s%n", job.progress().stage());
          out().printf("interrupted  %s%n", job.interrupted() ? "yes" : "no");
          job.retryOf().ifPresent(failed -> out().printf("retry of     %s%n", failed));
          job.outcome()
              .flatMap(JobOutcome::asFailed)
              .ifPresent(
                  failed ->
                      out().printf("failed       %s: %s%n", failed.reason(), failed.detail()));
          return 0;
        });
  }

  @Command(
      name = "retry",
      description = {
        "Brings a failed job back for the person who asked for it, if it could be asked for now.",
        "It is drawn before others and counts for nobody."
      })
  int retry(@Parameters(paramLabel = "JOB", description = "The failed job's id.") String id) {
    return onQueue(
        (redis, settings) -> {
          try {
            ImageJob job = operatorRetry(redis, settings).retry(id);
            out().printf("Job %s brings job %s back.%n", job.id(), id);
            return 0;
          } catch (ImpossibleException e) {
            throw unusable(Printable.text(e.text(installation.messages(), TypedPrompt.LANGUAGE)));
          }
        });
  }

  private static String platform(JobStatus job) {
    return job.job().requester().platform();
  }

  private static String unknown(String id) {
    return "No job has the id " + id + ", or it is no longer kept; see ./vitrail jobs dead.";
  }

  private static StandaloneException unusable(String sentence) {
    return new StandaloneException(sentence);
  }

  private OperatorRetry operatorRetry(UnifiedJedis redis, Settings settings) {
    TimeSource time = TimeSource.system();
    JobQueue queue = queue(redis, settings);
    ImageStore images = new ImageStore(redis, settings.images().retention(), QueueSettings.UNSEEN);
    ModelRules rules =
        new ModelRules(
            Instance.of(installation, settings).menu(queue, time), installation.messages());
    return new OperatorRetry(
        new JobRetry(queue, images, rules, time),
        queue,
        images,
        Outbox.of(redis, time, queue, settings.history().retention()),
        RecentJobs.of(redis, queue, settings.history().retention()));
  }

  private static JobQueue queue(UnifiedJedis redis, Settings settings) {
    return new JobQueue(
        redis,
        QueueSettings.DEFAULT
            .withRetention(settings.history().retention(), QueueSettings.UNSEEN)
            .withLongestWait(settings.limits().longestWait()));
  }

  /** What is done with the Redis that jobs are in. */
  private interface Work {
    int with(UnifiedJedis redis, Settings settings);
  }

  private int onQueue(Work work) {
    Settings settings = installation.settings();
    try (UnifiedJedis redis = RedisConnection.open(url(settings))) {
      int code = work.with(redis, settings);
      out().flush();
      return code;
    }
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  private static String url(Settings settings) {
    return settings.redisUrl().isEmpty() ? embedded(settings) : settings.redisUrl();
  }

  private static String embedded(Settings settings) {
    if (!DataFolderLock.isTaken(settings.dataFolder())) {
      throw unusable(
          "Vitrail does not run with the data folder %s, so its jobs cannot be reached. Start ./vitrail up first, or set REDIS_URL."
              .formatted(settings.dataFolder()));
    }
    try {
      RedisFolder folder = RedisFolder.in(settings.dataFolder());
      OptionalInt port = folder.port();
      if (port.isEmpty()) {
        throw unusable("Vitrail is just starting; try again in a moment.");
      }
      return "redis://:" + folder.password() + "@127.0.0.1:" + port.getAsInt();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
