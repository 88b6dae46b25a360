package org.vitrail.inference.protocol;

/**
 * What a job's place in its lane follows from, beside what its person has there already.
 *
 * @param cost as how many usual pictures it counts, at least 1: how long its person's next job lets
 *     others go first
 * @param weight as how many people its person counts there, at least 1: of two who both wait, one
 *     of weight 2 has twice as much drawn
 */
public record Share(Priority priority, int cost, int weight) {
  public Share {
    Require.present("priority", priority);
    Require.between("cost", cost, 1, Integer.MAX_VALUE);
    Require.between("weight", weight, 1, Integer.MAX_VALUE);
  }

  /** That of somebody who counts as one. */
  public static Share of(Priority priority, int cost) {
    return new Share(priority, cost, 1);
  }
}
