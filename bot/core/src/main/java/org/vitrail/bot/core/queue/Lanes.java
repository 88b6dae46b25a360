package org.vitrail.bot.core.queue;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;
import org.vitrail.bot.command.catalogue.ModelAbility;
import org.vitrail.bot.core.TimeLeft;
import org.vitrail.bot.core.admission.Verdict.TooLong;
import org.vitrail.inference.protocol.Announcements;
import org.vitrail.inference.protocol.ImageJob;
import org.vitrail.inference.protocol.JobQueue;
import org.vitrail.inference.protocol.JobStatus;
import org.vitrail.inference.protocol.LaneSnapshot;
import org.vitrail.inference.protocol.LaneSnapshot.Load;
import org.vitrail.inference.protocol.LaneSnapshot.OpenJob;
import org.vitrail.inference.protocol.ServedModel;
import org.vitrail.inference.protocol.WorkerPace;

/**
 * How fast each model draws at the moment, whether anybody draws at all, and when each job is done.
 * Safe for several threads.
 *
 * <p>All methods throw {@link redis.clients.jedis.exceptions.JedisException} when Redis does not
 * answer.
 */
public final class Lanes {
  /** Every card of every open job asks; a second-old answer is as good as a new one. */
  private static final Duration FRESH = Duration.ofSeconds(1);

  /**
   * To a lane that was seen so long ago a new job cannot be added: it would seem to have waited
   * since then, and what takes two seconds would be said to take one.
   */
  private static final Duration TAKES_MORE = Duration.ofMillis(100);

  /** More models than one instance has; bounds what a wrong lane name could fill. */
  private static final int MAX_LANES = 100;

  /**
   * What is behind so many jobs is told by how many are in front of it. Redis serves nobody else
   * while it gathers them, some 7 µs each, and every bot asks once a second.
   */
  private static final int MAX_JOBS = 250;

  private final JobQueue queue;
  private final Announcements announcements;
  private final Ticker ticker;
  private final LoadingCache<String, Seen> lanes;
  private final LoadingCache<Announcements, Map<String, List<ServedModel>>> served;

  public Lanes(JobQueue queue, Ticker ticker) {
    this.queue = queue;
    this.announcements = queue.announcements();
    this.ticker = ticker;
    this.lanes =
        Caffeine.newBuilder()
            .expireAfterWrite(FRESH)
            .ticker(ticker)
            .maximumSize(MAX_LANES)
            .build(this::look);
    this.served =
        Caffeine.newBuilder()
            .expireAfterWrite(FRESH)
            .ticker(ticker)
            .maximumSize(1)
            .build(Announcements::all);
  }

  /** A lane as it was seen at a moment, and what follows from that. */
  private record Seen(
      long nanos, LaneSnapshot lane, Set<String> unloaded, Set<String> jobs, Forecast forecast) {
    static Seen of(long nanos, LaneSnapshot lane, Set<String> unloaded) {
      Set<String> jobs = lane.jobs().stream().map(OpenJob::id).collect(Collectors.toSet());
      return new Seen(nanos, lane, unloaded, jobs, Forecast.of(lane, unloaded));
    }

    /** The same unless it was seen with the job already. */
    Seen with(JobStatus queued, Load load) {
      ImageJob job = queued.job();
      if (jobs.contains(job.id())) {
        return this;
      }
      List<OpenJob> more = new ArrayList<>(lane.jobs());
      if (more.size() < MAX_JOBS) {
        more.add(Math.min(queued.position(), more.size()), OpenJob.waiting(job.id(), load));
      }
      LaneSnapshot longer =
          new LaneSnapshot(more, lane.depth() + 1, lane.workers(), lane.paces(), lane.arrivals());
      return of(nanos, longer, unloaded);
    }

    int depth() {
      return lane.depth();
    }
  }

  /**
   * @param speed pictures per second of all workers together, empty until measured
   * @param workers that serve this lane
   */
  public record Pulse(OptionalDouble speed, int workers) {
    /** Whether a worker serves this lane. */
    public boolean hasWorker() {
      return workers > 0;
    }
  }

  public Pulse pulse(String lane) {
    LaneSnapshot seen = lanes.get(lane).lane();
    return new Pulse(speed(seen), seen.workers().size());
  }

  /**
   * Why a drawing would be ended before it is done, whichever worker takes it; empty where one may
   * do it in time, where nobody can say, and for models that keep what is there by then.
   *
   * @param wasTooLong whether it was ended for its time before
   */
  Optional<TooLong> tooLong(ImageJob job, boolean wasTooLong) {
    LaneSnapshot lane = lanes.get(job.lane()).lane();
    List<LongJobs.Limit> limits = new ArrayList<>();
    for (String worker : lane.workers()) {
      WorkerPace pace = lane.paces().get(worker);
      Optional<Duration> timeout =
          said(worker, job.lane())
              .filter(it -> !it.abilities().contains(ModelAbility.END_EARLY.name()))
              .flatMap(it -> it.limits().jobTimeout());
      if (pace == null || timeout.isEmpty()) {
        return Optional.empty();
      }
      limits.add(new LongJobs.Limit(pace, timeout.get()));
    }
    return LongJobs.refusal(limits, Load.of(job.task()), wasTooLong, lane.depth() == 0);
  }

  /**
   * Adds a job that was queued this moment to what is known of its lane, or has the lane looked at
   * again before the next answer: of how large a finished picture is, only Redis knows.
   */
  public void add(JobStatus queued) {
    Load load = Load.of(queued.job().task());
    lanes
        .asMap()
        .computeIfPresent(
            queued.job().lane(),
            (lane, seen) ->
                load.isAlone() || age(seen) > TAKES_MORE.toMillis()
                    ? null
                    : seen.with(queued, load));
  }

  /**
   * Time until an open job is done; empty where nobody can say.
   *
   * @param position jobs in front of it
   */
  public Optional<TimeLeft> left(String lane, String jobId, int position) {
    Seen seen = lanes.get(lane);
    boolean hidden = seen.depth() > seen.jobs().size() && position >= seen.jobs().size();
    if (!seen.jobs().contains(jobId) && !hidden) {
      // It was submitted since.
      lanes.invalidate(lane);
      seen = lanes.get(lane);
    }
    OptionalDouble millis =
        seen.jobs().contains(jobId)
            ? seen.forecast().millis(jobId)
            : scaled(seen, Math.min(position + 1, seen.depth()));
    return remaining(lane, seen, millis, seen.forecast().error(jobId));
  }

  /** Time until all open jobs of the lane are done; empty where nobody can say. */
  public Optional<TimeLeft> left(String lane) {
    Seen seen = lanes.get(lane);
    return remaining(lane, seen, scaled(seen, seen.depth()), seen.forecast().error());
  }

  /** As long as it takes to get through the first so many jobs, if the others are like them. */
  private static OptionalDouble scaled(Seen seen, int jobs) {
    OptionalDouble known = seen.forecast().all();
    return known.isEmpty() || jobs <= seen.jobs().size()
        ? known
        : OptionalDouble.of(known.getAsDouble() * jobs / seen.jobs().size());
  }

  /**
   * @param millis from when the lane was seen, as if its workers drew nothing else
   */
  private Optional<TimeLeft> remaining(
      String lane, Seen seen, OptionalDouble millis, double error) {
    if (millis.isEmpty()) {
      return Optional.empty();
    }
    double own = millis.getAsDouble();
    double left = own + OtherModels.millis(own, seen.lane(), beside(lane, seen)) - age(seen);
    Duration likely = Duration.ofMillis((long) Math.max(0, left));
    return Optional.of(new TimeLeft(likely, error));
  }

  private List<OtherModels.Beside> beside(String lane, Seen seen) {
    if (seen.lane().workers().isEmpty()) {
      return List.of();
    }
    List<OtherModels.Beside> others = new ArrayList<>();
    for (String id : OtherModels.of(lane, seen.lane(), served.get(announcements))) {
      Seen other = lanes.get(id);
      others.add(new OtherModels.Beside(other.lane(), scaled(other, other.depth())));
    }
    return others;
  }

  private double age(Seen seen) {
    return (ticker.read() - seen.nanos()) / 1e6;
  }

  private Seen look(String lane) {
    LaneSnapshot now = queue.lane(lane, MAX_JOBS);
    Set<String> unloaded =
        now.workers().stream()
            .filter(worker -> isUnloaded(worker, lane))
            .collect(Collectors.toSet());
    return Seen.of(ticker.read(), now, unloaded);
  }

  /** One that has not said whether it is counts as one that has loaded it. */
  private boolean isUnloaded(String worker, String lane) {
    return said(worker, lane).filter(it -> it.state() == ServedModel.State.UNLOADED).isPresent();
  }

  private Optional<ServedModel> said(String worker, String model) {
    return served.get(announcements).getOrDefault(worker, List.of()).stream()
        .filter(it -> it.id().equals(model))
        .findFirst();
  }

  /** Whoever has not drawn yet counts as one of those that have. */
  private static OptionalDouble speed(LaneSnapshot lane) {
    OptionalDouble each =
        lane.paces().values().stream().mapToDouble(WorkerPace::imagesPerSecond).average();
    return each.isEmpty()
        ? each
        : OptionalDouble.of(each.getAsDouble() * Math.max(1, lane.workers().size()));
  }
}
