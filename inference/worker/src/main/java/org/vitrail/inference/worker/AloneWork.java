package org.vitrail.inference.worker;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.LongSupplier;
import org.vitrail.inference.protocol.ImageTask;
import org.vitrail.inference.protocol.LaneSnapshot;
import org.vitrail.inference.protocol.Stage;
import org.vitrail.inference.protocol.WorkPart;

/**
 * Which part of all its work a job is at that is worked on alone, by what such work took before
 * and, the more of it is done, by what it took until now. One thread.
 */
final class AloneWork {
  private static final double AHEAD_MILLIS = 1_000;

  private final String act;
  private final double squares;
  private final Pace pace;
  private final OptionalDouble learnedMillis;
  private final StageShares shares;
  private final StageWatch watch;

  /**
   * @param squares of its model's own size that the picture is as large as
   * @param shares what the stages of such work take
   */
  AloneWork(ImageTask task, double squares, Pace pace, StageShares shares, LongSupplier nanos) {
    this.act = LaneSnapshot.Load.of(task).act();
    this.squares = squares;
    this.pace = pace;
    this.learnedMillis =
        pace.known().stream()
            .flatMapToDouble(known -> known.aloneMillis(act).stream())
            .map(ofSquare -> squares * ofSquare)
            .findFirst();
    this.shares = shares;
    this.watch = new StageWatch(nanos);
  }

  /** A stage begins; empty where nobody knows how long it takes. */
  Optional<WorkPart> begin(Stage stage) {
    watch.begin(stage);
    return part(stage, 0, 1);
  }

  /**
   * Within a stage.
   *
   * @param done share of it
   * @param next the share at which something will be said again at the latest
   */
  Optional<WorkPart> part(Stage stage, double done, double next) {
    double doneOfAll = shares.before(stage) + done * shares.of(stage);
    double took = watch.millis();
    if (learnedMillis.isEmpty() && (doneOfAll <= 0 || took <= 0)) {
      return Optional.empty();
    }
    double left = 1 - doneOfAll;
    double byNow = doneOfAll > 0 ? took / doneOfAll : learnedMillis.orElse(0);
    double learned = learnedMillis.orElse(byNow);
    double all = left * learned + doneOfAll * byNow;
    double rest = left * all;
    double ofStage = shares.of(stage) * all;
    double soon = Math.min((1 - done) * ofStage, Math.max((next - done) * ofStage, AHEAD_MILLIS));
    return Optional.of(WorkPart.of(took, soon, rest - soon));
  }

  /** All is done, and what it took is learned. */
  void end() {
    double millis = watch.millis();
    watch.end(shares);
    pace.workedAlone(act, Math.round(1e6 * millis / squares));
  }
}
