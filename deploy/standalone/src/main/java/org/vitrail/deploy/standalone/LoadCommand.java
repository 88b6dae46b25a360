package org.vitrail.deploy.standalone;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.Callable;
import org.vitrail.bot.core.TimeSource;
import org.vitrail.deploy.standalone.load.LoadKind;
import org.vitrail.deploy.standalone.load.LoadPlan;
import org.vitrail.deploy.standalone.load.LoadReport;
import org.vitrail.deploy.standalone.load.LoadRun;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code vitrail load}: how the bot bears that many people ask at once. */
@Command(
    name = "load",
    description = {
      "Asks for pictures as many people would, and says how long everything took, how well first"
          + " estimates foretold it, and whether memory, keys, connections, threads or files grew.",
      "Starts a Redis and a worker of its own in a temporary folder; what is there stays untouched.",
      "Asked to end early, it says what happened so far."
    })
final class LoadCommand implements Callable<Integer> {
  private static final int MOST_JOBS = 1_000_000;
  private static final double HIGHEST_RATE = 10_000;
  private static final Duration RETENTION = Duration.ofHours(1);

  @Spec private CommandSpec spec;

  @Option(
      names = "--rate",
      paramLabel = "PER_SECOND",
      description = "Jobs that come in a second on average, at random moments (default: 0.5).")
  private double rate = .5;

  @Option(
      names = "--jobs",
      paramLabel = "N",
      description = "Jobs whose times are counted (default: 200).")
  private int jobs = 200;

  @Option(
      names = "--warm-up",
      paramLabel = "N",
      description =
          "Jobs before them, which are not counted: at first everything is cold, and how long jobs"
              + " take is not learnt yet (default: 40).")
  private int warmUp = 40;

  @Option(
      names = "--count",
      paramLabel = "N",
      description = "Most pictures that one job asks for (default: 9).")
  private int mostPictures = 9;

  @Option(names = "--people", paramLabel = "N", description = "Who ask for them (default: 30).")
  private int people = 30;

  @Option(
      names = "--kinds",
      paramLabel = "KIND",
      split = ",",
      description = "What is asked for: ${COMPLETION-CANDIDATES} (default: all of them).")
  private Set<LoadKind> kinds = EnumSet.allOf(LoadKind.class);

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "The same one asks for the same at the same moments (default: 1).")
  private long seed = 1;

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = "Also write all figures there, as JSON.")
  private Path file;

  @Override
  public Integer call() throws Exception {
    GivenOptions given = new GivenOptions(spec);
    given.require(rate > 0 && rate <= HIGHEST_RATE, "--rate", "above 0, at most 10000", rate);
    given.require(jobs >= 1 && jobs <= MOST_JOBS, "--jobs", "1 to 1000000", jobs);
    given.require(warmUp >= 0 && warmUp <= MOST_JOBS, "--warm-up", "0 to 1000000", warmUp);
    given.require(mostPictures >= 1 && mostPictures <= 9, "--count", "1 to 9", mostPictures);
    given.require(people >= 1 && people <= MOST_JOBS, "--people", "1 to 1000000", people);
    given.require(!kinds.isEmpty(), "--kinds", "at least one kind", "none");
    given.requireWritable("--report", file);
    Installation installation = Installation.here();
    PrintWriter out = spec.commandLine().getOut();
    try (EarlyEnd end = new EarlyEnd()) {
      Path folder = Files.createTempDirectory("vitrail-load");
      try (LoadInstance instance = instance(installation, folder)) {
        end.awaitUnlessAsked(instance.worker().ready());
        LoadPlan.Wishes wishes = new LoadPlan.Wishes(kinds, mostPictures);
        LoadPlan plan = new LoadPlan(jobs, warmUp, rate, warmUp + jobs, wishes, people, seed);
        LoadReport report = run(instance, plan, out, end);
        out.println(report.text());
        out.flush();
        if (file != null) {
          Files.writeString(file, report.json() + "\n", StandardCharsets.UTF_8);
        }
        return report.isWhole() && !report.grew() ? 0 : 1;
      } finally {
        TemporaryFolder.delete(folder);
      }
    }
  }

  private static LoadReport run(LoadInstance instance, LoadPlan plan, PrintWriter out, EarlyEnd end)
      throws Exception {
    try (LoadRun run =
        new LoadRun(instance.bot(), instance.redis(), plan, RETENTION, TimeSource.system())) {
      return run.run(
          words -> {
            out.println(words + " …");
            out.flush();
          },
          end::isAsked);
    }
  }

  private static LoadInstance instance(Installation installation, Path folder) {
    Instance instance = Instance.of(installation, installation.settings());
    InstalledModels installed = instance.installed();
    installed.requireHere();
    instance.shelf().chooseNatives();
    return new LoadInstance(installation, folder, installed, instance.menu(), RETENTION);
  }
}
