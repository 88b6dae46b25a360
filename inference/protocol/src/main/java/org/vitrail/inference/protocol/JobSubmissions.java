package org.vitrail.inference.protocol;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vitrail.inference.protocol.JobQueue.Submitted;
import redis.clients.jedis.UnifiedJedis;

/** How jobs get their place in a lane. */
final class JobSubmissions {
  /** The queue's own field: as how many usual pictures a job counts. */
  private static final String COST = "cost";

  /** The queue's own field: for how many milliseconds a job may wait until it is begun. */
  private static final String LONGEST_WAIT = "longestWait";

  /** The queue's own field: as how many people a job's person counts. */
  private static final String WEIGHT = "weight";

  /** The queue's own field: a {@link Priority}. */
  private static final String PRIORITY = "priority";

  /** The queue's own field: the failed job that this one brings back. */
  static final String RETRY_OF = "retryOf";

  private final UnifiedJedis redis;
  private final QueueSettings settings;
  private final Unheard unheard;

  JobSubmissions(UnifiedJedis redis, QueueSettings settings, Unheard unheard) {
    this.redis = redis;
    this.settings = settings;
    this.unheard = unheard;
  }

  /** As {@link JobQueue#submit(ImageJob, Share, Optional)} says. */
  Optional<JobStatus> submit(ImageJob job, Share share, Optional<String> retryOf) {
    Object[] submission = submission(job, share, retryOf);
    return submitted(job, retryOf, Replies.list(Script.SUBMIT.run(redis, submission)));
  }

  /** As {@link JobQueue#submit(ImageJob, Share, Optional, BesideJob.Call)} says. */
  Submitted submit(ImageJob job, Share share, Optional<String> retryOf, BesideJob.Call beside) {
    List<?> replies = beside.run(redis, Script.given(submission(job, share, retryOf)));
    return new Submitted(submitted(job, retryOf, Replies.list(replies.get(0))), replies.get(1));
  }

  private Object[] submission(ImageJob job, Share share, Optional<String> retryOf) {
    return new Object[] {
      job.id(),
      share.priority() == Priority.NEWCOMER ? Queues.behind(job.lane()) : job.lane(),
      JobFields.of(job),
      JobFields.of(Progress.NONE),
      Map.of(COST, share.cost(), WEIGHT, share.weight(), PRIORITY, share.priority()),
      Map.of(LONGEST_WAIT, settings.longestWait().toMillis()),
      retryOf.map(id -> Map.of(RETRY_OF, id)).orElse(Map.of())
    };
  }

  private Optional<JobStatus> submitted(ImageJob job, Optional<String> retryOf, List<?> reply) {
    unheard.note(reply);
    return Replies.yes(reply.get(0))
        ? Optional.of(
            new JobStatus(
                job,
                JobStatus.State.WAITING,
                Progress.NONE,
                Replies.number(reply.get(2)),
                false,
                Optional.empty(),
                Optional.empty(),
                retryOf))
        : Optional.empty();
  }
}
