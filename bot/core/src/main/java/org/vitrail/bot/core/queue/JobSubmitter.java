package org.vitrail.bot.core.queue;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vitrail.bot.core.Origin;
import org.vitrail.bot.core.Person;
import org.vitrail.bot.core.admission.Admission;
import org.vitrail.bot.core.admission.AdmissionRequest;
import org.vitrail.bot.core.admission.Verdict;
import org.vitrail.bot.core.admission.Verdict.Admitted;
import org.vitrail.bot.core.admission.Verdict.TooLong;
import org.vitrail.bot.core.outbox.Outbox;
import org.vitrail.bot.core.outbox.OutboxEntry;
import org.vitrail.bot.core.people.Names;
import org.vitrail.inference.protocol.BesideJob;
import org.vitrail.inference.protocol.ImageJob;
import org.vitrail.inference.protocol.ImageStore;
import org.vitrail.inference.protocol.JobOutcome;
import org.vitrail.inference.protocol.JobOutcome.Failed;
import org.vitrail.inference.protocol.JobQueue;
import org.vitrail.inference.protocol.JobQueue.Submitted;
import org.vitrail.inference.protocol.JobStatus;
import org.vitrail.inference.protocol.Priority;
import org.vitrail.inference.protocol.Share;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Brings an order into the queue: admission, the person's list, then the job together with the way
 * back to its chat, in this order. The three lie in different slots of a cluster, so they cannot be
 * one step; instead, each may be the last one that is carried out. When the process or Redis goes
 * away in between, the ledger holds an entry without a job, which delivery gives back after a
 * while, and the person's list an id that is passed over. The same request, when it arrives again,
 * goes on from there. A job without an entry of the ledger or of the outbox cannot come about.
 */
public final class JobSubmitter {
  private static final Logger LOG = LoggerFactory.getLogger(JobSubmitter.class);

  private final Admission admission;
  private final RecentJobs recent;
  private final JobQueue queue;
  private final ImageStore images;
  private final Outbox outbox;
  private final Lanes lanes;
  private final Names names;

  public JobSubmitter(
      Admission admission,
      RecentJobs recent,
      JobQueue queue,
      ImageStore images,
      Outbox outbox,
      Lanes lanes,
      Names names) {
    this.admission = admission;
    this.recent = recent;
    this.queue = queue;
    this.images = images;
    this.outbox = outbox;
    this.lanes = lanes;
    this.names = names;
  }

  /**
   * What came of a request.
   *
   * @param status where its job stands; empty when it is refused, or was in the queue already
   * @param message on its way to the chat; empty where there is none, or another looks after it
   */
  public record Submission(
      Verdict verdict, Optional<JobStatus> status, Optional<OutboxEntry> message) {}

  /**
   * Submits the job if it is admitted.
   *
   * @param origin where its message belongs; empty where nobody posts one
   * @throws redis.clients.jedis.exceptions.JedisException when Redis does not answer
   */
  public Submission submit(Person who, NewJob order, Optional<Origin> origin) {
    AdmissionRequest application = application(who, order, origin);
    if (Iterations.isEndless(order.job().task())) {
      return submit(who, order.as(bounded(order, application)), origin);
    }
    ImageJob job = order.job();
    Optional<TooLong> tooLong = lanes.tooLong(job, wasTooLong(order));
    Verdict verdict = tooLong.isPresent() ? tooLong.get() : admission.admit(application);
    if (verdict instanceof Admitted admitted) {
      try {
        Submission queued = enqueue(order, origin, application, admitted);
        if (isUnpaid(job.id())) {
          return payAgain(who, job, application, queued);
        }
        LOG.info("Job {} of {} is queued for {}.", job.id(), who.key(), job.lane());
        return queued;
      } catch (JedisDataException refused) {
        takeBack(who, job);
        throw refused;
      }
    }
    LOG.info("A job of {} is refused: {}.", who.key(), verdict.getClass().getSimpleName());
    return new Submission(verdict, Optional.empty(), Optional.empty());
  }

  private AdmissionRequest application(Person who, NewJob order, Optional<Origin> origin) {
    ImageJob job = order.job();
    return new AdmissionRequest(
        who,
        job.venue(),
        origin.map(from -> from.standing().roles()).orElse(Set.of()),
        job.id(),
        order.prompt(),
        Iterations.pictures(job.task(), order.cost()),
        lanes.pulse(job.lane()).speed());
  }

  private boolean wasTooLong(NewJob order) {
    return order
        .retryOf()
        .flatMap(queue::status)
        .flatMap(JobStatus::outcome)
        .flatMap(JobOutcome::asFailed)
        .filter(failed -> failed.reason().equals(Failed.TIMEOUT))
        .isPresent();
  }

  /** What is drawn until somebody stops it ends where the place's limit or the model's is. */
  private ImageJob bounded(NewJob order, AdmissionRequest application) {
    ImageJob job = order.job();
    long most =
        Math.max(1, Math.min(order.mostIterations(), admission.mostIterations(application)));
    return new ImageJob(
        job.id(),
        job.lane(),
        Iterations.bounded(job.task(), most),
        job.requester(),
        job.submittedAt(),
        job.isPrivate(),
        job.venue());
  }

  private Submission enqueue(
      NewJob order, Optional<Origin> origin, AdmissionRequest application, Admitted admitted) {
    Person who = application.who();
    ImageJob job = order.job();
    order.sent().forEach((name, png) -> images.put(job.id(), name, png));
    recent.add(who, job.id(), job.submittedAt());
    names.remember(who);
    Share share =
        new Share(
            priority(job, origin, admitted),
            application.pictures().counted(),
            admission.shares(application));
    Optional<Origin> chat = origin.filter(Origin::isChat);
    if (chat.isEmpty()) {
      return submission(admitted, queue.submit(job, share, order.retryOf()), Optional.empty());
    }
    Map<String, String> address = chat.get().addressOf(job.isPrivate());
    BesideJob.Call opening = outbox.opening(who, job.id(), address);
    Submitted submitted = queue.submit(job, share, order.retryOf(), opening);
    return submission(admitted, submitted.status(), outbox.opened(job.id(), submitted));
  }

  private Submission submission(
      Admitted admitted, Optional<JobStatus> status, Optional<OutboxEntry> message) {
    status.ifPresent(lanes::add);
    return new Submission(admitted, status, message);
  }

  private Priority priority(ImageJob job, Optional<Origin> origin, Admitted admitted) {
    if (origin.filter(from -> from.standing().isModerator()).isPresent()) {
      return Priority.MODERATOR;
    }
    return admission.waitsBehind(job.venue().community(), admitted.firstSeen(), job.submittedAt())
        ? Priority.NEWCOMER
        : Priority.NORMAL;
  }

  /**
   * Whether it was on its way for so long that somebody took it for lost and gave its share back.
   */
  private boolean isUnpaid(String jobId) {
    return !admission.holds(jobId)
        && queue.status(jobId).filter(status -> !status.state().isFinal()).isPresent();
  }

  private Submission payAgain(
      Person who, ImageJob job, AdmissionRequest application, Submission queued) {
    Verdict verdict = admission.admit(application);
    LOG.warn(
        "The share of job {} had been given back; taken again: {}.",
        job.id(),
        verdict.getClass().getSimpleName());
    if (verdict instanceof Admitted) {
      return queued;
    }
    queue.cancel(job.id());
    outbox.drop(who.platform(), job.id());
    recent.remove(who, job.id());
    return new Submission(verdict, Optional.empty(), Optional.empty());
  }

  /** Redis answers, but does not want the job: at once it is as if it had not been asked for. */
  private void takeBack(Person who, ImageJob job) {
    try {
      if (queue.status(job.id()).isEmpty()) {
        admission.takeBack(job.id());
        recent.remove(who, job.id());
      }
    } catch (JedisException e) {
      LOG.info("The share of job {} is given back in a while: {}", job.id(), e.getMessage());
    }
  }
}
