package org.vitrail.bot.core.queue;

import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vitrail.bot.core.Origin;
import org.vitrail.bot.core.Person;
import org.vitrail.bot.core.admission.Admission;
import org.vitrail.bot.core.admission.Application;
import org.vitrail.bot.core.admission.Verdict;
import org.vitrail.bot.core.admission.Verdict.Admitted;
import org.vitrail.bot.core.outbox.Outbox;
import org.vitrail.bot.core.place.Names;
import org.vitrail.inference.protocol.ImageJob;
import org.vitrail.inference.protocol.ImageStore;
import org.vitrail.inference.protocol.JobQueue;

/**
 * Brings an order into the queue: admission, the way back, the person's list, submission, in this
 * order. When Redis goes away in between, the ledger holds an entry without a job, which delivery
 * gives back after a while; a job without an entry cannot come about.
 */
public final class Intake {
  private static final Logger LOG = LoggerFactory.getLogger(Intake.class);

  private final Admission admission;
  private final RecentJobs recent;
  private final JobQueue queue;
  private final ImageStore images;
  private final Outbox outbox;
  private final Lanes lanes;
  private final Newcomers newcomers;
  private final Names names;

  public Intake(
      Admission admission,
      RecentJobs recent,
      JobQueue queue,
      ImageStore images,
      Outbox outbox,
      Lanes lanes,
      Newcomers newcomers,
      Names names) {
    this.admission = admission;
    this.recent = recent;
    this.queue = queue;
    this.images = images;
    this.outbox = outbox;
    this.lanes = lanes;
    this.newcomers = newcomers;
    this.names = names;
  }

  /**
   * Submits the job if it is admitted.
   *
   * @param origin where its message belongs; empty where nobody posts one
   * @throws redis.clients.jedis.exceptions.JedisException when Redis does not answer
   */
  public Verdict submit(Person who, Order order, Optional<Origin> origin) {
    ImageJob job = order.job();
    Verdict verdict =
        admission.admit(
            new Application(
                who,
                job.venue().place(),
                job.venue().channel(),
                origin.map(from -> from.standing().roles()).orElse(Set.of()),
                job.id(),
                order.prompt(),
                job.task().imageCount(),
                lanes.pulse(job.lane()).speed()));
    if (verdict instanceof Admitted admitted) {
      order.initImage().ifPresent(png -> images.put(job.id(), ImageStore.INIT_IMAGE, png));
      origin
          .filter(Origin::isChat)
          .ifPresent(from -> outbox.open(who, job.id(), from.addressOf(job.isPrivate())));
      recent.add(who, job.id(), job.submittedAt());
      names.remember(who);
      if (newcomers.waitBehind(job.venue().place(), admitted.firstSeen(), job.submittedAt())) {
        queue.submitBehind(job);
      } else {
        queue.submit(job);
      }
      LOG.info("Job {} of {} is queued for {}.", job.id(), who.key(), job.lane());
    } else {
      LOG.info("A job of {} is refused: {}.", who.key(), verdict.getClass().getSimpleName());
    }
    return verdict;
  }
}
