package org.vitrail.deploy.standalone;

import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.vitrail.bot.core.TimeSource;
import org.vitrail.config.Settings;
import org.vitrail.deploy.standalone.chaos.Chaos;
import org.vitrail.deploy.standalone.chaos.ChaosPlan;
import org.vitrail.deploy.standalone.chaos.ChaosReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code vitrail chaos}: shows that the queue keeps its promises while its parts are killed. */
@Command(
    name = "chaos",
    description = {
      "Starts a Redis, bots on fake platforms and workers on the bundled model, asks for pictures,"
          + " and kills, stops, cuts off and fills parts meanwhile; then counts what arrived.",
      "Ends with 1 if something was lost, came twice, was begun out of turn or counted wrongly."
          + " Touches no data of yours.",
      "Asked to end early, it says what happened so far."
    })
final class ChaosCommand implements Callable<Integer> {
  /** What would refuse requests for reasons of its own; all else is as it is built in. */
  private static final Map<String, String> SETTINGS =
      Map.of(
          "VITRAIL_QUOTAS_RATE_BURST", "1000",
          "VITRAIL_QUOTAS_RATE_PER_MINUTE", "6000",
          "VITRAIL_QUOTAS_PICTURES_DAILY", "0",
          "VITRAIL_QUOTAS_PICTURES_CEILING", "0",
          "VITRAIL_LIMITS_QUEUED_JOBS", "100000",
          "VITRAIL_LIMITS_QUEUED_JOBS_PER_PERSON", "10000",
          "VITRAIL_WORKER_THREADS", "1");

  @Spec private CommandSpec spec;

  @Option(names = "--seed", description = "Of the schedule (default: ${DEFAULT-VALUE}).")
  private long seed = 1;

  @Option(
      names = "--minutes",
      description =
          "Jobs are submitted and parts struck in its first four fifths (default:"
              + " ${DEFAULT-VALUE}).")
  private double minutes = 3;

  @Option(names = "--jobs", description = "Pictures to ask for (default: ${DEFAULT-VALUE}).")
  private int jobs = 40;

  @Option(
      names = "--kills",
      description = "kill -9 of parts, Redis among them (default: ${DEFAULT-VALUE}).")
  private int kills = 8;

  @Option(names = "--bots", description = "Processes (default: ${DEFAULT-VALUE}).")
  private int bots = 2;

  @Option(names = "--workers", description = "Processes (default: ${DEFAULT-VALUE}).")
  private int workers = 2;

  @Option(names = "--report", paramLabel = "FILE", description = "Writes the figures as JSON, too.")
  private Path report;

  @Option(names = "--keep", description = "Leaves the folder with all logs behind.")
  private boolean keep;

  @Override
  public Integer call() throws InterruptedException, IOException {
    GivenOptions given = new GivenOptions(spec);
    given.require(minutes >= .1 && minutes <= 1440, "--minutes", "0.1 to 1440", minutes);
    given.require(jobs >= 1 && jobs <= 100_000, "--jobs", "1 to 100000", jobs);
    given.require(kills >= 0 && kills <= 10_000, "--kills", "0 to 10000", kills);
    given.require(bots >= 1 && bots <= 16, "--bots", "1 to 16", bots);
    given.require(workers >= 1 && workers <= 16, "--workers", "1 to 16", workers);
    given.requireWritable("--report", report);
    ChaosPlan plan =
        new ChaosPlan(
            seed, Duration.ofMillis((long) (minutes * 60_000)), jobs, kills, bots, workers);
    PrintWriter out = spec.commandLine().getOut();
    try (EarlyEnd end = new EarlyEnd()) {
      Path folder = Files.createTempDirectory("vitrail-chaos");
      out.println("Logs and data: " + folder);
      // Whatever goes wrong, they say why.
      boolean isWanted = true;
      try {
        ChaosReport found = run(plan, folder, out, end);
        out.println(found.text());
        out.flush();
        if (report != null) {
          Files.writeString(report, found.json());
        }
        isWanted = keep || !found.broken().isEmpty();
        return found.broken().isEmpty() ? 0 : 1;
      } finally {
        if (!isWanted) {
          TemporaryFolder.delete(folder);
        }
      }
    }
  }

  private static ChaosReport run(ChaosPlan plan, Path folder, PrintWriter out, EarlyEnd end)
      throws InterruptedException, IOException {
    try (OpenParts parts = new OpenParts()) {
      EmbeddedRedis redis = parts.add(EmbeddedRedis.start(folder));
      Chaos.RedisTarget target =
          new Chaos.RedisTarget(redis.port(), redis.password(), redis::pid, redis.appendOnlyFile());
      Path config = Files.createDirectory(folder.resolve("config"));
      Duration grace = Settings.load(config, SETTINGS).shutdown().grace();
      Function<List<String>, ProcessBuilder> program = arguments -> program(arguments, config);
      return parts
          .add(new Chaos(plan, target, program, folder, out, grace, TimeSource.system()))
          .run(end::isAsked);
    }
  }

  /**
   * This very program with its own options of the JVM, in the built-in settings.
   *
   * @param config an empty folder in the place of the operator's
   */
  static ProcessBuilder program(List<String> arguments, Path config) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    // Each lives too short to earn back more.
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-Xmx200m"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(arguments);
    ProcessBuilder program = new ProcessBuilder(command);
    program.environment().keySet().removeIf(it -> it.startsWith("VITRAIL_"));
    program.environment().putAll(SETTINGS);
    program.environment().put("VITRAIL_CONFIG", config.toString());
    return program;
  }
}
