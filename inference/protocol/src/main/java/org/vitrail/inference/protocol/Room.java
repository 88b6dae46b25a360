package org.vitrail.inference.protocol;

/**
 * What a worker can take in.
 *
 * @param jobs most jobs; 0 takes none
 * @param images pictures that all of them may ask for together
 * @param isEmpty whether the worker does nothing else, and so may take one job that is larger
 */
public record Room(int jobs, int images, boolean isEmpty) {
  /**
   * @throws IllegalArgumentException naming the part that is not allowed
   */
  public Room {
    Require.between("max", jobs, 0, Integer.MAX_VALUE);
    Require.between("room.images", images, 0, Integer.MAX_VALUE);
  }

  /** Room for so many jobs of any size. */
  public static Room forJobs(int jobs) {
    return new Room(jobs, Integer.MAX_VALUE, true);
  }
}
