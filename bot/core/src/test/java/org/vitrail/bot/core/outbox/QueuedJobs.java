package org.vitrail.bot.core.outbox;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.vitrail.bot.core.Person;
import org.vitrail.inference.protocol.ImageJob;
import org.vitrail.inference.protocol.ImageTask;
import org.vitrail.inference.protocol.JobQueue;
import org.vitrail.inference.protocol.Priority;
import org.vitrail.inference.protocol.QueueSettings;
import org.vitrail.inference.protocol.Requester;
import org.vitrail.inference.protocol.Share;
import org.vitrail.inference.protocol.Venue;
import redis.clients.jedis.UnifiedJedis;

/** Jobs of which a test wants the way back alone. */
public final class QueuedJobs {
  private QueuedJobs() {}

  /** Queues a job with its way back, and returns the entry if it is opened this moment. */
  public static Optional<OutboxEntry> queue(
      UnifiedJedis redis, Outbox outbox, Person who, String jobId, Map<String, String> address) {
    JobQueue queue = new JobQueue(redis, QueueSettings.DEFAULT);
    ImageJob job =
        new ImageJob(
            jobId,
            "bundled",
            new ImageTask.Draw("a red apple", 2, 7, Map.of()),
            new Requester(who.platform(), who.id(), who.name(), who.locale()),
            Instant.EPOCH,
            false,
            new Venue(who.platform(), ""));
    return outbox.opened(
        jobId,
        queue.submit(
            job,
            Share.of(Priority.NORMAL, 2),
            Optional.empty(),
            outbox.opening(who, jobId, address)));
  }
}
