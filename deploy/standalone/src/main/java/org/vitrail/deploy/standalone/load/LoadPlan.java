package org.vitrail.deploy.standalone.load;

import java.util.Random;
import java.util.Set;

/**
 * What is asked for, and how fast.
 *
 * @param jobs whose times are counted
 * @param warmUp jobs that come before them: until then everything is cold, and nothing is learnt of
 *     how long jobs take
 * @param ratePerSecond of arrivals on average; they come whether earlier ones are done or not
 * @param mostOpen while so many are open, nobody comes; many, and it is open-loop
 * @param wishes what each of them may be
 * @param people who ask, in a tenth as many places
 * @param seed of the times, the kinds and the prompts: the same one asks for the same
 */
public record LoadPlan(
    int jobs,
    int warmUp,
    double ratePerSecond,
    int mostOpen,
    Wishes wishes,
    int people,
    long seed) {
  private static final int PEOPLE_A_PLACE = 10;

  /**
   * What jobs may be.
   *
   * @param mostPictures that one of them asks for, at most nine
   */
  public record Wishes(Set<LoadKind> kinds, int mostPictures) {
    public Wishes {
      kinds = Set.copyOf(kinds);
    }
  }

  /** With those that come before. */
  int allJobs() {
    return warmUp + jobs;
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
    long[] due = new long[allJobs()];
    double seconds = 0;
    for (int i = 0; i < due.length; i++) {
      seconds -= Math.log(1 - random.nextDouble()) / ratePerSecond;
      due[i] = (long) (1e9 * seconds);
    }
    return due;
  }
}
