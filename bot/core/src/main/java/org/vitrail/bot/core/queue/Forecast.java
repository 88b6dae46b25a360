package org.vitrail.bot.core.queue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import org.vitrail.inference.protocol.LaneSnapshot;
import org.vitrail.inference.protocol.LaneSnapshot.Load;
import org.vitrail.inference.protocol.WorkerPace;

/**
 * When the jobs of a lane are likely to be done: by then they are in nearly two of three futures,
 * each with other newcomers, who come as often and want as much as those before them. Knows no
 * clock: all times count from the moment of the snapshot.
 */
final class Forecast {
  /** Futures that are played through; the next one would move what is said by a few percent. */
  private static final int FUTURES = 15;

  /**
   * In such a part of the futures a job is done when it is said to be. By the median, half of all
   * people would wait longer than they were told.
   */
  private static final double LIKELY = .65;

  /** So many jobs even out what comes later, and one future is as good as many. */
  private static final int MOST_JOBS_WITH_FUTURES = 100;

  /** Of a job that is not listed; most draw. */
  private static final Load DRAWING = Load.of(1);

  private final Map<String, double[]> doneMillis = new HashMap<>();
  private final Map<String, Load> loads = new HashMap<>();
  private final List<WorkerPace> paces;
  private double[] lastMillis = {};

  private Forecast(LaneSnapshot lane) {
    lane.jobs().forEach(job -> loads.put(job.id(), job.load()));
    paces = lane.workers().stream().flatMap(worker -> lane.pace(worker).stream()).toList();
  }

  /** Empty forecasts come of a lane that no worker draws for, or whose workers drew nothing yet. */
  static Forecast of(LaneSnapshot lane) {
    return of(lane, Set.of());
  }

  /**
   * @param unloaded workers that have to load the model first
   */
  static Forecast of(LaneSnapshot lane, Set<String> unloaded) {
    Forecast forecast = new Forecast(lane);
    Newcomers newcomers = Newcomers.like(lane.arrivals());
    boolean areMany = lane.jobs().size() > MOST_JOBS_WITH_FUTURES;
    int futures = newcomers.areExpected() && !areMany ? FUTURES : 1;
    List<Future> played = new ArrayList<>();
    for (int number = 0; number < futures; number++) {
      played.add(Future.of(lane, unloaded, newcomers.next()));
    }
    forecast.collect(played);
    return forecast;
  }

  private void collect(List<Future> played) {
    Map<String, List<Double>> all = new HashMap<>();
    for (Future future : played) {
      future
          .doneMillis()
          .forEach((id, millis) -> all.computeIfAbsent(id, it -> new ArrayList<>()).add(millis));
    }
    all.forEach((id, millis) -> doneMillis.put(id, sorted(millis)));
    lastMillis =
        sorted(
            played.stream()
                .flatMap(
                    future -> future.doneMillis().values().stream().max(Double::compare).stream())
                .toList());
    played.forEach(future -> doneMillis.keySet().removeAll(future.guessed()));
  }

  private static double[] sorted(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
  }

  private static OptionalDouble likely(double[] sorted) {
    return sorted.length == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(sorted[(int) (LIKELY * (sorted.length - 1))]);
  }

  /** Milliseconds until the job is done; empty where nobody can say. */
  OptionalDouble millis(String jobId) {
    return likely(doneMillis.getOrDefault(jobId, new double[0]));
  }

  /**
   * By which part of the time forecasts of drawing were off lately; .25 for a quarter. Nobody knows
   * who will draw, so it is that of the worker that foretold worst.
   */
  double error() {
    return paces.stream().mapToDouble(pace -> pace.errors().drawing()).max().orElse(0);
  }

  /**
   * The same of a job. What it does with one picture is as sure as such work was, and what is drawn
   * before that as drawing was: each counts by the time that it takes.
   */
  double error(String jobId) {
    Load load = loads.getOrDefault(jobId, DRAWING);
    double all = millis(jobId).orElse(0);
    if (!load.isAlone() || all <= 0) {
      return error();
    }
    double own = paces.stream().mapToDouble(pace -> aloneMillis(pace, load)).max().orElse(0);
    double ownError = paces.stream().mapToDouble(pace -> pace.error(load)).max().orElse(0);
    return error() + Math.min(1, own / all) * (ownError - error());
  }

  private static double aloneMillis(WorkerPace pace, Load load) {
    return load.squares() * pace.aloneMillis(load.act()).orElse(0);
  }

  /** Milliseconds until all are done; empty where nobody can say, or nothing is to be done. */
  OptionalDouble all() {
    return likely(lastMillis);
  }
}
