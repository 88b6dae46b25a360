package org.vitrail.inference.worker;

import java.util.EnumMap;
import java.util.Map;
import org.vitrail.inference.protocol.Stage;

/** Learns how the time of some work is divided among its stages. One thread. */
final class StageShares {
  private static final double NEWEST = .3;

  private final Map<Stage, Double> shares = new EnumMap<>(Stage.class);
  private boolean isLearned;

  /**
   * @param usual what each stage takes until it was seen, 1 in all
   */
  StageShares(Map<Stage, Double> usual) {
    shares.putAll(usual);
  }

  /**
   * Some work is done.
   *
   * @param nanos that each stage took; without those that were left out
   */
  void add(Map<Stage, Long> nanos) {
    double all = nanos.values().stream().mapToLong(it -> it).sum();
    if (all <= 0) {
      return;
    }
    double newest = isLearned ? NEWEST : 1;
    for (Stage stage : Stage.values()) {
      double seen = nanos.getOrDefault(stage, 0L) / all;
      double before = of(stage);
      shares.put(stage, before + newest * (seen - before));
    }
    isLearned = true;
  }

  /** Of a stage. */
  double of(Stage stage) {
    return shares.getOrDefault(stage, 0.);
  }

  /** Of all stages in front of one. */
  double before(Stage stage) {
    return shares.entrySet().stream()
        .filter(it -> it.getKey().compareTo(stage) < 0)
        .mapToDouble(Map.Entry::getValue)
        .sum();
  }

  /** Of all stages behind one. */
  double behind(Stage stage) {
    return shares.entrySet().stream()
        .filter(it -> it.getKey().compareTo(stage) > 0)
        .mapToDouble(Map.Entry::getValue)
        .sum();
  }
}
