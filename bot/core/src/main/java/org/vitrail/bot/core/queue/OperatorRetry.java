package org.vitrail.bot.core.queue;

import java.util.Optional;
import org.vitrail.bot.core.ImpossibleException;
import org.vitrail.bot.core.Person;
import org.vitrail.bot.core.outbox.Outbox;
import org.vitrail.bot.core.outbox.OutboxEntry;
import org.vitrail.bot.core.queue.JobFactory.Asker;
import org.vitrail.inference.protocol.BesideJob;
import org.vitrail.inference.protocol.ImageJob;
import org.vitrail.inference.protocol.ImageStore;
import org.vitrail.inference.protocol.JobQueue;
import org.vitrail.inference.protocol.JobStatus;
import org.vitrail.inference.protocol.Priority;
import org.vitrail.inference.protocol.Share;

/**
 * Brings a failed job back from outside of every chat, for the person who asked for it, where it
 * could be asked for now: its message comes where the first one was, it is drawn before others, and
 * it counts for nobody, as the failed one was given back.
 *
 * <p>In the order of {@link JobSubmitter}: whatever ends in between leaves no job without a
 * message.
 */
public final class OperatorRetry {
  private final JobRetry retry;
  private final JobQueue queue;
  private final ImageStore images;
  private final Outbox outbox;
  private final RecentJobs recent;

  public OperatorRetry(
      JobRetry retry, JobQueue queue, ImageStore images, Outbox outbox, RecentJobs recent) {
    this.retry = retry;
    this.queue = queue;
    this.images = images;
    this.outbox = outbox;
    this.recent = recent;
  }

  /**
   * @param failedId of a job that has failed
   * @return the job in its place
   * @throws ImpossibleException when it has not failed, or would be refused if it was asked for now
   * @throws redis.clients.jedis.exceptions.JedisException when Redis does not answer
   */
  public ImageJob retry(String failedId) throws ImpossibleException {
    ImageJob failed =
        queue
            .status(failedId)
            .map(JobStatus::job)
            .orElseThrow(() -> new ImpossibleException("job.unknown", failedId));
    Person who = Person.of(failed.requester());
    NewJob order = retry.of(new Asker(who, ImageJob.newId(), failed.venue()), failedId);
    ImageJob job = order.job();
    order.sent().forEach((name, png) -> images.put(job.id(), name, png));
    recent.add(who, job.id(), job.submittedAt());
    int cost = Iterations.pictures(job.task(), order.cost()).counted();
    Share share = Share.of(Priority.MODERATOR, cost);
    Optional<OutboxEntry> message = outbox.find(failedId);
    if (message.isEmpty()) {
      queue.submit(job, share, order.retryOf());
      return job;
    }
    BesideJob.Call opening = outbox.opening(who, job.id(), message.get().address());
    queue.submit(job, share, order.retryOf(), opening);
    // Whoever runs for the chat's platform takes it.
    outbox.release(who.platform(), job.id());
    return job;
  }
}
