package org.vitrail.bot.core.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vitrail.inference.protocol.LaneSnapshot;
import org.vitrail.inference.protocol.LaneSnapshot.Load;
import org.vitrail.inference.protocol.LaneSnapshot.OpenJob;
import org.vitrail.inference.protocol.LaneSnapshot.Turn;
import org.vitrail.inference.protocol.Progress;
import org.vitrail.inference.protocol.Stage;
import org.vitrail.inference.protocol.WorkerPace;
import org.vitrail.inference.protocol.WorkerPace.Begin;
import org.vitrail.inference.protocol.WorkerPace.Cost;

/**
 * How good first estimates are while people come at random, for an imaginary worker whose machine
 * gets faster and slower, and whose costs are followed as a worker follows them.
 */
class ForecastCalibrationTest {
  private static final int JOBS = 200;
  private static final int STEPS = 64;
  private static final int BATCH = 18;
  private static final double GOOD = .25;
  private static final double NEWEST_STEP = .05;
  private static final double SPEED_PERIOD_MILLIS = 600_000;

  private final Random random = new Random(7);
  private final List<OpenJob> waiting = new ArrayList<>();
  private final Map<String, OpenJob> running = new LinkedHashMap<>();
  private final Map<String, Integer> stepsDone = new HashMap<>();
  private final Map<String, Double> foretold = new HashMap<>();
  private final Map<String, Double> took = new HashMap<>();
  private final Map<String, Double> arrivedAt = new HashMap<>();
  private double now;
  private double followed = 1;

  @ParameterizedTest
  @CsvSource({"2500, .8", "20000, .8"})
  void first_estimates_are_mostly_within_a_quarter(double meanGapMillis, double share) {
    double arrival = 0;
    int arrived = 0;
    while (took.size() < JOBS) {
      if (running.isEmpty() && waiting.isEmpty()) {
        now = Math.max(now, arrival);
      }
      while (arrived < JOBS && arrival <= now) {
        arrive("job" + arrived++);
        arrival -= meanGapMillis * Math.log(1 - random.nextDouble());
      }
      letIn();
      step();
    }

    long good =
        took.keySet().stream()
            .filter(id -> Math.abs(foretold.get(id) - took.get(id)) <= GOOD * took.get(id))
            .count();
    assertThat((double) good / JOBS).isGreaterThanOrEqualTo(share);
  }

  private void arrive(String id) {
    waiting.add(OpenJob.waiting(id, Load.of(1 + random.nextInt(9))));
    List<OpenJob> jobs = new ArrayList<>(running.values());
    jobs.replaceAll(
        job ->
            new OpenJob(
                job.id(),
                job.load(),
                true,
                new Progress(Stage.DRAWING, stepsDone.get(job.id()), STEPS, 0),
                "w",
                Turn.USUAL));
    jobs.addAll(waiting);
    WorkerPace pace =
        new WorkerPace(
            BATCH,
            STEPS,
            new Begin(0, 10),
            new Cost(20 * followed, 3 * followed),
            new Cost(100 * followed, 80 * followed),
            Map.of(),
            .1);
    Forecast forecast =
        Forecast.of(new LaneSnapshot(jobs, jobs.size(), List.of("w"), Map.of("w", pace)));
    foretold.put(id, forecast.millis(id).orElseThrow());
    arrivedAt.put(id, now);
  }

  /** In their order; who does not fit lets nobody pass, which the forecast does not know. */
  private void letIn() {
    while (!waiting.isEmpty()
        && (running.isEmpty() || images() + waiting.get(0).images() <= BATCH)) {
      OpenJob next = waiting.remove(0);
      running.put(next.id(), next);
      stepsDone.put(next.id(), 0);
      now += 10 * speed();
    }
  }

  private void step() {
    if (running.isEmpty()) {
      return;
    }
    double noisy = speed() * (.9 + .2 * random.nextDouble());
    followed += NEWEST_STEP * (noisy - followed);
    now += noisy * (20 + 3 * images());
    stepsDone.replaceAll((id, done) -> done + 1);
    for (OpenJob job : List.copyOf(running.values())) {
      if (stepsDone.get(job.id()) == STEPS) {
        running.remove(job.id());
        stepsDone.remove(job.id());
        now += speed() * (100 + 80 * job.images());
        took.put(job.id(), now - arrivedAt.get(job.id()));
      }
    }
  }

  /** Between three quarters and five quarters. */
  private double speed() {
    return 1 + .25 * Math.sin(2 * Math.PI * now / SPEED_PERIOD_MILLIS);
  }

  private int images() {
    return running.values().stream().mapToInt(OpenJob::images).sum();
  }
}
