package org.vitrail.bot.core.admission;

import java.util.OptionalDouble;
import java.util.Set;
import org.vitrail.bot.core.Person;
import org.vitrail.inference.protocol.Venue;

/**
 * A job that asks to be admitted.
 *
 * @param venue where it was asked for
 * @param roles ids of the person's roles there
 * @param prompt what is drawn; empty where nothing is
 * @param pictures how many it asks for
 * @param speed measured pictures per second, for saying when a full queue has room
 */
public record AdmissionRequest(
    Person who,
    Venue venue,
    Set<String> roles,
    String jobId,
    String prompt,
    Pictures pictures,
    OptionalDouble speed) {
  /**
   * How many pictures a job asks for.
   *
   * @param asked their number
   * @param counted as how many they count where people have only so many: what is larger than a
   *     square counts as several
   * @param iterations of each; 0 where it is not drawn by such
   * @param side pixels along the longer side; 0 where nobody chose it
   */
  public record Pictures(int asked, int counted, int iterations, int side) {
    /** Squares. */
    public static Pictures squares(int count) {
      return new Pictures(count, count, 0, 0);
    }
  }
}
