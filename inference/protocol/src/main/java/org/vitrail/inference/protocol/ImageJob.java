package org.vitrail.inference.protocol;

import java.security.SecureRandom;
import java.time.Instant;

/**
 * One request for pictures, complete in itself: a worker needs nothing else to carry it out.
 *
 * @param id names the job everywhere; see {@link #newId()}
 * @param lane the queue in which the job waits, which is the id of the model that shall draw
 * @param submittedAt when the person asked, by the clock of the adapter that took the request
 * @param isPrivate whether only the requester may see and use its pictures
 * @param venue where it was asked for
 */
public record ImageJob(
    String id,
    String lane,
    ImageTask task,
    Requester requester,
    Instant submittedAt,
    boolean isPrivate,
    Venue venue) {

  private static final SecureRandom RANDOM = new SecureRandom();

  /** Symbols of {@link CrockfordBase32}. */
  public static final int ID_LENGTH = 10;

  /**
   * @throws IllegalArgumentException naming the part that is missing or not allowed
   */
  public ImageJob {
    Require.identifier("job.id", id);
    Require.identifier("job.lane", lane);
    Require.present("job.task", task);
    Require.present("job.requester", requester);
    Require.present("job.submittedAt", submittedAt);
    Require.present("job.venue", venue);
  }

  /** A job whose pictures anybody may see who knows its id. */
  public ImageJob(
      String id, String lane, ImageTask task, Requester requester, Instant submittedAt) {
    this(id, lane, task, requester, submittedAt, false, Venue.NOWHERE);
  }

  /** A new id of ten characters (50 random bits): short enough to type, too many to guess. */
  public static String newId() {
    return CrockfordBase32.random(RANDOM, ID_LENGTH);
  }

  /**
   * The id that follows from a digest, so that a request that arrives twice makes one job.
   *
   * @param digest at least ten bytes that nobody can predict
   */
  public static String idOf(byte[] digest) {
    return CrockfordBase32.of(digest, ID_LENGTH);
  }
}
