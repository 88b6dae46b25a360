package org.vitrail.inference.protocol;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** The streams of a lane: its own, and the one in which newcomers wait while a place is raided. */
final class Queues {
  /** No lane's name holds this sign. */
  private static final String BEHIND = "+behind";

  private Queues() {}

  /**
   * Of all lanes their own, then those of newcomers, each in the order of the lanes.
   *
   * @throws IllegalArgumentException if there is no lane, or one whose name would tear a key
   */
  static List<String> of(Collection<String> lanes) {
    if (lanes.isEmpty()) {
      throw Require.broken("lanes", lanes, "at least one lane");
    }
    lanes.forEach(lane -> Require.identifier("lane", lane));
    List<String> queues = new ArrayList<>(lanes);
    lanes.forEach(lane -> queues.add(behind(lane)));
    return queues;
  }

  /** Where a lane's newcomers wait. */
  static String behind(String lane) {
    return lane + BEHIND;
  }

  /** The lane that a stream belongs to. */
  static String lane(String queue) {
    return queue.endsWith(BEHIND) ? queue.substring(0, queue.length() - BEHIND.length()) : queue;
  }
}
