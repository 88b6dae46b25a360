package org.vitrail.inference.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.api.AbstractAssert;
import org.vitrail.inference.protocol.JobStatus.State;

/** What a test says about a job in the queue; every assertion looks anew. */
public final class JobAssert extends AbstractAssert<JobAssert, String> {
  private final JobQueue queue;

  private JobAssert(JobQueue queue, String jobId) {
    super(jobId, JobAssert.class);
    this.queue = queue;
  }

  public static JobAssert assertThatJob(JobQueue queue, String jobId) {
    return new JobAssert(queue, jobId);
  }

  public JobAssert isUnknown() {
    assertThat(queue.status(actual)).as("status of job %s", actual).isEmpty();
    return this;
  }

  public JobAssert isWaiting() {
    return is(State.WAITING);
  }

  public JobAssert isRunning() {
    return is(State.RUNNING);
  }

  public JobAssert isDone() {
    return is(State.DONE);
  }

  public JobAssert isCancelled() {
    return is(State.CANCELLED);
  }

  public JobAssert hasFailedWith(String reason) {
    is(State.FAILED);
    assertThat(status().outcome())
        .get()
        .isInstanceOfSatisfying(
            JobOutcome.Failed.class, failed -> assertThat(failed.reason()).isEqualTo(reason));
    return this;
  }

  public JobAssert isAtPosition(int position) {
    assertThat(status().position()).as("position of job %s", actual).isEqualTo(position);
    return this;
  }

  public JobAssert wasInterrupted() {
    assertThat(status().interrupted()).as("whether job %s was interrupted", actual).isTrue();
    return this;
  }

  public JobAssert wasNotInterrupted() {
    assertThat(status().interrupted()).as("whether job %s was interrupted", actual).isFalse();
    return this;
  }

  public JobAssert hasProgress(Progress progress) {
    assertThat(status().progress()).as("progress of job %s", actual).isEqualTo(progress);
    return this;
  }

  public JobAssert hasOutcome(JobOutcome outcome) {
    assertThat(status().outcome()).as("outcome of job %s", actual).contains(outcome);
    return this;
  }

  private JobAssert is(State state) {
    assertThat(status().state()).as("state of job %s", actual).isEqualTo(state);
    return this;
  }

  private JobStatus status() {
    return queue
        .status(actual)
        .orElseThrow(() -> new AssertionError("Job " + actual + " is unknown."));
  }
}
