package org.vitrail.inference.protocol;

/**
 * A job in the hands of a worker.
 *
 * @param worker that holds it
 * @param queue the stream that it was taken from: its lane, or what waits behind that
 * @param streamEntryId the lease: the entry of the lane's stream that the worker holds
 * @param attempt 1 for the first worker that took the job, one more for each that died of it alone
 * @param previewNumber of the last preview of an earlier attempt, 0 if there was none
 * @param isSuspect whether it may have killed its workers: nothing else is to be drawn beside it
 */
public record ClaimedJob(
    ImageJob job,
    String worker,
    String queue,
    String streamEntryId,
    int attempt,
    int previewNumber,
    boolean isSuspect) {
  /**
   * @throws IllegalArgumentException naming the part that is missing or not allowed
   */
  public ClaimedJob {
    Require.present("claimed.job", job);
    Require.present("claimed.worker", worker);
    Require.present("claimed.queue", queue);
    Require.present("claimed.streamEntryId", streamEntryId);
    Require.between("claimed.attempt", attempt, 1, Integer.MAX_VALUE);
    Require.between("claimed.previewNumber", previewNumber, 0, Integer.MAX_VALUE);
  }
}
