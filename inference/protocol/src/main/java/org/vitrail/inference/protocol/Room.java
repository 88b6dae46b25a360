package org.vitrail.inference.protocol;

import java.time.Duration;

/**
 * What a worker can take in.
 *
 * @param jobs most jobs; 0 takes none
 * @param images pictures that all of them may ask for together
 * @param isEmpty whether the worker does nothing else, and so may take one job that is larger
 * @param takesAll whether also what is worked on by itself while all that is drawn stands still, as
 *     a picture to enlarge; until it does, such a job keeps its turn for other workers
 */
public record Room(int jobs, int images, boolean isEmpty, boolean takesAll) {
  /**
   * After work on one picture drawing goes on for as long as that took, and so long at most, before
   * there is more of it: others wait behind the job whose turn it is.
   */
  public static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  /**
   * @throws IllegalArgumentException naming the part that is not allowed
   */
  public Room {
    Require.between("max", jobs, 0, Integer.MAX_VALUE);
    Require.between("room.images", images, 0, Integer.MAX_VALUE);
  }

  /** Room for jobs of every kind. */
  public Room(int jobs, int images, boolean isEmpty) {
    this(jobs, images, isEmpty, true);
  }

  /** Room for so many jobs of any size. */
  public static Room forJobs(int jobs) {
    return new Room(jobs, Integer.MAX_VALUE, true);
  }
}
