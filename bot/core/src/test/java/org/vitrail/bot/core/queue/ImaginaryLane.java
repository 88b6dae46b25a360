package org.vitrail.bot.core.queue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.vitrail.inference.protocol.LaneSnapshot;
import org.vitrail.inference.protocol.LaneSnapshot.Arrival;
import org.vitrail.inference.protocol.LaneSnapshot.Load;
import org.vitrail.inference.protocol.LaneSnapshot.OpenJob;
import org.vitrail.inference.protocol.LaneSnapshot.Turn;
import org.vitrail.inference.protocol.Progress;
import org.vitrail.inference.protocol.Stage;
import org.vitrail.inference.protocol.WorkerPace;
import org.vitrail.inference.protocol.WorkerPace.Begin;
import org.vitrail.inference.protocol.WorkerPace.Cost;

/**
 * A lane in which people come at random, whether those before them are served or not, and want what
 * they want of {@code ./vitrail load}; its worker has the costs of the bundled model on two cores,
 * its machine gets faster and slower, and its costs are followed as a worker follows them.
 */
final class ImaginaryLane {
  private static final int STEPS = 256;
  private static final int BATCH = 18;
  private static final int REMEMBERED = 64;
  private static final int PEOPLE = 30;
  private static final double ROUND = 9;
  private static final double AGEING = 4;
  private static final double GOOD = .25;
  private static final double NEWEST_STEP = .05;
  private static final double SPEED_PERIOD_MILLIS = 600_000;
  private static final double JOIN = 30;
  private static final Cost STEP = new Cost(5.5, 1.8);
  private static final Cost FINISH = new Cost(270, 180);
  private static final Map<String, Double> ALONE =
      Map.of("upscale", 1900., "sticker", 500., "reconstruct", 1000.);

  private final Random random;
  private final List<OpenJob> waiting = new ArrayList<>();
  private final Map<String, OpenJob> running = new LinkedHashMap<>();
  private final Map<String, Integer> stepsDone = new HashMap<>();
  private final Map<String, Double> foretold = new HashMap<>();
  private final Map<String, Double> took = new HashMap<>();
  private final Map<String, Double> arrivedAt = new HashMap<>();
  private final Map<String, Integer> passedBy = new HashMap<>();
  private final Deque<Map.Entry<Double, Load>> lately = new ArrayDeque<>();
  private final Map<Integer, Double> ends = new HashMap<>();
  private final Map<String, Double> starts = new HashMap<>();
  private double begun;
  private double virtualTime;
  private double virtualStep;
  private double now;
  private double nextAlone;
  private double followed = 1;

  ImaginaryLane(long seed) {
    random = new Random(seed);
  }

  /** Of so many jobs, for which part the first estimate was within a quarter. */
  double goodShare(int jobs, double meanGapMillis) {
    double arrival = 0;
    int arrived = 0;
    while (took.size() < jobs) {
      if (running.isEmpty() && waiting.isEmpty()) {
        now = Math.max(now, arrival);
      }
      while (arrived < jobs && arrival <= now) {
        arrive("job" + arrived, arrived % PEOPLE, arrival);
        arrived++;
        arrival -= meanGapMillis * Math.log(1 - random.nextDouble());
      }
      letIn();
      step();
    }
    long good =
        took.keySet().stream()
            .filter(id -> Math.abs(foretold.get(id) - took.get(id)) <= GOOD * took.get(id))
            .count();
    return (double) good / jobs;
  }

  private Load wanted() {
    int kind = random.nextInt(21);
    if (kind < 12) {
      return Load.of(1 + random.nextInt(9));
    } else if (kind < 15) {
      return new Load(1 + random.nextInt(4), 2, 0, "", "");
    } else if (kind < 17) {
      return Load.of(3);
    }
    return new Load(1, 1, 0, "", kind < 19 ? "upscale" : kind < 20 ? "sticker" : "reconstruct");
  }

  private void arrive(String id, int person, double at) {
    Load load = wanted();
    lineUp(OpenJob.waiting(id, load), person);
    lately.add(Map.entry(at, load));
    if (lately.size() > REMEMBERED) {
      lately.remove();
    }
    List<OpenJob> jobs = new ArrayList<>(running.values());
    jobs.replaceAll(
        job ->
            new OpenJob(
                job.id(),
                job.load(),
                true,
                new Progress(Stage.DRAWING, stepsDone.get(job.id()), steps(job), 0),
                "w",
                Turn.USUAL));
    waiting.forEach(job -> jobs.add(withTurn(job)));
    Map<String, Double> alone = new HashMap<>(ALONE);
    alone.replaceAll((act, millis) -> millis * followed);
    WorkerPace pace =
        new WorkerPace(
            BATCH,
            STEPS,
            Begin.of(0, JOIN),
            followed(STEP),
            followed(FINISH),
            alone,
            WorkerPace.Errors.ofDrawing(.1));
    List<Arrival> arrivals =
        lately.stream().map(it -> new Arrival(now - it.getKey(), it.getValue())).toList();
    Forecast forecast =
        Forecast.of(new LaneSnapshot(jobs, jobs.size(), List.of("w"), Map.of("w", pace), arrivals));
    foretold.put(id, forecast.millis(id).orElseThrow());
    arrivedAt.put(id, now);
  }

  /** As the queue does: where the person's job before ends, or the round begins. */
  private void lineUp(OpenJob job, int person) {
    if (waiting.isEmpty() && running.isEmpty()) {
      ends.clear();
      begun = 0;
      virtualTime = 0;
      virtualStep = 0;
    }
    double time = Math.min(virtualTime, begun + ROUND);
    double start = Math.max(time - time % ROUND, ends.getOrDefault(person, 0.));
    ends.put(person, start + job.images());
    starts.put(job.id(), start);
    int ahead = (int) waiting.stream().filter(it -> starts.get(it.id()) <= start).count();
    waiting.add(ahead, job);
  }

  private OpenJob withTurn(OpenJob job) {
    Turn turn = new Turn(false, passedBy.getOrDefault(job.id(), 0));
    return new OpenJob(job.id(), job.load(), false, Progress.NONE, "", turn);
  }

  private Cost followed(Cost cost) {
    return new Cost(cost.fixed() * followed, cost.each() * followed);
  }

  /** In their order; no more pictures pass one that does not fit than it has itself. */
  private void letIn() {
    int first = 0;
    while (first < waiting.size()) {
      OpenJob next = waiting.get(first);
      if (next.load().isAlone() && !running.isEmpty() && now < nextAlone) {
        return;
      }
      boolean fits = running.isEmpty() || images() + next.images() <= BATCH;
      OpenJob held = waiting.get(0);
      int passed = passedBy.getOrDefault(held.id(), 0) + next.images();
      if (!fits) {
        first++;
      } else if (first > 0 && passed > held.images()) {
        return;
      } else {
        if (first > 0) {
          passedBy.put(held.id(), passed);
        }
        begun = Math.max(begun, starts.get(held.id()));
        waiting.remove(first);
        begin(next);
      }
    }
  }

  private void begin(OpenJob job) {
    virtualTime = Math.max(virtualTime + virtualStep, begun);
    virtualStep = job.images() / (AGEING * Math.max(1, waiting.size()));
    if (job.load().isAlone()) {
      double takes = speed() * ALONE.get(job.load().act());
      now += takes;
      nextAlone = running.isEmpty() ? nextAlone : now + takes;
      done(job);
    } else {
      running.put(job.id(), job);
      stepsDone.put(job.id(), 0);
      now += speed() * JOIN;
    }
  }

  private void step() {
    if (running.isEmpty()) {
      return;
    }
    double noisy = speed() * (.9 + .2 * random.nextDouble());
    followed += NEWEST_STEP * (noisy - followed);
    now += noisy * STEP.of(images());
    stepsDone.replaceAll((id, done) -> done + 1);
    for (OpenJob job : List.copyOf(running.values())) {
      if (stepsDone.get(job.id()) == steps(job)) {
        running.remove(job.id());
        stepsDone.remove(job.id());
        now += speed() * FINISH.of((int) (job.images() * job.load().squares()));
        done(job);
      }
    }
  }

  private void done(OpenJob job) {
    took.put(job.id(), now - arrivedAt.get(job.id()));
  }

  private static int steps(OpenJob job) {
    return (int) (STEPS * job.load().squares());
  }

  /** Between three quarters and five quarters. */
  private double speed() {
    return 1 + .25 * Math.sin(2 * Math.PI * now / SPEED_PERIOD_MILLIS);
  }

  private int images() {
    return running.values().stream().mapToInt(OpenJob::images).sum();
  }
}
