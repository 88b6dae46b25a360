package org.vitrail.deploy.standalone.chaos;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.vitrail.bot.core.TimeSource;
import org.vitrail.bot.testing.discord.FakeDiscord;
import org.vitrail.bot.testing.telegram.FakeTelegram;

/**
 * One run: bots and workers as processes of their own around one Redis, people on fake platforms
 * who ask for pictures, and a seeded schedule of what happens to the parts meanwhile. The fake
 * platforms are the judge.
 */
public final class Chaos implements AutoCloseable {
  private static final Duration LOOK_EVERY = Duration.ofMillis(250);
  private static final Duration TELL_EVERY = Duration.ofSeconds(10);

  /** Without anything new for so long, what is open is lost. */
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final ChaosPlan plan;
  private final RedisTarget redis;
  private final PrintWriter out;
  private final Duration grace;
  private final TimeSource time;
  private final FakeDiscord discord = FakeDiscord.start();
  private final FakeTelegram telegram = FakeTelegram.start();
  private final List<Part> parts = new ArrayList<>();
  private final Crowd crowd;
  private final long began;

  /**
   * The Redis that all share.
   *
   * @param pid its process now, which another one follows when it is killed
   * @param writes its append-only file
   */
  public record RedisTarget(int port, String password, LongSupplier pid, Path writes) {
    String url(int throughPort) {
      return "redis://:" + password + "@127.0.0.1:" + throughPort;
    }
  }

  /**
   * Starts all parts.
   *
   * @param program makes a process of Vitrail from its arguments
   * @param folder for data and logs of the parts
   * @param grace within which each part is to end when asked to
   */
  public Chaos(
      ChaosPlan plan,
      RedisTarget redis,
      Function<List<String>, ProcessBuilder> program,
      Path folder,
      PrintWriter out,
      Duration grace,
      TimeSource time) {
    this.plan = plan;
    this.redis = redis;
    this.out = out;
    this.grace = grace;
    this.time = time;
    this.began = time.nanoTime();
    this.crowd = new Crowd(plan, discord, telegram);
    for (int i = 1; i <= plan.bots(); i++) {
      // One of them serves each chat, and the others take over when it is killed.
      add("bot-" + i, program.apply(List.of("bot", "--only", "discord,telegram")), folder);
    }
    for (int i = 1; i <= plan.workers(); i++) {
      add("worker-" + i, program.apply(List.of("worker", "--models", "bundled")), folder);
    }
  }

  private void add(String name, ProcessBuilder program, Path folder) {
    try {
      CuttableProxy proxy = new CuttableProxy(redis.port());
      Map<String, String> environment = program.environment();
      environment.put("REDIS_URL", redis.url(proxy.port()));
      environment.put("VITRAIL_DATA_FOLDER", folder.toString());
      environment.put("VITRAIL_DISCORD_API_URL", discord.restUrl());
      environment.put("DISCORD_TOKEN", discord.token());
      environment.put("VITRAIL_TELEGRAM_API_URL", telegram.url());
      environment.put("TELEGRAM_TOKEN", telegram.token());
      File log = folder.resolve(name + ".log").toFile();
      program.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(log));
      parts.add(new Part(name, program, proxy, time));
    } catch (IOException e) {
      throw new ChaosException("No port can be listened on: " + e.getMessage(), e);
    }
  }

  /**
   * Goes through the schedule, waits for the last pictures and counts.
   *
   * @param isEnough whether to end before that, and to count what happened until then
   */
  public ChaosReport run(BooleanSupplier isEnough) throws InterruptedException {
    try (Striker striker = new Striker(plan, redis, parts, out)) {
      // All of them first: on a busy machine a strike is due as soon as time is looked at.
      striker.keepAlive();
      Duration told = Duration.ZERO;
      Duration lastNews = Duration.ZERO;
      long known = 0;
      Duration now = now();
      while (!isOver(striker, now, lastNews) && !isEnough.getAsBoolean()) {
        striker.strikeUntil(now);
        striker.keepAlive();
        crowd.act(now);
        if (crowd.news() != known || now.compareTo(plan.over()) < 0) {
          known = crowd.news();
          lastNews = now;
        }
        if (now.minus(told).compareTo(TELL_EVERY) >= 0) {
          told = now;
          out.println("%4d s: %s".formatted(now.toSeconds(), crowd));
          out.flush();
        }
        TimeUnit.MILLISECONDS.sleep(LOOK_EVERY.toMillis());
        now = now();
      }
      striker.endAll();
      boolean isWhole = isOver(striker, now, lastNews);
      Optional<Map<String, Long>> used =
          isWhole
              ? Optional.of(new UsedPictures(redis.url(redis.port()), time).of(crowd.people()))
              : Optional.empty();
      parts.forEach(Part::askToEnd);
      List<String> badEnds = parts.stream().flatMap(it -> it.badEnd(grace).stream()).toList();
      crowd.lookAgain(now());
      Turns turns = Turns.of(new AppendOnlyFile(redis.writes()));
      return ChaosReport.of(done(striker), crowd.requests(), used, badEnds, turns);
    }
  }

  private boolean isOver(Striker striker, Duration now, Duration lastNews) {
    return striker.isDone() && crowd.isServed()
        || now.compareTo(plan.over()) > 0 && now.minus(lastNews).compareTo(PATIENCE) > 0;
  }

  private Map<String, Long> done(Striker striker) {
    Map<String, Long> run = new LinkedHashMap<>();
    run.put("seed", plan.seed());
    run.put("seconds", now().toSeconds());
    run.put("bots", (long) plan.bots());
    run.put("workers", (long) plan.workers());
    run.putAll(striker.counts());
    return run;
  }

  private Duration now() {
    return Duration.ofNanos(time.nanoTime() - began);
  }

  @Override
  public void close() {
    parts.forEach(Part::close);
    discord.close();
    telegram.close();
  }
}
