package org.vitrail.bot.core.queue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.vitrail.bot.core.queue.Future.Newcomer;
import org.vitrail.inference.protocol.LaneSnapshot.Arrival;
import org.vitrail.inference.protocol.LaneSnapshot.Load;
import org.vitrail.inference.protocol.LaneSnapshot.OpenJob;

/**
 * Who may come to a lane, as far as those tell who came lately: a Poisson process of their rate,
 * each of which wants what one of them wanted.
 */
final class Newcomers {
  /** After so long, a job that came tells a third as much of how often they come. */
  private static final double MEMORY_MILLIS = 180_000;

  /** For so long nobody is believed to have come before the first that is known of. */
  private static final double QUIET_MILLIS = 10_000;

  /** More in one future only come when all that wait are long done. */
  private static final int MOST = 200;

  private static final String ID = "";

  /** Always the same, so that an estimate does not change while nothing happens. */
  private final Random random = new Random(0);

  private final List<Load> loads;
  private final double perMilli;

  private Newcomers(List<Load> loads, double perMilli) {
    this.loads = loads;
    this.perMilli = perMilli;
  }

  /**
   * @param arrivals the oldest first
   */
  static Newcomers like(List<Arrival> arrivals) {
    if (arrivals.size() < 2) {
      return new Newcomers(List.of(), 0);
    }
    double oldest = arrivals.get(0).millisAgo();
    double watched = MEMORY_MILLIS * -Math.expm1(-oldest / MEMORY_MILLIS);
    double came =
        arrivals.stream()
            .skip(1)
            .mapToDouble(arrival -> Math.exp(-arrival.millisAgo() / MEMORY_MILLIS))
            .sum();
    return new Newcomers(
        arrivals.stream().map(Arrival::load).toList(), came / (watched + QUIET_MILLIS));
  }

  /** Whether anybody is. */
  boolean areExpected() {
    return perMilli > 0;
  }

  /** Another possible future of them, the first ones first. */
  List<Newcomer> next() {
    List<Newcomer> come = new ArrayList<>();
    double millis = 0;
    for (int number = 0; areExpected() && number < MOST; number++) {
      millis -= Math.log(1 - random.nextDouble()) / perMilli;
      Load load = loads.get(random.nextInt(loads.size()));
      come.add(new Newcomer(millis, OpenJob.waiting(ID, load)));
    }
    return come;
  }

  /** Whether a job is one of those that have not come. */
  static boolean isOne(OpenJob job) {
    return job.id().equals(ID);
  }
}
