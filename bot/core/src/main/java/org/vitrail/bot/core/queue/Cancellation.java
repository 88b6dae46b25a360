package org.vitrail.bot.core.queue;

import java.util.Optional;
import org.vitrail.bot.command.catalogue.ModelAbility;
import org.vitrail.bot.command.catalogue.ModelMenu;
import org.vitrail.bot.core.ImpossibleException;
import org.vitrail.bot.core.Person;
import org.vitrail.config.Messages;
import org.vitrail.inference.protocol.JobQueue;
import org.vitrail.inference.protocol.JobStatus;
import org.vitrail.inference.protocol.JobStatus.State;

/** Stops a job for the person who asked for it, and for nobody else. */
public final class Cancellation {
  private final JobQueue queue;
  private final RecentJobs recent;
  private final ModelMenu models;
  private final Messages messages;

  public Cancellation(JobQueue queue, RecentJobs recent, ModelMenu models, Messages messages) {
    this.queue = queue;
    this.recent = recent;
    this.models = models;
    this.messages = messages;
  }

  /**
   * Stops a job, or the person's newest open one.
   *
   * @return the job as it was just before
   * @throws ImpossibleException when there is none to stop, or it is somebody else's
   * @throws redis.clients.jedis.exceptions.JedisException when Redis does not answer
   */
  public JobStatus cancel(Person who, Optional<String> jobId) throws ImpossibleException {
    JobStatus job = jobId.isPresent() ? named(who, jobId.get()) : newest(who);
    if (!queue.cancel(job.job().id())) {
      throw new ImpossibleException("job.already-over", job.job().id());
    }
    return job;
  }

  /**
   * Ends a job, or the person's newest open one, with what is there of its pictures.
   *
   * @return the job as it was just before
   * @throws ImpossibleException when there is none to end, it is somebody else's, it has not begun,
   *     or half a picture of its model is none
   * @throws redis.clients.jedis.exceptions.JedisException when Redis does not answer
   */
  public JobStatus stop(Person who, Optional<String> jobId) throws ImpossibleException {
    JobStatus job = jobId.isPresent() ? named(who, jobId.get()) : newest(who);
    String id = job.job().id();
    if (job.state().isFinal()) {
      throw new ImpossibleException("job.already-over", id);
    }
    boolean canStop =
        models.find(job.job().lane()).filter(it -> it.can(ModelAbility.END_EARLY)).isPresent();
    if (!canStop || job.job().task().asDraw().isEmpty()) {
      throw new ImpossibleException("job.stop-not", id, job.job().lane());
    }
    if (!queue.stop(id)) {
      throw new ImpossibleException("job.stop-too-early", id);
    }
    return job;
  }

  /** The sentence about a job that was stopped. */
  public String text(JobStatus before, String locale) {
    boolean ran = before.state() == State.RUNNING;
    return messages.text(
        locale, ran ? "job.cancel-running" : "job.cancel-waiting", before.job().id());
  }

  private JobStatus named(Person who, String jobId) throws ImpossibleException {
    JobStatus job =
        queue.status(jobId).orElseThrow(() -> new ImpossibleException("job.unknown", jobId));
    if (!Person.of(job.job().requester()).key().equals(who.key())) {
      throw new ImpossibleException("job.not-yours", jobId);
    }
    return job;
  }

  private JobStatus newest(Person who) throws ImpossibleException {
    return recent.of(who, RecentJobs.MOST).stream()
        .flatMap(id -> queue.status(id).stream())
        .filter(job -> !job.state().isFinal())
        .findFirst()
        .orElseThrow(() -> new ImpossibleException("job.nothing-to-cancel"));
  }
}
