package org.vitrail.inference.worker;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.vitrail.inference.protocol.LaneSnapshot.Load;
import org.vitrail.inference.protocol.Stage;
import org.vitrail.inference.protocol.WorkPart;
import org.vitrail.inference.protocol.WorkerPace;

/**
 * Which part of all its work each job of a batch is at, by the time that its worker has learned
 * that everything takes: its steps in the company that it has, the pictures of those that are drawn
 * before its own, while which it stands still, and its own.
 */
final class WorkParts {
  /**
   * So far ahead is said what will be; it is said again long before, unless a step takes longer.
   */
  private static final double AHEAD_MILLIS = 1_000;

  private static final int STEPS_AHEAD = 2;

  /** Of the bundled model on two cores, until pictures were finished. */
  private static final Map<Stage, Double> USUAL_FINISH =
      Map.of(Stage.DECODING, .5, Stage.RANKING, .07, Stage.UPSCALING, .32, Stage.SAVING, .11);

  private final Pace pace;
  private final StageShares finish = new StageShares(USUAL_FINISH);

  WorkParts(Pace pace) {
    this.pace = pace;
  }

  /** How the time of making pictures is divided. */
  StageShares finish() {
    return finish;
  }

  /** Of a job that is drawn with others. */
  WorkPart drawing(RunningJob job, Collection<RunningJob> all) {
    return ifKnown(
        known -> {
          double drawing = drawingMillis(job, all, known);
          double step = known.step().of(images(all));
          double next = Math.min(drawing, Math.max(AHEAD_MILLIS, STEPS_AHEAD * step));
          return part(job, all, next, drawing - next, known);
        });
  }

  /** Of a job while the pictures of another one are made. */
  WorkPart waitingFor(RunningJob other, RunningJob job, Collection<RunningJob> all) {
    List<RunningJob> others = all.stream().filter(it -> it != other).toList();
    return ifKnown(
        known ->
            part(job, all, finishMillis(other, known), drawingMillis(job, others, known), known));
  }

  /**
   * Of a job while another one is worked on alone.
   *
   * @param alone what that is to do
   */
  WorkPart waitingFor(Load alone, RunningJob job, Collection<RunningJob> all) {
    return ifKnown(
        known -> {
          double ofSquare = known.aloneMillis(alone.act()).orElse(AHEAD_MILLIS);
          double drawing = drawingMillis(job, all, known);
          return part(job, all, alone.squares() * ofSquare, drawing, known);
        });
  }

  /** Of a job whose pictures are made. */
  WorkPart finishing(RunningJob job, Stage stage) {
    return ifKnown(
        known -> {
          double all = finishMillis(job, known);
          return WorkPart.of(
              doneMillis(job, List.of(job), known) + all * finish.before(stage),
              all * finish.of(stage),
              all * finish.behind(stage));
        });
  }

  private WorkPart ifKnown(Function<WorkerPace, WorkPart> part) {
    return pace.known().map(part).orElse(WorkPart.UNKNOWN);
  }

  private static WorkPart part(
      RunningJob job, Collection<RunningJob> all, double next, double drawing, WorkerPace known) {
    return WorkPart.of(doneMillis(job, all, known), next, drawing + finishMillis(job, known));
  }

  /**
   * What its steps take, whoever took them: on a machine that is slower than ever, the time that
   * has passed would seem to be most of it.
   */
  private static double doneMillis(RunningJob job, Collection<RunningJob> all, WorkerPace known) {
    return job.drawn().done() * known.step().of(images(all));
  }

  private static double finishMillis(RunningJob job, WorkerPace known) {
    return known.finish().of(job.draw().countedImages());
  }

  /** Until its last step, if nobody else comes. */
  private static double drawingMillis(
      RunningJob job, Collection<RunningJob> all, WorkerPace known) {
    List<RunningJob> inOrder =
        all.stream().sorted(Comparator.comparingInt(RunningJob::stepsLeft)).toList();
    int images = images(all);
    int steps = 0;
    double millis = 0;
    for (RunningJob next : inOrder) {
      millis += (next.stepsLeft() - steps) * known.step().of(images);
      if (next == job) {
        return millis;
      }
      steps = next.stepsLeft();
      images -= next.draw().imageCount();
      millis += finishMillis(next, known);
    }
    return millis;
  }

  private static int images(Collection<RunningJob> jobs) {
    return jobs.stream().mapToInt(it -> it.draw().imageCount()).sum();
  }
}
