package org.vitrail.bot.core.queue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.vitrail.inference.protocol.LaneSnapshot;
import org.vitrail.inference.protocol.LaneSnapshot.OpenJob;
import org.vitrail.inference.protocol.Progress;
import org.vitrail.inference.protocol.Room;
import org.vitrail.inference.protocol.Stage;
import org.vitrail.inference.protocol.WorkerPace;

/**
 * One way in which what the workers of a lane do may go on: plays through what they will do with
 * the jobs that are there and with those that come, as they would do it, and so says when each that
 * is there is done. All times count from the moment of the snapshot.
 *
 * <p>A job's time depends on its company, so no speed in pictures a second can tell it. A step
 * draws one token for every picture of the batch and takes the longer the more there are; jobs come
 * in between two steps when they fit, in their order, and no more pictures pass one that does not
 * fit than it has itself; and while the pictures of whoever is complete are finished, while a
 * prompt is read or one finished picture is worked on, all others stand still. After the latter
 * they are drawn for as long, and half a minute at most, before the next such job comes.
 */
final class Future {
  /** Of how long finishing takes, what is left at the beginning of a stage. */
  private static double leftOfFinish(Stage stage) {
    return switch (stage) {
      case WAITING, STARTING, DRAWING, DECODING -> 1;
      case RANKING -> .4;
      case UPSCALING -> .35;
      case SAVING -> .1;
    };
  }

  /** Jobs that are looked at behind the first that does not fit, as the queue does. */
  private static final int MOST_LOOKED_AT = 16;

  private final Map<String, Integer> picturesThatPassed = new HashMap<>();
  private final Map<String, Double> doneMillis = new HashMap<>();
  private final Set<String> guessed = new HashSet<>();
  private final Deque<Newcomer> newcomers;
  private final int jobs;

  /**
   * A job that comes later.
   *
   * @param millis from the snapshot on
   */
  record Newcomer(double millis, OpenJob job) {}

  private Future(LaneSnapshot lane, List<Newcomer> newcomers) {
    this.newcomers = new ArrayDeque<>(newcomers);
    this.jobs = lane.jobs().size();
    lane.jobs().forEach(job -> picturesThatPassed.put(job.id(), job.turn().passed()));
  }

  /**
   * @param unloaded workers that have to load the model first
   * @param newcomers in the order in which they come
   */
  static Future of(LaneSnapshot lane, Set<String> unloaded, List<Newcomer> newcomers) {
    Future future = new Future(lane, newcomers);
    List<Line> workers = new ArrayList<>();
    for (String name : lane.workers()) {
      Optional<WorkerPace> pace = lane.pace(name);
      if (pace.isEmpty()) {
        return future;
      }
      double loading = unloaded.contains(name) ? pace.get().begin().loadMillis() : 0;
      Line line = future.new Line(pace.get(), loading);
      lane.jobs().stream()
          .filter(job -> job.isRunning() && job.worker().equals(name))
          .forEach(line::has);
      line.finishWhoIsDrawn();
      workers.add(line);
    }
    future.play(workers, waiting(lane));
    return future;
  }

  /** Those that were given back come first. */
  private static List<OpenJob> waiting(LaneSnapshot lane) {
    return new ArrayList<>(
        lane.jobs().stream()
            .filter(job -> !job.isRunning())
            .sorted(Comparator.comparing(job -> !job.isGivenBack()))
            .toList());
  }

  /** Until all that are there are done; whoever has nothing to do then waits for newcomers. */
  private void play(List<Line> workers, List<OpenJob> waiting) {
    List<Line> busy = new ArrayList<>(workers);
    while (!busy.isEmpty() && doneMillis.size() < jobs) {
      Line next = busy.stream().min(Comparator.comparingDouble(line -> line.millis)).orElseThrow();
      while (nextArrival() <= next.millis) {
        waiting.add(newcomers.remove().job());
      }
      next.letIn(waiting);
      if (!next.drawings.isEmpty()) {
        next.drawUntilOneIsCompleteOrComes();
      } else if (newcomers.isEmpty()) {
        busy.remove(next);
      } else {
        next.millis = Math.max(next.millis, nextArrival());
      }
    }
  }

  /** In milliseconds; never, once all have come. */
  private double nextArrival() {
    return newcomers.isEmpty() ? Double.POSITIVE_INFINITY : newcomers.element().millis();
  }

  private boolean mayPass(OpenJob small, OpenJob waitsForRoom) {
    int passed = picturesThatPassed.getOrDefault(waitsForRoom.id(), 0) + small.images();
    if (waitsForRoom.isGivenBack() || passed > waitsForRoom.images()) {
      return false;
    }
    picturesThatPassed.put(waitsForRoom.id(), passed);
    return true;
  }

  private void done(OpenJob job, double millis) {
    if (!Newcomers.isOne(job)) {
      doneMillis.put(job.id(), millis);
    }
  }

  /** Milliseconds until each is done; without those of which nobody can say when. */
  Map<String, Double> doneMillis() {
    return doneMillis;
  }

  /** Those of which nothing is to be said, as nobody ever did what they do. */
  Set<String> guessed() {
    return guessed;
  }

  private static final class Drawing {
    private final OpenJob job;
    private int stepsLeft;

    Drawing(OpenJob job, int stepsLeft) {
      this.job = job;
      this.stepsLeft = stepsLeft;
    }
  }

  /** What one worker does, one thing after the other. */
  private final class Line {
    private final WorkerPace pace;
    private final List<Drawing> drawings = new ArrayList<>();
    private double millis;
    private double nextAloneMillis;

    Line(WorkerPace pace, double firstMillis) {
      this.pace = pace;
      this.millis = firstMillis;
    }

    /** A job that the worker has already; what it does this moment comes first. */
    void has(OpenJob job) {
      Stage stage = job.progress().stage();
      if (job.load().isAlone()) {
        workAlone(job);
      } else if (stage.compareTo(Stage.DRAWING) > 0) {
        millis += job.leftMillis().orElse(leftOfFinish(stage) * finishMillis(job));
        done(job, millis);
      } else {
        Progress progress = job.progress();
        if (stage == Stage.DRAWING && progress.total() > 0) {
          double left = 1 - progress.done() / (double) progress.total();
          drawings.add(new Drawing(job, (int) Math.round(left * pace.steps(job.load()))));
        } else {
          join(job);
        }
      }
    }

    void letIn(List<OpenJob> waiting) {
      Optional<OpenJob> first = Optional.empty();
      for (int at = 0; at < Math.min(MOST_LOOKED_AT, waiting.size()); ) {
        OpenJob next = waiting.get(at);
        if (next.load().isAlone() && !drawings.isEmpty() && millis < nextAloneMillis) {
          return;
        }
        if (images() + next.images() > pace.batchImages() && !drawings.isEmpty()) {
          first = first.or(() -> Optional.of(next));
          at++;
        } else if (first.isPresent() && !mayPass(next, first.get())) {
          return;
        } else {
          waiting.remove(at);
          begin(next);
        }
      }
    }

    private void begin(OpenJob job) {
      if (job.load().isAlone()) {
        workAlone(job);
      } else {
        join(job);
      }
    }

    private void join(OpenJob job) {
      millis += pace.begin().of(job.load().from()).joinMillis();
      drawings.add(new Drawing(job, pace.stepsToDraw(job.load())));
    }

    void drawUntilOneIsCompleteOrComes() {
      double step = pace.step().of(images());
      double next =
          nextAloneMillis > millis ? Math.min(nextAloneMillis, nextArrival()) : nextArrival();
      double untilNext = Math.max(1, Math.ceil((next - millis) / Math.max(step, 1e-3)));
      int shortest = drawings.stream().mapToInt(drawing -> drawing.stepsLeft).min().orElse(0);
      int steps = (int) Math.min(shortest, untilNext);
      millis += steps * step;
      drawings.forEach(drawing -> drawing.stepsLeft -= steps);
      finishWhoIsDrawn();
    }

    /** Nobody is let in before. */
    void finishWhoIsDrawn() {
      for (Iterator<Drawing> all = drawings.iterator(); all.hasNext(); ) {
        Drawing drawing = all.next();
        if (drawing.stepsLeft <= 0) {
          all.remove();
          millis += finishMillis(drawing.job);
          done(drawing.job, millis);
        }
      }
    }

    /** As long as for squares that together are as large. */
    private double finishMillis(OpenJob job) {
      return pace.finish().of((int) Math.ceil(job.images() * job.load().squares()));
    }

    /** One that was never measured counts for those behind it, and nothing is said of itself. */
    private void workAlone(OpenJob job) {
      OptionalDouble known = pace.aloneMillis(job.load().act());
      Progress progress = job.progress();
      boolean begun = progress.stage() == Stage.UPSCALING && progress.total() > 0;
      double left = begun ? 1 - progress.done() / (double) progress.total() : 1;
      double all = job.load().squares() * known.orElse(pace.finish().of(job.images()));
      double takes = job.leftMillis().orElse(left * all);
      millis += takes;
      if (!drawings.isEmpty()) {
        nextAloneMillis = millis + Math.min(takes, Room.LONGEST_PAUSE.toMillis());
      }
      done(job, millis);
      if (known.isEmpty() && job.leftMillis().isEmpty() && !Newcomers.isOne(job)) {
        guessed.add(job.id());
      }
    }

    private int images() {
      return drawings.stream().mapToInt(drawing -> drawing.job.images()).sum();
    }
  }
}
