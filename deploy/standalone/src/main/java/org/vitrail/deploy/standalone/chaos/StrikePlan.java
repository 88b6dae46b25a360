package org.vitrail.deploy.standalone.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** What happens when in a run; the same for the same seed. */
final class StrikePlan {
  static final int REDIS = 0;

  /** For each so many kills one stop and one cut. */
  private static final int KILLS_PER_STOP = 3;

  private static final int KILLS_PER_FILL = 8;

  /** Shorter and longer than a lease. */
  private static final int LONGEST_SECONDS = 12;

  private StrikePlan() {}

  /**
   * All strikes, the first first. Kills go round all parts, Redis among them, so that each gets its
   * share.
   *
   * @param over the while in which they fall
   * @param parts besides Redis
   */
  static List<Strike> of(long seed, Duration over, int kills, int parts) {
    Random random = new Random(seed);
    List<Strike> strikes = new ArrayList<>();
    List<Integer> round = new ArrayList<>();
    for (int i = 0; i < kills; i++) {
      if (round.isEmpty()) {
        IntStream.rangeClosed(REDIS, parts).forEach(round::add);
        Collections.shuffle(round, random);
      }
      Duration at = between(random, over, i, kills);
      strikes.add(new Strike(at, Strike.Kind.KILL, round.remove(0), Duration.ZERO));
    }
    int stops = (kills + KILLS_PER_STOP - 1) / KILLS_PER_STOP;
    for (int i = 0; i < stops; i++) {
      strikes.add(lasting(random, over, i, stops, Strike.Kind.STOP, random.nextInt(parts + 1)));
      strikes.add(lasting(random, over, i, stops, Strike.Kind.CUT, 1 + random.nextInt(parts)));
    }
    int fills = (kills + KILLS_PER_FILL - 1) / KILLS_PER_FILL;
    for (int i = 0; i < fills; i++) {
      strikes.add(lasting(random, over, i, fills, Strike.Kind.FILL, REDIS));
    }
    strikes.sort(Comparator.comparing(Strike::at));
    return strikes;
  }

  private static Strike lasting(
      Random random, Duration over, int i, int of, Strike.Kind kind, int part) {
    Duration lasts = Duration.ofSeconds(1 + random.nextInt(LONGEST_SECONDS));
    return new Strike(between(random, over, i, of), kind, part, lasts);
  }

  /** Some moment in the i-th of so many equal spans. */
  private static Duration between(Random random, Duration over, int i, int of) {
    return Duration.ofMillis((long) (over.toMillis() * (i + random.nextDouble()) / of));
  }
}
