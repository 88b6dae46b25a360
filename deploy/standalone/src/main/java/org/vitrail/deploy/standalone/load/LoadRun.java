package org.vitrail.deploy.standalone.load;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.vitrail.bot.command.Command;
import org.vitrail.bot.core.JobCard;
import org.vitrail.bot.core.Origin;
import org.vitrail.bot.core.Person;
import org.vitrail.bot.core.Standing;
import org.vitrail.bot.core.TimeSource;
import org.vitrail.bot.core.service.BotService;
import org.vitrail.bot.core.service.Reply;
import org.vitrail.bot.initimage.PictureFile;
import org.vitrail.inference.model.image.Pixels;
import org.vitrail.inference.model.image.PngFile;
import redis.clients.jedis.UnifiedJedis;

/**
 * Asks a bot service for pictures as people would, open-loop: everybody comes when they come,
 * whether those before them have been served or not, and time counts from when a job was due. So a
 * service that stalls cannot hide it by making its load wait. Watches the jobs as the page does.
 */
public final class LoadRun implements AutoCloseable {
  private static final int ASKING_THREADS = 8;
  private static final int FETCHING_THREADS = 2;
  private static final int SENT_SIDE = 256;

  /** When nothing has ended for so long, nothing more is expected. */
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private static final Duration LOOK_EVERY = Duration.ofMillis(100);
  private static final Duration LOOK_FOR_ROOM_EVERY = Duration.ofMillis(20);

  private final BotService bot;
  private final UnifiedJedis redis;
  private final LoadPlan plan;
  private final Duration retention;
  private final TimeSource time;
  private final JobMix mix;
  private final Map<String, LoadJob> open = new ConcurrentHashMap<>();
  private final AtomicInteger asked = new AtomicInteger();
  private final LoadResult result;
  private final ExecutorService asking = Executors.newFixedThreadPool(ASKING_THREADS);
  private final ExecutorService fetching = Executors.newFixedThreadPool(FETCHING_THREADS);
  private final byte[] sentPicture;
  private volatile long lastEndNanos;
  private long startNanos;

  /**
   * @param redis of the service, whose size is measured
   * @param retention how long it keeps jobs that have ended
   */
  public LoadRun(
      BotService bot, UnifiedJedis redis, LoadPlan plan, Duration retention, TimeSource time) {
    this.bot = bot;
    this.redis = redis;
    this.plan = plan;
    this.retention = retention;
    this.time = time;
    this.mix = new JobMix(plan);
    this.result = new LoadResult(plan.warmUp());
    byte[] rgb = new byte[SENT_SIDE * SENT_SIDE * 3];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) (i / (3 * SENT_SIDE) + i % 3 * 40);
    }
    this.sentPicture = PngFile.write(new Pixels(SENT_SIDE, SENT_SIDE, rgb), Optional.empty());
  }

  /**
   * Asks for all jobs and waits until they are done.
   *
   * @param progress told a few words now and then
   */
  public LoadReport run(Consumer<String> progress) throws Exception {
    return run(progress, () -> false);
  }

  /**
   * Asks for all jobs and waits until they are done.
   *
   * @param progress told a few words now and then
   * @param isEnough whether to end before that, and to report what happened until then
   */
  public LoadReport run(Consumer<String> progress, BooleanSupplier isEnough) throws Exception {
    long[] arrivals = plan.arrivals();
    long start = time.nanoTime();
    startNanos = start;
    lastEndNanos = start;
    try (AutoCloseable watching = bot.jobs().watch(this::heard)) {
      AtomicInteger next = new AtomicInteger();
      for (int thread = 0; thread < ASKING_THREADS; thread++) {
        asking.execute(
            () -> {
              for (int i = next.getAndIncrement();
                  i < arrivals.length;
                  i = next.getAndIncrement()) {
                sleepUntil(start + arrivals[i]);
                waitForRoom();
                ask(i, start + arrivals[i]);
              }
            });
      }
      asking.shutdown();
      lookAfter(progress, isEnough);
    }
    asking.shutdownNow();
    fetching.shutdown();
    fetching.awaitTermination(1, TimeUnit.MINUTES);
    result.sample(sinceStart(), redis);
    return new LoadReport(plan, result, retention, open.size(), sinceStart());
  }

  private void lookAfter(Consumer<String> progress, BooleanSupplier isEnough)
      throws InterruptedException {
    int tenths = 0;
    while (!isEnough.getAsBoolean()
        && !(asking.awaitTermination(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS)
            && (open.isEmpty() || isStuck()))) {
      int now = 10 * result.ended() / Math.max(1, plan.allJobs());
      if (now > tenths) {
        tenths = now;
        result.sample(sinceStart(), redis);
        progress.accept("%d of %d jobs have ended".formatted(result.ended(), plan.allJobs()));
      }
      if (asking.isTerminated()) {
        TimeUnit.MILLISECONDS.sleep(LOOK_EVERY.toMillis());
      }
    }
  }

  private Duration sinceStart() {
    return Duration.ofNanos(time.nanoTime() - startNanos);
  }

  private boolean isStuck() {
    return time.nanoTime() - lastEndNanos > PATIENCE.toNanos();
  }

  private void sleepUntil(long due) {
    try {
      for (long left = due - time.nanoTime(); left > 0; left = due - time.nanoTime()) {
        TimeUnit.NANOSECONDS.sleep(time.sleepFor(Duration.ofNanos(left)).toNanos());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void waitForRoom() {
    try {
      while (open.size() >= plan.mostOpen()) {
        TimeUnit.MILLISECONDS.sleep(LOOK_FOR_ROOM_EVERY.toMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void ask(int number, long dueNanos) {
    if (Thread.currentThread().isInterrupted()) {
      return;
    }
    JobMix.Order order = mix.next();
    int person = number % plan.people();
    Person who = new Person("web", "load" + person, "Load " + person, "en");
    Origin origin = Origin.ofPage("web:" + person % plan.places(), Standing.MEMBER);
    Optional<PictureFile> sent =
        order.kind() == LoadKind.RECONSTRUCT ? Optional.of(() -> sentPicture) : Optional.empty();
    Command command =
        bot.parse(order.text())
            .fold(
                it -> it,
                mistake -> {
                  throw new IllegalStateException(order.text() + " is not understood.");
                });
    Reply reply = bot.handle(who, command, sent, Optional.of(origin));
    long now = time.nanoTime();
    if (!(reply instanceof Reply.Accepted accepted)) {
      result.refused(reply.text());
      return;
    }
    JobCard card = accepted.job();
    LoadJob job =
        new LoadJob(
            order,
            dueNanos,
            now,
            card.status().eta().map(eta -> eta.likely().toMillis() / 1e3),
            asked.getAndIncrement(),
            open.size());
    result.reached(LoadStage.ACCEPTED, job, now);
    open.put(card.id(), job);
    // What was heard of it until now, nobody knew whose it was.
    heard(bot.jobs().card(card.id()).orElse(card));
  }

  private void heard(JobCard card) {
    LoadJob job = open.get(card.id());
    if (job == null) {
      return;
    }
    long now = time.nanoTime();
    Set<LoadStage> reached = job.reached(card, now);
    reached.forEach(stage -> result.reached(stage, job, now));
    if (card.isFinal() && job.ends(now)) {
      fetching.execute(() -> end(card, job));
    }
  }

  private void end(JobCard card, LoadJob job) {
    try {
      boolean hasPictures = card.isDone() && bot.gallery().visiblePictures(card).grid().isPresent();
      long now = time.nanoTime();
      if (hasPictures) {
        result.done(job, asked.get() - 1 - job.number(), now);
        if (job.kind().draws()) {
          mix.drew(card.id());
        }
      } else {
        result.failed(card.status().message());
      }
      lastEndNanos = now;
    } catch (UncheckedIOException e) {
      result.failed(e.getMessage());
    } finally {
      open.remove(card.id());
    }
  }

  @Override
  public void close() {
    Arrays.asList(asking, fetching).forEach(ExecutorService::shutdownNow);
  }
}
