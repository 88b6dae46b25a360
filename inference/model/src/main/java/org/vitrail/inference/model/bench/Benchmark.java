package org.vitrail.inference.model.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.vitrail.inference.model.Workload;
import org.vitrail.inference.model.Workload.Cost;
import org.vitrail.inference.model.Workload.Stage;

/**
 * Times every stage of a grid and holds it against the floor: the bytes that it must read (weights,
 * and what the steps so far have left) over the measured bandwidth, or its operations over the
 * measured rate, whichever is more.
 */
public final class Benchmark {
  private static final String WHOLE = "whole grid";

  private final Workload workload;
  private final MachineRates rates;
  private final Map<String, List<Double>> runs = new LinkedHashMap<>();

  public Benchmark(Workload workload, MachineRates rates) {
    this.workload = workload;
    this.rates = rates;
  }

  /**
   * Draws one grid to warm up and then as many as asked for.
   *
   * @param progress told the number of each run that is done
   */
  public List<StageTiming> run(int runCount, Consumer<Integer> progress) {
    once(0);
    runs.clear();
    for (int i = 1; i <= runCount; i++) {
      once(i);
      progress.accept(i);
    }
    return timings();
  }

  private void once(int seed) {
    long start = System.nanoTime();
    for (Stage stage : workload.grid(seed)) {
      long begin = System.nanoTime();
      stage.work().run();
      record(stage.name(), begin);
    }
    record(WHOLE, start);
  }

  private void record(String stage, long startNanos) {
    runs.computeIfAbsent(stage, key -> new ArrayList<>())
        .add((System.nanoTime() - startNanos) / 1e6);
  }

  private List<StageTiming> timings() {
    Map<String, Cost> costs = workload.costs();
    double operations = costs.values().stream().mapToDouble(Cost::operations).sum();
    double floor = costs.values().stream().mapToDouble(rates::floor).sum();
    List<StageTiming> timings = new ArrayList<>();
    for (String stage : runs.keySet()) {
      Cost cost = costs.get(stage);
      if (stage.equals(WHOLE)) {
        timings.add(new StageTiming(stage, median(stage), operations, floor));
      } else if (cost == null) {
        timings.add(new StageTiming(stage, median(stage), 0, 0));
      } else {
        timings.add(new StageTiming(stage, median(stage), cost.operations(), rates.floor(cost)));
      }
    }
    return timings;
  }

  private double median(String stage) {
    double[] sorted = runs.get(stage).stream().mapToDouble(Double::doubleValue).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
