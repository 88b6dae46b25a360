package org.vitrail.bot.core.queue;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vitrail.bot.core.Person;
import org.vitrail.bot.core.outbox.Outbox;
import org.vitrail.bot.core.outbox.OutboxEntry;
import org.vitrail.inference.protocol.BesideJob;
import org.vitrail.inference.protocol.ImageJob;
import org.vitrail.inference.protocol.ImageStore;
import org.vitrail.inference.protocol.ImageTask;
import org.vitrail.inference.protocol.JobQueue;
import org.vitrail.inference.protocol.JobStatus.State;
import org.vitrail.inference.protocol.Priority;

/**
 * Brings a failed job back from outside of every chat, for the person who asked for it: its message
 * comes where the first one was, it is drawn before others, and it counts for nobody.
 *
 * <p>In the order of {@link JobSubmitter}: whatever ends in between leaves no job without a
 * message.
 */
public final class OperatorRetry {
  private final JobQueue queue;
  private final ImageStore images;
  private final Outbox outbox;
  private final RecentJobs recent;
  private final Clock clock;

  public OperatorRetry(
      JobQueue queue, ImageStore images, Outbox outbox, RecentJobs recent, Clock clock) {
    this.queue = queue;
    this.images = images;
    this.outbox = outbox;
    this.recent = recent;
    this.clock = clock;
  }

  /**
   * @param failedId of a job that has failed
   * @return the job in its place
   * @throws IllegalArgumentException saying why there is nothing to retry, in a sentence
   * @throws redis.clients.jedis.exceptions.JedisException when Redis does not answer
   */
  public ImageJob retry(String failedId) {
    ImageJob failed =
        queue
            .status(failedId)
            .filter(status -> status.state() == State.FAILED)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        failedId + " is no job that has failed; see ./vitrail jobs dead."))
            .job();
    ImageJob job =
        new ImageJob(
            ImageJob.newId(),
            failed.lane(),
            failed.task(),
            failed.requester(),
            clock.instant(),
            failed.isPrivate(),
            failed.venue());
    Person who = Person.of(failed.requester());
    copySent(failed, job.id());
    recent.add(who, job.id(), job.submittedAt());
    Optional<String> retryOf = Optional.of(failedId);
    int cost = job.task().countedImages();
    Optional<OutboxEntry> message = outbox.find(failedId);
    if (message.isEmpty()) {
      queue.submit(job, Priority.MODERATOR, cost, retryOf);
      return job;
    }
    BesideJob.Call opening = outbox.opening(who, job.id(), message.get().address());
    queue.submit(job, Priority.MODERATOR, cost, retryOf, opening);
    // Whoever runs for the chat's platform takes it.
    outbox.release(who.platform(), job.id());
    return job;
  }

  private void copySent(ImageJob failed, String to) {
    for (String name : sent(failed.task())) {
      byte[] file =
          images
              .get(failed.id(), name)
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "The picture that was sent with job "
                              + failed.id()
                              + " is no longer kept, so it cannot be retried."));
      images.put(to, name, file);
    }
  }

  private static List<String> sent(ImageTask task) {
    List<String> names = new ArrayList<>();
    boolean begins = task.asDraw().filter(draw -> draw.beginFrom().isInitImage()).isPresent();
    if (begins || task instanceof ImageTask.Reconstruct) {
      names.add(ImageStore.INIT_IMAGE);
    }
    int targets = task.asDraw().map(draw -> draw.targets().size()).orElse(0);
    for (int number = 1; number <= targets; number++) {
      names.add(ImageStore.target(number));
    }
    return names;
  }
}
