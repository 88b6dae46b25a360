package org.vitrail.deploy.standalone.load;

import java.util.Random;
import java.util.Set;

/**
 * What is asked for, and how fast.
 *
 * @param jobs in all
 * @param ratePerSecond of arrivals on average; they come whether earlier ones are done or not
 * @param mostOpen while so many are open, nobody comes; many, and it is open-loop
 * @param kinds that are asked for
 * @param mostPictures that one job asks for, at most nine
 * @param people who ask, in a tenth as many places
 * @param seed of the times, the kinds and the prompts: the same one asks for the same
 */
public record LoadPlan(
    int jobs,
    double ratePerSecond,
    int mostOpen,
    Set<LoadKind> kinds,
    int mostPictures,
    int people,
    long seed) {
  private static final int PEOPLE_A_PLACE = 10;

  public LoadPlan {
    kinds = Set.copyOf(kinds);
  }

  int places() {
    return Math.max(1, people / PEOPLE_A_PLACE);
  }

  /**
   * When each job is due, in nanoseconds from the start: a Poisson process, whose gaps are
   * exponential.
   */
  long[] arrivals() {
    Random random = new Random(seed);
    long[] due = new long[jobs];
    double seconds = 0;
    for (int i = 0; i < jobs; i++) {
      seconds -= Math.log(1 - random.nextDouble()) / ratePerSecond;
      due[i] = (long) (1e9 * seconds);
    }
    return due;
  }
}
