package org.vitrail.inference.protocol;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.params.XReadParams;

/**
 * Carries jobs from those who ask to those who draw, by way of Redis; keeps nothing of them itself
 * and may be used by any number of threads.
 *
 * <p>Each lane is a stream whose consumer group hands every job to one worker. The group's list of
 * pending entries is the list of leases: a worker renews what it works on, and {@link #reclaim}
 * takes back what has lain idle, to be claimed before all others; so a job survives its worker. A
 * job is therefore done at least once, while its outcome is written exactly once, because the first
 * one stays. What is to change together changes in one Lua script: there is no moment at which a
 * job is in the stream but not in the waiting order, or ended but still leased. Time is that of the
 * Redis server, which everybody shares.
 *
 * <p>Every method throws {@link redis.clients.jedis.exceptions.JedisException} when Redis is away
 * or refuses, and may then be called again after a pause of the caller's choice: each is
 * idempotent, except that jobs whose claim was lost on the way are handed out again only when their
 * lease has run out.
 *
 * @see <a href="https://redis.io/docs/latest/develop/data-types/streams/">Redis streams</a>
 */
public final class JobQueue {
  private static final Logger LOG = LoggerFactory.getLogger(JobQueue.class);

  /** The queue's own field of a job that does not wait in its lane itself. */
  private static final String QUEUE = "queue";

  /** The queue's own field of a job that was in work and had to begin anew. */
  private static final String INTERRUPTED = "interrupted";

  /** No lane's name holds this sign. */
  private static final String BEHIND = "+behind";

  /**
   * Waiting is cut into slices, so that a waiting worker keeps showing that it lives, and notices
   * jobs that were given back, which wake nobody.
   */
  private static final Duration MAX_SLICE = Duration.ofSeconds(1);

  private final UnifiedJedis redis;
  private final QueueSettings settings;
  private final AtomicBoolean toldOfSilence = new AtomicBoolean();

  /**
   * @param redis has to have a connection to spare for each thread that waits in {@link #claim};
   *     see {@link RedisConnection}
   */
  public JobQueue(UnifiedJedis redis, QueueSettings settings) {
    this.redis = Require.present("redis", redis);
    this.settings = Require.present("settings", settings);
  }

  /**
   * Puts a job at the end of its lane.
   *
   * @return where it stands now; empty for a job with an id that is known already, which changes
   *     nothing
   */
  public Optional<JobStatus> submit(ImageJob job) {
    return submit(job, job.lane());
  }

  /**
   * Lets a job wait behind the whole lane: whoever comes later goes first, as long as it waits.
   *
   * @return as above
   */
  public Optional<JobStatus> submitBehind(ImageJob job) {
    return submit(job, behind(job.lane()));
  }

  private Optional<JobStatus> submit(ImageJob job, String queue) {
    List<?> reply =
        list(
            Script.SUBMIT.run(
                redis, job.id(), queue, JobFields.of(job), JobFields.of(Progress.NONE)));
    noteUnheard(reply);
    return yes(reply.get(0))
        ? Optional.of(
            new JobStatus(
                job,
                JobStatus.State.WAITING,
                Progress.NONE,
                number(reply.get(2)),
                Optional.empty()))
        : Optional.empty();
  }

  /**
   * Takes the jobs that wait longest, earlier lanes first, and reports that the worker lives.
   *
   * @param worker a name that no other process uses, best a new one at each start
   * @param max most jobs to take; 0 only reports that the worker lives
   * @param block how long to wait if there is none, zero to return at once; an interrupted thread
   *     returns empty-handed within a second
   */
  public List<ClaimedJob> claim(String worker, Collection<String> lanes, int max, Duration block) {
    return claim(worker, lanes, Room.forJobs(max), block);
  }

  /**
   * Takes jobs as {@link #claim(String, Collection, int, Duration)} does, no more than fit: the
   * first that does not stays in front of its lane, for whoever has room. Enlarging a picture ends
   * the round, since nothing can be drawn meanwhile.
   */
  public List<ClaimedJob> claim(
      String worker, Collection<String> lanes, Room room, Duration block) {
    Require.identifier("worker", worker);
    List<String> queues = queues(lanes);
    int alone = room.isEmpty() ? 1 : 0;
    long start = System.nanoTime();
    while (true) {
      List<?> reply =
          list(
              Script.CLAIM.run(
                  redis, worker, room.jobs(), room.images(), alone, workerTimeout(), queues));
      List<ClaimedJob> claimed = claimed(list(reply.get(0)));
      long left = block.toMillis() - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
      if (!claimed.isEmpty()
          || room.jobs() == 0
          || left < 1
          || Thread.currentThread().isInterrupted()) {
        return claimed;
      }
      waitForMore(queues, list(reply.get(1)), Math.min(left, MAX_SLICE.toMillis()));
    }
  }

  /**
   * Takes every job back whose worker has not renewed it for a while: all of them wait again, in
   * front of all others, oldest first, and their cards can say so. A job that was taken as often as
   * it may be fails with {@link JobOutcome.Failed#TOO_MANY_ATTEMPTS} instead and leaves a dead
   * letter; one whose cancellation was asked for ends as cancelled. Costs next to nothing when
   * nothing is due. A worker should renew its own jobs first, as it would take back those as well.
   *
   * @param idle how long a lease has to be without renewal
   * @return the ids of the jobs that wait again
   */
  public Set<String> reclaim(Collection<String> lanes, Duration idle) {
    List<String> queues = queues(lanes);
    return texts(
        Script.RECLAIM.run(
            redis,
            idle.toMillis(),
            settings.maxAttempts(),
            retention(),
            queues.size(),
            queues,
            JobFields.of(tooManyAttempts())));
  }

  /**
   * Keeps others from taking over these jobs for another while, and reports that the worker lives.
   *
   * @return the ids of those that the worker no longer holds, because another took them over or
   *     they have ended; work on them is of no use
   */
  public Set<String> renew(String worker, Collection<ClaimedJob> jobs) {
    List<List<String>> leases = jobs.stream().map(JobQueue::lease).toList();
    return texts(Script.RENEW.run(redis, worker, workerTimeout(), leases));
  }

  /**
   * Shows how far a running job has come; ignored for a job that does not run, or if the job is
   * known to have come further.
   */
  public void progress(String jobId, Progress progress) {
    noteUnheard(
        Script.PROGRESS.run(
            redis, jobId, progress.stage(), progress.done(), JobFields.of(progress)));
  }

  /** Shows that a running job begins anew with the worker that has it. */
  public void restart(String jobId) {
    Script.RESTART.run(redis, jobId);
  }

  /**
   * Ends a job: its outcome, its lease and its place in the lane change at one moment. A job that
   * somebody withdrew ends as cancelled, whatever came of it: that is what they were promised.
   *
   * @return false if this is not the job's outcome, because somebody withdrew it or it had ended
   *     before; pictures that were stored for it are of no use then, unless another worker's
   *     outcome has the same
   */
  public boolean complete(ClaimedJob job, JobOutcome outcome) {
    return yes(
        Script.COMPLETE.run(
            redis, lease(job), retention(), JobFields.stateOf(outcome), JobFields.of(outcome)));
  }

  /**
   * Gives a job back unfinished, as a worker does before it stops. The job is the next to be
   * claimed, and the attempt does not count. Ignored if the worker does not hold the job.
   */
  public void release(String worker, ClaimedJob job) {
    Script.RELEASE.run(redis, worker, retention(), lease(job));
  }

  /**
   * Withdraws a job: a waiting one ends at once, a running one when its worker learns of it, and it
   * ends as cancelled even if the worker learns of it too late.
   *
   * @return false if the job has ended or is unknown
   */
  public boolean cancel(String jobId) {
    return yes(Script.CANCEL.run(redis, jobId, retention()));
  }

  /**
   * Erases the words of a job, and withdraws it if it has not ended: what remains says that there
   * was a job and how it ended, but not what was asked for.
   *
   * @return false if the job is unknown
   */
  public boolean forget(String jobId) {
    return yes(Script.FORGET.run(redis, jobId, retention()));
  }

  /** Those of the jobs whose worker should stop because someone withdrew them. */
  public Set<String> cancelRequested(Collection<String> jobIds) {
    return texts(Script.CANCEL_REQUESTED.run(redis, jobIds));
  }

  /**
   * Asks for a running job to end with what is there of its pictures; its worker does so between
   * two steps, or draws on where half a picture is none.
   *
   * @return false if the job does not run
   */
  public boolean stop(String jobId) {
    return yes(Script.STOP.run(redis, jobId));
  }

  /** Those of the jobs that should end with what is there. */
  public Set<String> stopRequested(Collection<String> jobIds) {
    return texts(Script.STOP_REQUESTED.run(redis, jobIds));
  }

  /**
   * What is known of a job, empty if it never was or has expired.
   *
   * @throws ProtocolException if a newer program wrote the job
   */
  public Optional<JobStatus> status(String jobId) {
    List<?> reply = list(Script.STATUS.run(redis, jobId));
    if (reply == null) {
      return Optional.empty();
    }
    Map<String, String> fields = JobFields.map(list(reply.get(0)));
    ImageJob job = JobFields.job(fields);
    JobStatus.State state = JobFields.state(fields);
    Optional<JobOutcome> outcome =
        state.isFinal() ? Optional.of(JobFields.outcome(state, fields)) : Optional.empty();
    return Optional.of(
        new JobStatus(
            job,
            state,
            JobFields.progress(fields),
            number(reply.get(1)),
            fields.containsKey(INTERRUPTED),
            outcome));
  }

  /** One field of a job's hash. */
  Optional<String> field(String jobId, String name) {
    return Optional.ofNullable(redis.hget(Keys.job(jobId), name));
  }

  /** How many jobs of the lane have not ended, running ones included. */
  public int depth(String lane) {
    return Math.toIntExact(redis.zcard(Keys.open(lane)) + redis.zcard(Keys.open(behind(lane))));
  }

  /** Notes how long work takes a worker, for whoever asks how long the lane's jobs will take. */
  public void reportPace(String lane, String worker, WorkerPace pace) {
    Script.REPORT_PACE.run(redis, lane, worker, pace.text(), settings.paceTimeout().toMillis());
  }

  /**
   * Who waits in a lane, who is drawn and by whom, at one moment.
   *
   * @param most jobs that are listed
   */
  public LaneSnapshot lane(String lane, int most) {
    return LaneSnapshot.of(list(Script.LANE.run(redis, lane, most, queues(List.of(lane)))));
  }

  /**
   * How long the next job of each lane has waited since it was submitted; lanes where none waits
   * are absent. Whether it can be claimed depends on the room that it needs.
   *
   * @param block how long to wait if none waits anywhere, zero to return at once; an interrupted
   *     thread returns within a second
   */
  public Map<String, Duration> waiting(Collection<String> lanes, Duration block) {
    List<String> queues = queues(lanes);
    long start = System.nanoTime();
    while (true) {
      List<?> reply = list(Script.WAITING.run(redis, queues));
      Map<String, Duration> waiting = new HashMap<>();
      List<Object> tails = new ArrayList<>();
      int i = 0;
      for (String queue : queues) {
        List<?> facts = list(reply.get(i++));
        tails.add(facts.get(1));
        long waited = (Long) facts.get(0);
        if (waited >= 0) {
          String lane = queue.endsWith(BEHIND) ? front(queue) : queue;
          waiting.putIfAbsent(lane, Duration.ofMillis(waited));
        }
      }
      long left = block.toMillis() - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
      if (!waiting.isEmpty() || left < 1 || Thread.currentThread().isInterrupted()) {
        return waiting;
      }
      waitForMore(queues, tails, Math.min(left, MAX_SLICE.toMillis()));
    }
  }

  /** What workers say of the models that they serve. */
  public Announcements announcements() {
    return new Announcements(redis, settings.workerTimeout());
  }

  /** Whether a worker serves the lane: one claimed from it or renewed a job of it lately. */
  public boolean hasWorker(String lane) {
    return workers(lane) > 0;
  }

  /** How many workers serve the lane. */
  public int workers(String lane) {
    return number(Script.WORKERS.run(redis, lane));
  }

  /** What nobody else is in front of comes last. */
  private static List<String> queues(Collection<String> lanes) {
    if (lanes.isEmpty()) {
      throw Require.broken("lanes", lanes, "at least one lane");
    }
    lanes.forEach(lane -> Require.identifier("lane", lane));
    List<String> queues = new ArrayList<>(lanes);
    lanes.forEach(lane -> queues.add(behind(lane)));
    return queues;
  }

  private static String behind(String lane) {
    return lane + BEHIND;
  }

  private static String front(String behind) {
    return behind.substring(0, behind.length() - BEHIND.length());
  }

  private void waitForMore(Collection<String> lanes, List<?> lastEntries, long millis) {
    Map<String, StreamEntryID> after = new HashMap<>();
    int i = 0;
    for (String lane : lanes) {
      after.put(Keys.stream(lane), new StreamEntryID((String) lastEntries.get(i++)));
    }
    redis.xread(XReadParams.xReadParams().count(1).block((int) millis), after);
  }

  /**
   * A job that this program cannot read stays leased: when the lease has run out, a newer worker
   * may take it, or it is given up after the usual number of attempts.
   */
  private static List<ClaimedJob> claimed(List<?> replies) {
    List<ClaimedJob> claimed = new ArrayList<>();
    for (Object reply : replies) {
      List<?> parts = list(reply);
      try {
        Map<String, String> fields = JobFields.map(list(parts.get(2)));
        ImageJob job = JobFields.job(fields);
        String queue = fields.getOrDefault(QUEUE, job.lane());
        int previews = JobFields.progress(fields).previewNumber();
        claimed.add(
            new ClaimedJob(job, queue, (String) parts.get(0), number(parts.get(1)), previews));
      } catch (ProtocolException e) {
        LOG.error("A claimed job cannot be read and is left to another worker.", e);
      }
    }
    return claimed;
  }

  /** The operator hears of it once: it is slower this way, but nothing is lost. */
  private void noteUnheard(Object reply) {
    String why = (String) list(reply).get(1);
    if (!why.isEmpty() && toldOfSilence.compareAndSet(false, true)) {
      LOG.warn(
          "Redis keeps this user's job events to itself ({}). Jobs go on, but what people see of"
              + " them is up to a second late. {}",
          why,
          Keys.ALLOW_EVENTS);
    }
  }

  private JobOutcome tooManyAttempts() {
    return new JobOutcome.Failed(
        JobOutcome.Failed.TOO_MANY_ATTEMPTS,
        ("The job was started %d times, and each time its worker stopped before it was finished;"
                + " ask again later or for fewer pictures.")
            .formatted(settings.maxAttempts()));
  }

  private long workerTimeout() {
    return settings.workerTimeout().toMillis();
  }

  private long retention() {
    return settings.retention().toMillis();
  }

  private static List<String> lease(ClaimedJob claimed) {
    return List.of(claimed.job().id(), claimed.queue(), claimed.streamEntryId());
  }

  private static List<?> list(Object reply) {
    return (List<?>) reply;
  }

  private static Set<String> texts(Object reply) {
    Set<String> texts = new HashSet<>();
    list(reply).forEach(each -> texts.add((String) each));
    return texts;
  }

  private static boolean yes(Object reply) {
    return number(reply) == 1;
  }

  private static int number(Object reply) {
    return Math.toIntExact((Long) reply);
  }
}
