package org.vitrail.bot.core.queue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import org.vitrail.inference.protocol.LaneSnapshot;
import org.vitrail.inference.protocol.LaneSnapshot.OpenJob;
import org.vitrail.inference.protocol.ServedModel;
import org.vitrail.inference.protocol.WorkerPace;

/**
 * How long the workers of a lane draw with other models before a job of it is done. Workers draw
 * with one model at a time, in turns: while others have jobs, each goes on for a turn, finishes
 * what it holds by then, and the next begins. So another model takes no more than its turns, and no
 * more than it has jobs for.
 *
 * <p>An estimate: how long loading takes is not known, nor how much of a turn is over, and where
 * only some of the workers are shared, the others are counted as their part.
 */
final class OtherModels {
  private static final double TURN = ServedModel.MIN_TURN.toMillis();

  /** Batches are in the middle of being drawn when a turn ends, on average. */
  private static final double HALF = .5;

  private OtherModels() {}

  /**
   * Another model that has jobs.
   *
   * @param workMillis until all of them are done if nothing else is drawn; empty where nobody knows
   * @param turnMillis of one turn
   * @param share of the lane's workers that serve it, too
   */
  private record Neighbour(OptionalDouble workMillis, double turnMillis, double share) {
    /** For how long it draws in so many turns. */
    double millis(double turns) {
      double most = turns * turnMillis;
      return share * Math.min(most, workMillis.orElse(most));
    }
  }

  /** A lane beside the one that is asked for. */
  record Beside(LaneSnapshot lane, OptionalDouble workMillis) {}

  /** The models that some of a lane's workers serve as well. */
  static Set<String> of(String lane, LaneSnapshot seen, Map<String, List<ServedModel>> served) {
    Set<String> others = new TreeSet<>();
    for (String worker : seen.workers()) {
      served.getOrDefault(worker, List.of()).stream()
          .filter(ServedModel::draws)
          .map(ServedModel::id)
          .forEach(others::add);
    }
    others.remove(lane);
    return others;
  }

  /**
   * For how long others draw before a job is done.
   *
   * @param ownMillis until it is done if nothing else is drawn
   * @param others as they are now, those without jobs among them
   */
  static double millis(double ownMillis, LaneSnapshot lane, List<Beside> others) {
    List<Neighbour> neighbours = new ArrayList<>();
    for (Beside other : others) {
      if (other.lane().depth() > 0) {
        neighbours.add(neighbour(lane, other));
      }
    }
    boolean isAtWork = lane.jobs().stream().anyMatch(OpenJob::isRunning);
    double ownTurns = Math.max(1, Math.ceil(ownMillis / TURN));
    double turns = isAtWork ? ownTurns - 1 : ownTurns;
    return neighbours.stream().mapToDouble(it -> it.millis(turns)).sum();
  }

  private static Neighbour neighbour(LaneSnapshot lane, Beside other) {
    Set<String> shared = new HashSet<>(lane.workers());
    shared.retainAll(other.lane().workers());
    double batch =
        other.lane().paces().values().stream()
            .mapToDouble(OtherModels::batchMillis)
            .average()
            .orElse(0);
    return new Neighbour(
        other.workMillis(),
        TURN + HALF * batch,
        (double) shared.size() / Math.max(1, lane.workers().size()));
  }

  private static double batchMillis(WorkerPace pace) {
    return 1e3 * pace.batchImages() / pace.imagesPerSecond();
  }
}
