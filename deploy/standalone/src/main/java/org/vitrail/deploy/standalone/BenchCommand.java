package org.vitrail.deploy.standalone;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.vitrail.bot.promptfilter.BlocklistFile;
import org.vitrail.bot.promptfilter.TextFilter;
import org.vitrail.config.ByteSize;
import org.vitrail.config.Messages;
import org.vitrail.config.Settings;
import org.vitrail.inference.model.InstrumentedModel;
import org.vitrail.inference.model.Workload;
import org.vitrail.inference.model.bench.Benchmark;
import org.vitrail.inference.model.bench.MachineRates;
import org.vitrail.inference.model.bench.StageTiming;
import org.vitrail.inference.model.bench.StepTiming;
import org.vitrail.inference.model.family.ModelShape;
import org.vitrail.inference.model.tensor.ThreadUse;
import org.vitrail.inference.protocol.RedisConnection;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import redis.clients.jedis.UnifiedJedis;

/** {@code vitrail bench}: how long each stage takes here, and how far that is from the best. */
@Command(
    name = "bench",
    description = {
      "Times every stage of the pipeline on this machine.",
      "The floor of a stage is what the machine needs at least: the bytes that it reads over the"
          + " measured memory bandwidth, or its operations over the measured rate of its kernels,"
          + " whichever is more."
    })
final class BenchCommand implements Callable<Integer> {
  private static final int DECISIONS_PER_SECOND = 2_000;

  private final Installation installation;
  @Spec private CommandSpec spec;
  @Mixin private ModelOptions modelOptions;

  @Option(
      names = "--model-shape",
      paramLabel = "SHAPE",
      description = {
        "Time a published model's size with random weights, without its files: dalle-mini,",
        "dalle-mega, rudalle-malevich or rudalle-kandinsky."
      })
  private ModelShape shape;

  @Option(names = "--count", paramLabel = "N", description = "Pictures of a grid (default: 9).")
  private int count = 9;

  @Option(names = "--runs", paramLabel = "N", description = "Grids to time (default: 5).")
  private int runs = 5;

  @Option(
      names = "--steps",
      paramLabel = "N",
      description = {
        "Time only the first N steps of a grid, one by one: enough to know a model that takes",
        "this machine minutes. 2 to 100000."
      })
  private Integer steps;

  @Option(
      names = "--admission",
      description = "Time decisions about requests at 2,000 a second, on a Redis of its own.")
  private boolean admission;

  BenchCommand(Installation installation) {
    this.installation = installation;
  }

  @Override
  public Integer call() throws Exception {
    GivenOptions given = new GivenOptions(spec);
    given.require(count >= 1 && count <= 36, "--count", "1 to 36", count);
    given.require(runs >= 1 && runs <= 1000, "--runs", "1 to 1000", runs);
    boolean steppable = steps == null || steps >= 2 && steps <= 100_000;
    given.require(steppable, "--steps", "2 to 100000", steps);
    Settings settings = installation.settings();
    PrintWriter out = spec.commandLine().getOut();
    if (admission) {
      timeAdmission(out);
      return 0;
    }
    long start = System.nanoTime();
    try (InstrumentedModel model = open(settings)) {
      out.printf(
          Locale.ROOT,
          "Model %s on %s, %s, loaded in %.1f s%s.%n",
          model.facts().id(),
          model.runsOn(),
          threads(model.engine().threads()),
          (System.nanoTime() - start) / 1e9,
          memory());
      MachineRates rates = MachineRates.measure(model.engine());
      Workload workload = model.workload(count);
      out.printf(
          Locale.ROOT,
          "This machine: %.1f GB/s memory, %.0f GFLOP/s linear layers, %.0f GFLOP/s convolutions.%n%n",
          rates.bytesPerSecond() / 1e9,
          rates.linearOperationsPerSecond() / 1e9,
          rates.convolutionOperationsPerSecond() / 1e9);
      out.flush();
      if (steps == null) {
        List<StageTiming> stages;
        try (StepBar bar = new StepBar("Timing", runs)) {
          stages = new Benchmark(workload, rates).run(runs, run -> bar.step());
        }
        print(out, stages, workload);
      } else {
        try (StepBar bar = new StepBar("Timing", steps)) {
          print(out, StepTiming.measure(model, workload, rates, steps, step -> bar.step()));
        }
      }
      out.printf("At the end: %s.%n", threads(model.engine().threads()));
    }
    out.printf("Done%s.%n", memory());
    out.flush();
    return 0;
  }

  /** As {@code 1.0 of 2 cores free: image tokens on 1 thread}. */
  static String threads(ThreadUse use) {
    String threads = use.threads() == 1 ? "1 thread" : use.threads() + " threads";
    return use.isFixed()
        ? String.format(Locale.ROOT, "%s as worker.threads says, %d cores", threads, use.cores())
        : String.format(
            Locale.ROOT,
            "%.1f of %d cores free: image tokens on %s",
            use.freeCores(),
            use.cores(),
            threads);
  }

  private void timeAdmission(PrintWriter out) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("vitrail-bench");
    try (EmbeddedRedis server = EmbeddedRedis.start(folder);
        UnifiedJedis redis = RedisConnection.open(server.url())) {
      Messages messages = installation.messages();
      TextFilter file = TextFilter.of(BlocklistFile.read(installation.configFolder(), messages));
      AdmissionBenchmark benchmark = new AdmissionBenchmark(redis, file, messages);
      benchmark.run(DECISIONS_PER_SECOND, DECISIONS_PER_SECOND * 3);
      AdmissionBenchmark.Result result =
          benchmark.run(DECISIONS_PER_SECOND, DECISIONS_PER_SECOND * 10);
      out.printf(
          Locale.ROOT,
          "%d decisions at %d a second, three adapters, %d admitted: median %.2f ms, p99 %.2f ms,"
              + " longest %.1f ms.%n",
          result.millis().length,
          DECISIONS_PER_SECOND,
          result.admitted(),
          result.quantile(.5),
          result.quantile(.99),
          result.quantile(1));
      out.flush();
    } finally {
      TemporaryFolder.delete(folder);
    }
  }

  private InstrumentedModel open(Settings settings) {
    ModelShelf shelf = ModelShelf.of(installation, settings);
    return shape == null
        ? modelOptions.open(modelOptions.entry(installation, settings), settings, shelf)
        : modelOptions.untrained(shape, settings, shelf);
  }

  private void print(PrintWriter out, List<StageTiming> stages, Workload workload) {
    out.printf("%s, median of %d runs:%n", pictures(), runs);
    out.printf(
        "%-14s %9s %9s %9s %10s %9s %8s%n",
        "stage", "ms", "tokens/s", "GFLOP", "GFLOP/s", "floor ms", "× floor");
    for (StageTiming stage : stages) {
      boolean drawing = stage.stage().equals(workload.steppedStage());
      out.printf(
          Locale.ROOT,
          "%-14s %9.1f %9s %9s %10s %9s %8s%n",
          stage.stage(),
          stage.milliseconds(),
          drawing ? number("%.0f", workload.stepCount() / stage.milliseconds() * 1e3) : "",
          stage.operations() == 0 ? "" : number("%.1f", stage.operations() / 1e9),
          stage.operations() == 0 ? "" : number("%.0f", stage.gigaflopsPerSecond()),
          stage.operations() == 0 ? "" : number("%.1f", stage.floorMilliseconds()),
          stage.operations() == 0 ? "" : number("%.1f", stage.timesFloor()));
    }
  }

  private void print(PrintWriter out, StepTiming timing) {
    double[] further = timing.milliseconds();
    out.printf(
        Locale.ROOT,
        "%s, the first %d of %d steps: %.0f ms with reading the prompt, then median %.1f ms"
            + " (fastest %.1f, slowest %.1f). Floor %.1f ms, × floor %.1f.%n",
        pictures(),
        further.length + 1,
        timing.ofSteps(),
        timing.firstMilliseconds(),
        timing.median(),
        further[0],
        further[further.length - 1],
        timing.floorMilliseconds(),
        timing.median() / timing.floorMilliseconds());
    out.printf(
        Locale.ROOT,
        "All steps of a grid take about %.0f s at this pace.%n",
        timing.gridMilliseconds() / 1e3);
  }

  private String pictures() {
    return count == 1 ? "1 picture" : count + " pictures";
  }

  private static String number(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }

  /** Resident memory, which Linux tells; elsewhere nothing. */
  private static String memory() {
    try {
      Map<String, Long> kibibytes = new HashMap<>();
      for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
        if (line.startsWith("VmRSS:") || line.startsWith("VmHWM:")) {
          kibibytes.put(line.substring(0, 5), Long.parseLong(line.replaceAll("\\D", "")));
        }
      }
      return ", %s of memory, at most %s"
          .formatted(
              ByteSize.text(kibibytes.get("VmRSS") * 1024),
              ByteSize.text(kibibytes.get("VmHWM") * 1024));
    } catch (IOException e) {
      return "";
    }
  }
}
