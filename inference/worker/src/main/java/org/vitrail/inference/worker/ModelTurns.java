package org.vitrail.inference.worker;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.vitrail.inference.protocol.ClaimedJob;
import org.vitrail.inference.protocol.ImageTask;
import org.vitrail.inference.protocol.JobOutcome.Failed;
import org.vitrail.inference.protocol.JobQueue;
import org.vitrail.inference.protocol.Room;

/**
 * Lets one of the served models after the other take jobs in, as {@link ModelScheduler} says, and
 * refuses jobs of those that cannot be loaded. A job is claimed only once its model is ready: until
 * then it waits in its place, and another worker may have it. One thread.
 */
final class ModelTurns {
  /** Between two tries to claim what waits, but is nobody's turn yet. */
  private static final Duration UNTIL_NEXT_CLAIM = Duration.ofMillis(100);

  private final JobQueue queue;
  private final String worker;
  private final Publisher publisher;
  private final ServedModels served;
  private final Leases leases;
  private final Announcer announcer;
  private final ModelScheduler scheduler;
  private final LongSupplier nanos;
  private final Timer claims;
  private final Timer looks;
  private Optional<ModelRunner> active = Optional.empty();
  private volatile boolean loading;
  private volatile boolean claimsNothing;

  ModelTurns(
      JobQueue queue,
      String worker,
      Publisher publisher,
      ServedModels served,
      Leases leases,
      LongSupplier nanos) {
    this.queue = queue;
    this.worker = worker;
    this.publisher = publisher;
    this.served = served;
    this.leases = leases;
    this.announcer = new Announcer(queue.announcements(), worker, nanos);
    this.scheduler = new ModelScheduler(nanos);
    this.nanos = nanos;
    this.claims = new Timer(Duration.ofMillis(30), nanos);
    this.looks = new Timer(Duration.ofMillis(500), nanos);
  }

  /** The model that is at work, with the only jobs that are held. */
  Optional<ModelRunner> active() {
    return active;
  }

  /** Ends claiming, by any thread: also after a model that is being loaded now. */
  void claimNothing() {
    claimsNothing = true;
  }

  /** Whether a model is being loaded, for any thread; no job is held meanwhile. */
  boolean isLoading() {
    return loading;
  }

  /** After a failure of the loop, which closes all models. */
  void forget() {
    active = Optional.empty();
    scheduler.end();
  }

  /** Says what is served, if it is time to. */
  void announce() {
    if (announcer.isDue()) {
      served.refresh();
      announcer.tell(served.now(), served.proposals());
    }
  }

  /**
   * Takes in what there is room for.
   *
   * @param block how long to wait if there is nothing to do
   * @throws redis.clients.jedis.exceptions.JedisException if Redis is away
   */
  void takeIn(Duration block) {
    if (active.isPresent() && !active.get().isIdle()) {
      takeMoreIn(active.get());
    } else if (served.ids().isEmpty()) {
      Publisher.pause(block);
    } else {
      choose(block);
    }
  }

  private void choose(Duration block) {
    // At the start, and when nothing is loaded any more: whoever chooses no model waits least.
    String first = served.ids().get(0);
    if (active.isEmpty() && served.refusal(first).isEmpty()) {
      activate(first);
    }
    Optional<String> next = scheduler.next(drawable(queue.waiting(served.ids(), block)));
    if (next.isPresent() && activate(next.get())) {
      if (!claim(active.orElseThrow())) {
        Publisher.pause(block.compareTo(UNTIL_NEXT_CLAIM) < 0 ? block : UNTIL_NEXT_CLAIM);
      }
    } else if (next.isEmpty() && served.hasFailed(first) && served.refusal(first).isEmpty()) {
      // Nobody asks for what is said to be broken, so that nobody would see that it was mended.
      activate(first);
    }
  }

  private void takeMoreIn(ModelRunner runner) {
    runner.workAlone();
    if (served.ids().size() > 1 && looks.isDue()) {
      List<String> others = served.ids().stream().filter(id -> !id.equals(runner.id())).toList();
      scheduler.see(!drawable(queue.waiting(others, Duration.ZERO)).isEmpty());
      if (isOver()) {
        giveBackOutOfReach(runner);
      }
    }
    if (runner.room().jobs() > 0 && scheduler.takesIn() && claims.isDue()) {
      claim(runner);
    }
  }

  /** They would keep the model at work for as long as nobody can read what they begin from. */
  private void giveBackOutOfReach(ModelRunner runner) {
    for (ClaimedJob job : runner.outOfReach()) {
      queue.release(worker, job);
      runner.remove(job.job().id());
    }
  }

  /** Whether the model at work has had its slice, and others have jobs. */
  boolean isOver() {
    return active.isPresent() && !scheduler.takesIn();
  }

  /** Whether there was any to begin. */
  private boolean claim(ModelRunner runner) {
    List<ClaimedJob> claimed = claim(runner.id(), runner.room());
    claimed.forEach(runner::start);
    return !claimed.isEmpty();
  }

  private List<ClaimedJob> claim(String lane, Room room) {
    if (claimsNothing) {
      return List.of();
    }
    List<ClaimedJob> claimed = queue.claim(worker, List.of(lane), room, Duration.ZERO);
    // Before anything is done with them, for it may take long.
    leases.add(claimed);
    return claimed;
  }

  /** Makes a model the active one; false if it cannot be loaded. */
  private boolean activate(String id) {
    if (active.isPresent() && active.get().id().equals(id)) {
      return true;
    }
    active.ifPresent(it -> served.measure(it.id()));
    boolean isNew = !served.isLoaded(id);
    if (isNew) {
      announcer.tellBeforeLoading(served.now());
    }
    long start = nanos.getAsLong();
    loading = isNew;
    try {
      active = Optional.of(served.open(id));
      long loading = nanos.getAsLong() - start;
      scheduler.begin(id, Duration.ofNanos(loading));
      if (isNew) {
        active.get().pace().loaded(loading);
      }
      return true;
    } catch (ServedModels.CannotLoad e) {
      // To make room for it the active one may have been let go.
      active = active.filter(it -> served.isLoaded(it.id()));
      if (active.isEmpty()) {
        scheduler.end();
      }
      return false;
    } finally {
      loading = false;
      if (isNew) {
        announcer.tell(served.now(), served.proposals());
      }
    }
  }

  /** Refuses what waits for models that cannot be loaded. Returns what waits for others. */
  private Map<String, Duration> drawable(Map<String, Duration> waiting) {
    Map<String, Duration> drawable = new HashMap<>(waiting);
    for (String id : waiting.keySet()) {
      Optional<String> refusal = served.refusal(id);
      if (refusal.isPresent()) {
        drawable.remove(id);
        for (ClaimedJob job : claim(id, Room.forJobs(1))) {
          publisher.outcome(job, new Failed(Failed.MODEL_MISSING, sentence(job, refusal.get())));
        }
      }
    }
    return drawable;
  }

  private static String sentence(ClaimedJob job, String reason) {
    String can = job.job().task().accept(new Verb());
    return "The model "
        + job.job().lane()
        + " cannot be loaded, so nothing can "
        + can
        + " now. The operator has to mend it: "
        + reason;
  }

  /** What cannot be done without the model. */
  private static final class Verb implements ImageTask.Visitor<String> {
    @Override
    public String draw(ImageTask.Draw draw) {
      return "draw";
    }

    @Override
    public String upscale(ImageTask.Upscale upscale) {
      return "enlarge";
    }

    @Override
    public String sticker(ImageTask.Sticker sticker) {
      return "make stickers";
    }

    @Override
    public String reconstruct(ImageTask.Reconstruct reconstruct) {
      return "reconstruct pictures";
    }
  }
}
