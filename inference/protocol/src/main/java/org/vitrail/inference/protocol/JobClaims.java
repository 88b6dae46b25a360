package org.vitrail.inference.protocol;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.params.XReadParams;

/** How workers look for jobs, take them, and wait for more. */
final class JobClaims {
  private static final Logger LOG = LoggerFactory.getLogger(JobClaims.class);

  /** The queue's own field: the stream that a job is in. */
  private static final String QUEUE = "queue";

  /** The queue's own field of a job whose workers died twice while it had company. */
  private static final String SUSPECT = "suspect";

  static final JobOutcome TOO_LATE =
      new JobOutcome.Failed(
          JobOutcome.Failed.WAITED_TOO_LONG,
          "The job waited too long for its turn and was given up; ask again.");

  /**
   * Waiting is cut into slices, so that a waiting worker keeps showing that it lives, and notices
   * jobs that were given back, which wake nobody.
   */
  private static final Duration MAX_SLICE = Duration.ofSeconds(1);

  private final UnifiedJedis redis;
  private final QueueSettings settings;

  JobClaims(UnifiedJedis redis, QueueSettings settings) {
    this.redis = redis;
    this.settings = settings;
  }

  /** As {@link JobQueue#claim(String, Collection, Room, Duration)} says. */
  List<ClaimedJob> claim(String worker, Collection<String> lanes, Room room, Duration block) {
    Require.identifier("worker", worker);
    List<String> queues = Queues.of(lanes);
    String kinds = room.isEmpty() ? "1" : room.takesAll() ? "0" : "DRAWINGS";
    long start = System.nanoTime();
    while (true) {
      List<?> reply =
          Replies.list(
              Script.CLAIM.run(
                  redis,
                  worker,
                  room.jobs(),
                  room.images(),
                  kinds,
                  settings.workerTimeout().toMillis(),
                  settings.retentionUntilSeen().toMillis(),
                  lanes.size(),
                  lanes,
                  queues,
                  JobFields.of(TOO_LATE)));
      List<ClaimedJob> claimed = claimed(worker, Replies.list(reply.get(0)));
      long left = left(block, start);
      if (!claimed.isEmpty() || room.jobs() == 0 || isOver(left)) {
        return claimed;
      }
      waitForMore(queues, Replies.list(reply.get(1)), left);
    }
  }

  /** As {@link JobQueue#waiting} says. */
  Map<String, Duration> waiting(Collection<String> lanes, Duration block) {
    List<String> queues = Queues.of(lanes);
    long start = System.nanoTime();
    while (true) {
      List<?> reply = Replies.list(Script.WAITING.run(redis, queues));
      Map<String, Duration> waiting = new HashMap<>();
      List<Object> tails = new ArrayList<>();
      int i = 0;
      for (String queue : queues) {
        List<?> facts = Replies.list(reply.get(i++));
        tails.add(facts.get(1));
        long waited = (Long) facts.get(0);
        if (waited >= 0) {
          waiting.putIfAbsent(Queues.lane(queue), Duration.ofMillis(waited));
        }
      }
      long left = left(block, start);
      if (!waiting.isEmpty() || isOver(left)) {
        return waiting;
      }
      waitForMore(queues, tails, left);
    }
  }

  private static long left(Duration block, long start) {
    return block.toMillis() - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
  }

  private static boolean isOver(long leftMillis) {
    return leftMillis < 1 || Thread.currentThread().isInterrupted();
  }

  private void waitForMore(List<String> queues, List<?> lastEntries, long leftMillis) {
    Map<String, StreamEntryID> after = new HashMap<>();
    int i = 0;
    for (String queue : queues) {
      after.put(Keys.stream(queue), new StreamEntryID((String) lastEntries.get(i++)));
    }
    int millis = (int) Math.min(leftMillis, MAX_SLICE.toMillis());
    redis.xread(XReadParams.xReadParams().count(1).block(millis), after);
  }

  /**
   * A job that this program cannot read stays leased: when the lease has run out, a newer worker
   * may take it, or it is given up after a number of attempts.
   */
  private static List<ClaimedJob> claimed(String worker, List<?> replies) {
    List<ClaimedJob> claimed = new ArrayList<>();
    for (Object reply : replies) {
      List<?> parts = Replies.list(reply);
      try {
        Map<String, String> fields = JobFields.map(Replies.list(parts.get(2)));
        ImageJob job = JobFields.job(fields);
        String queue = fields.getOrDefault(QUEUE, job.lane());
        int previews = JobFields.progress(fields).previewNumber();
        int attempt = Replies.number(parts.get(1));
        String entry = (String) parts.get(0);
        boolean isSuspect = fields.containsKey(SUSPECT);
        claimed.add(new ClaimedJob(job, worker, queue, entry, attempt, previews, isSuspect));
      } catch (ProtocolException e) {
        LOG.error("A claimed job cannot be read and is left to another worker.", e);
      }
    }
    return claimed;
  }
}
