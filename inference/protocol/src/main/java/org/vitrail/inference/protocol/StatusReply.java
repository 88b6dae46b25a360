package org.vitrail.inference.protocol;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What {@code status.lua} says of a job. */
final class StatusReply {
  /** The queue's own field of a job that was in work and had to begin anew. */
  private static final String INTERRUPTED = "interrupted";

  private StatusReply() {}

  /**
   * @throws ProtocolException if a newer program wrote the job
   */
  static JobStatus status(List<?> reply) {
    Map<String, String> fields = JobFields.map(Replies.list(reply.get(0)));
    ImageJob job = JobFields.job(fields);
    JobStatus.State state = JobFields.state(fields);
    Optional<JobOutcome> outcome =
        state.isFinal() ? Optional.of(JobFields.outcome(state, fields)) : Optional.empty();
    return new JobStatus(
        job,
        state,
        JobFields.progress(fields).at(Replies.number(reply.get(2))),
        Replies.number(reply.get(1)),
        fields.containsKey(INTERRUPTED),
        JobFields.understanding(fields),
        outcome,
        Optional.ofNullable(fields.get(JobSubmissions.RETRY_OF)));
  }
}
