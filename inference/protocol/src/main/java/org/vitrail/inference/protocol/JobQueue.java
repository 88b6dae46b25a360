package org.vitrail.inference.protocol;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import redis.clients.jedis.UnifiedJedis;

/**
 * Carries jobs from those who ask to those who draw, by way of Redis; keeps nothing of them itself
 * and may be used by any number of threads.
 *
 * <p>Each lane is a stream whose consumer group hands every job to one worker, in the order of a
 * fair share for every person ({@code order.lua}). The group's list of pending entries is the list
 * of leases: a worker renews what it works on, and {@link #reclaim} takes back what has lain idle,
 * to be claimed before all others; so a job survives its worker. A job is therefore done at least
 * once, while its outcome is written exactly once, because the first one stays. What is to change
 * together changes in one Lua script: there is no moment at which a job is in the stream but not in
 * the waiting order, or ended but still leased. Time is that of the Redis server, which everybody
 * shares.
 *
 * <p>Every method throws {@link redis.clients.jedis.exceptions.JedisException} when Redis is away
 * or refuses, and may then be called again after a pause of the caller's choice: each is
 * idempotent, except that jobs whose claim was lost on the way are handed out again only when their
 * lease has run out.
 *
 * @see <a href="https://redis.io/docs/latest/develop/data-types/streams/">Redis streams</a>
 */
public final class JobQueue {
  private final UnifiedJedis redis;
  private final QueueSettings settings;
  private final JobClaims claims;
  private final JobSubmissions submissions;
  private final Unheard unheard = new Unheard();

  /**
   * @param redis has to have a connection to spare for each thread that waits in {@link #claim};
   *     see {@link RedisConnection}
   */
  public JobQueue(UnifiedJedis redis, QueueSettings settings) {
    this.redis = Require.present("redis", redis);
    this.settings = Require.present("settings", settings);
    this.claims = new JobClaims(redis, settings);
    this.submissions = new JobSubmissions(redis, settings, unheard);
  }

  /**
   * Gives a job its place in its lane, as one of everybody's that costs what its pictures do.
   *
   * @return where it stands now; empty for a job with an id that is known already, which changes
   *     nothing
   */
  public Optional<JobStatus> submit(ImageJob job) {
    return submit(job, Priority.NORMAL);
  }

  /**
   * Gives a job its place in its lane; it costs what its pictures do.
   *
   * @return as above
   */
  public Optional<JobStatus> submit(ImageJob job, Priority priority) {
    return submit(job, priority, job.task().countedImages());
  }

  /**
   * Gives a job its place in its lane.
   *
   * @param cost as how many usual pictures it counts, at least 1: how long its person's next job
   *     lets others go first
   * @return as above
   */
  public Optional<JobStatus> submit(ImageJob job, Priority priority, int cost) {
    return submit(job, Share.of(priority, cost), Optional.empty());
  }

  /**
   * Gives a job its place in its lane.
   *
   * @param retryOf the failed job that it brings back
   * @return as above
   */
  public Optional<JobStatus> submit(ImageJob job, Share share, Optional<String> retryOf) {
    return submissions.submit(job, share, retryOf);
  }

  /**
   * Gives a job its place in its lane, and runs another script at the same moment.
   *
   * @param retryOf as above
   */
  public Submitted submit(
      ImageJob job, Share share, Optional<String> retryOf, BesideJob.Call beside) {
    return submissions.submit(job, share, retryOf, beside);
  }

  /**
   * What came of both.
   *
   * @param status where the job stands now; empty for a job with an id that is known already
   * @param beside what the other script answered
   */
  public record Submitted(Optional<JobStatus> status, Object beside) {}

  /**
   * Takes the jobs whose turn it is, earlier lanes first, and reports that the worker lives.
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
   * Takes jobs as {@link #claim(String, Collection, int, Duration)} does, no more than fit. The
   * first that does not keeps its turn, and smaller ones may pass it, but no more pictures than it
   * has itself. Enlarging a picture ends the round, since nothing can be drawn meanwhile.
   */
  public List<ClaimedJob> claim(
      String worker, Collection<String> lanes, Room room, Duration block) {
    return claims.claim(worker, lanes, room, block);
  }

  /**
   * Takes back all jobs of workers that have been silent for a while: they wait again, in front of
   * all others, oldest first, and their cards can say so. Costs next to nothing when nothing is
   * due. A worker should renew its own jobs first, as it would take back those as well.
   *
   * <p>Only a job that was alone when its worker died is to blame for it: that attempt counts, and
   * after as many as there may be it fails with {@link JobOutcome.Failed#TOO_MANY_ATTEMPTS} and
   * leaves a dead letter. Of several none is blamed the first time; after a second time each is
   * claimed by itself only. Nothing counts, a few times, where the worker lives: what it does not
   * know of, as the answer to its claim was lost, comes back half a lease later, and who was cut
   * off for a lease and {@link #renew renews} again has not died of its job. A job whose
   * cancellation was asked for ends as cancelled.
   *
   * @param idle how long a worker has to have taken and renewed nothing; less for one that was seen
   *     to go, see {@link Presence}
   * @return the ids of the jobs that wait again
   */
  public Set<String> reclaim(Collection<String> lanes, Duration idle) {
    List<String> queues = Queues.of(lanes);
    return Replies.texts(
        Script.RECLAIM.run(
            redis,
            idle.toMillis(),
            settings.maxAttempts(),
            retention(),
            workerTimeout(),
            queues.size(),
            queues,
            JobFields.of(tooManyAttempts())));
  }

  /**
   * Takes back what a worker was at when it broke down, though it lives and goes on: at once, and
   * with the blame of its death, see {@link #reclaim}. Jobs that it does not hold stay as they are.
   *
   * @return the ids of the jobs that wait again
   */
  public Set<String> breakdown(String worker, Collection<ClaimedJob> jobs) {
    return Replies.texts(
        Script.BREAKDOWN.run(
            redis,
            worker,
            settings.maxAttempts(),
            retention(),
            jobs.size(),
            jobs.stream().map(JobQueue::lease).toList(),
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
    return Replies.texts(Script.RENEW.run(redis, worker, workerTimeout(), leases));
  }

  /**
   * Lets others see from now on when this worker is gone, until it is closed.
   *
   * @param lease after which it counts as dead if nobody can see it
   */
  public Presence presence(String worker, Duration lease) {
    return new Presence(redis, worker, lease);
  }

  /**
   * Shows how far a running job has come; ignored for a job that does not run, or if the job is
   * known to have come further.
   */
  public void progress(String jobId, Progress progress) {
    progress(jobId, progress, Optional.empty());
  }

  /** The same with what the model makes of its prompt. */
  public void progress(String jobId, Progress progress, Optional<Understanding> understanding) {
    progress(jobId, progress, Optional.empty(), understanding);
  }

  /**
   * The same with the part of all the work that this is.
   *
   * @param part empty where nobody knows
   * @param understanding empty where nothing is said, which leaves what was said before
   */
  public void progress(
      String jobId,
      Progress progress,
      Optional<WorkPart> part,
      Optional<Understanding> understanding) {
    unheard.note(
        Script.PROGRESS.run(
            redis,
            jobId,
            progress.stage(),
            progress.done(),
            part.map(WorkPart::text).orElse(""),
            JobFields.of(progress),
            understanding.map(JobFields::of).orElse(Map.of())));
  }

  /** Shows that a running job begins anew with the worker that has it. */
  public void restart(String jobId) {
    Script.RESTART.run(redis, jobId);
  }

  /**
   * Ends a job: its outcome, its lease and its place in the lane change at one moment. A job that
   * somebody withdrew ends as cancelled, whatever came of it: that is what they were promised.
   *
   * @return false if this is not the job's outcome, because somebody withdrew it, it had ended
   *     before, or it was taken from the worker; pictures that were stored for it are of no use
   *     then, unless another worker's outcome has the same
   */
  public boolean complete(ClaimedJob job, JobOutcome outcome) {
    return Replies.yes(
        Script.COMPLETE.run(
            redis,
            job.worker(),
            lease(job),
            retention(),
            JobFields.stateOf(outcome),
            JobFields.of(outcome)));
  }

  /** Begins the retention of a job that has ended, as somebody has seen its end. */
  public void endSeen(String jobId) {
    if (retention() > settings.retention().toMillis()) {
      redis.pexpire(Keys.job(jobId), settings.retention().toMillis());
    }
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
    return Replies.yes(Script.CANCEL.run(redis, jobId, retention()));
  }

  /**
   * Ends a job that has waited for longer than it may, as its turn will hardly come: nobody may
   * serve its lane any more. Any number of callers may ask, as often as they like.
   *
   * @return whether it ended now, with {@link JobOutcome.Failed#WAITED_TOO_LONG}
   */
  public boolean endOverdue(String jobId) {
    return Replies.yes(
        Script.END_OVERDUE.run(redis, jobId, retention(), JobFields.of(JobClaims.TOO_LATE)));
  }

  /**
   * Erases the words of a job, and withdraws it if it has not ended: what remains says that there
   * was a job and how it ended, but not what was asked for.
   *
   * @return false if the job is unknown
   */
  public boolean forget(String jobId) {
    return Replies.yes(Script.FORGET.run(redis, jobId, retention()));
  }

  /** Those of the jobs whose worker should stop because someone withdrew them. */
  public Set<String> cancelRequested(Collection<String> jobIds) {
    return Replies.texts(Script.CANCEL_REQUESTED.run(redis, jobIds));
  }

  /**
   * Asks for a running job to end with what is there of its pictures; its worker does so between
   * two steps, or draws on where half a picture is none.
   *
   * @return false if the job does not run
   */
  public boolean stop(String jobId) {
    return Replies.yes(Script.STOP.run(redis, jobId));
  }

  /** Those of the jobs that should end with what is there. */
  public Set<String> stopRequested(Collection<String> jobIds) {
    return Replies.texts(Script.STOP_REQUESTED.run(redis, jobIds));
  }

  /**
   * What is known of a job, empty if it never was or has expired.
   *
   * @throws ProtocolException if a newer program wrote the job
   */
  public Optional<JobStatus> status(String jobId) {
    return Optional.ofNullable(Replies.list(Script.STATUS.run(redis, jobId)))
        .map(StatusReply::status);
  }

  /** Jobs that were given up because each of their workers died, the newest first. */
  public List<DeadJob> deadJobs(int most) {
    return DeadJob.newest(redis, most);
  }

  /** One field of a job's hash. */
  Optional<String> field(String jobId, String name) {
    return Optional.ofNullable(redis.hget(Keys.job(jobId), name));
  }

  /** How long a job may wait until it is begun. */
  public Duration longestWait() {
    return settings.longestWait();
  }

  /**
   * How long a job that nobody looks at may wait to be begun, and be kept when it has ended,
   * together.
   */
  public Duration longestUnseen() {
    return settings.longestWait().plus(settings.unseenRetention());
  }

  /** How many jobs of the lane have not ended, running ones included. */
  public int depth(String lane) {
    return Math.toIntExact(
        redis.zcard(Keys.open(lane)) + redis.zcard(Keys.open(Queues.behind(lane))));
  }

  /** Notes how long work takes a worker, for whoever asks how long the lane's jobs will take. */
  public void reportPace(String lane, String worker, WorkerPace pace) {
    Script.REPORT_PACE.run(redis, lane, worker, pace.text(), settings.paceTimeout().toMillis());
  }

  /** How long work took the workers of a lane, as one of them said last, even if it is gone. */
  public Optional<WorkerPace> lastPace(String lane) {
    return lane(lane, 0).usualPace();
  }

  /**
   * Who waits in a lane, who is drawn and by whom, at one moment.
   *
   * @param most jobs that are listed, 1000 at most
   */
  public LaneSnapshot lane(String lane, int most) {
    Require.between("most", most, 0, LaneSnapshot.MOST_JOBS);
    return LaneSnapshot.of(Replies.list(Script.LANE.run(redis, lane, most)));
  }

  /**
   * How long the job of each lane has waited that waits longest; lanes where none waits are absent.
   * Whether it can be claimed depends on the room that it needs.
   *
   * @param block how long to wait if none waits anywhere, zero to return at once; an interrupted
   *     thread returns within a second
   */
  public Map<String, Duration> waiting(Collection<String> lanes, Duration block) {
    return claims.waiting(lanes, block);
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
    return Replies.number(Script.WORKERS.run(redis, lane));
  }

  private JobOutcome tooManyAttempts() {
    return new JobOutcome.Failed(
        JobOutcome.Failed.TOO_MANY_ATTEMPTS,
        ("The job was started %d times and never finished: its worker stopped each time, or could"
                + " not read it. /retry tries it once more.")
            .formatted(settings.maxAttempts()));
  }

  private long workerTimeout() {
    return settings.workerTimeout().toMillis();
  }

  /** Until somebody sees that it ended. */
  private long retention() {
    return settings.retentionUntilSeen().toMillis();
  }

  private static List<String> lease(ClaimedJob claimed) {
    return List.of(claimed.job().id(), claimed.queue(), claimed.streamEntryId());
  }
}
