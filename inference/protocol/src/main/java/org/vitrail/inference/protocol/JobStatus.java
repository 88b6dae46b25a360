package org.vitrail.inference.protocol;

import java.util.Optional;
import org.vitrail.inference.protocol.JobOutcome.Done;

/**
 * What the queue knows of one job at one moment.
 *
 * @param position how many unfinished jobs of the lane are in front of this one, running ones
 *     included; it grows when somebody asks who had less, and is 0 for a job that is next, runs or
 *     has ended
 * @param interrupted whether it was in work before and had to begin anew
 * @param understanding what the model makes of the prompt, where it knows which words it was
 *     taught; present as soon as it is drawn
 * @param outcome present when {@code state} is final
 * @param retryOf the failed job that this one brings back
 */
public record JobStatus(
    ImageJob job,
    State state,
    Progress progress,
    int position,
    boolean interrupted,
    Optional<Understanding> understanding,
    Optional<JobOutcome> outcome,
    Optional<String> retryOf) {

  /** Where a job stands; the last three are final. */
  public enum State {
    WAITING,
    RUNNING,
    DONE,
    FAILED,
    CANCELLED;

    /** Whether the job has ended. */
    public boolean isFinal() {
      return this != WAITING && this != RUNNING;
    }
  }

  /**
   * @throws IllegalArgumentException naming the part that is missing or not allowed
   */
  public JobStatus {
    Require.present("status.job", job);
    Require.present("status.state", state);
    Require.present("status.progress", progress);
    Require.present("status.retryOf", retryOf);
    Require.between("status.position", position, 0, Integer.MAX_VALUE);
    Require.present("status.understanding", understanding);
    if (Require.present("status.outcome", outcome).isPresent() != state.isFinal()) {
      throw Require.broken("status.outcome", outcome, "an outcome if, and only if, it is final");
    }
  }

  /** What came of it, if there are pictures. */
  public Optional<Done> done() {
    return outcome.flatMap(JobOutcome::asDone);
  }

  /** A job that was never interrupted, brings none back, and of whose prompt nothing is said. */
  public JobStatus(
      ImageJob job, State state, Progress progress, int position, Optional<JobOutcome> outcome) {
    this(job, state, progress, position, false, Optional.empty(), outcome, Optional.empty());
  }
}
