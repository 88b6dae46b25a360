package org.vitrail.inference.protocol;

import static org.vitrail.inference.protocol.SampleJobs.LANE;
import static org.vitrail.inference.protocol.SampleJobs.done;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.Stream;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.UnifiedJedis;

/**
 * Times the queue's calls while very many jobs wait, in a Redis of its own: as the caller sees
 * them, and how long Redis was busy with one, which other programs on the machine disturb less. Run
 * by hand, with the number of jobs and of people as arguments.
 */
public final class QueueBenchmark {
  private static final int CALLS = 2_000;

  private QueueBenchmark() {}

  /**
   * @param arguments waiting jobs and people who ask; 10,000 and 500 where they are absent
   */
  public static void main(String[] arguments) {
    int jobs = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 10_000;
    int people = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 500;
    try (RedisServerProcess server = new RedisServerProcess("--appendonly", "yes").start();
        UnifiedJedis redis = RedisConnection.open(server.url())) {
      JobQueue queue = new JobQueue(redis, QueueSettings.DEFAULT);
      for (int i = 0; i < jobs; i++) {
        queue.submit(job(i, people));
      }
      System.out.printf("%,d jobs of %,d people wait, everysec%n", jobs, people);
      time(server, "submit", i -> queue.submit(job(jobs + i, people)));
      time(server, "position", i -> queue.status("job" + i * 7 % jobs));
      time(server, "waiting", i -> queue.waiting(List.of(LANE), Duration.ZERO));
      time(server, "lane, first 250", i -> queue.lane(LANE, 250));
      time(server, "reclaim", i -> queue.reclaim(List.of(LANE), Duration.ofSeconds(30)));
      time(
          server,
          "claim and complete",
          i ->
              queue
                  .claim("w", List.of(LANE), new Room(1, 18, true), Duration.ZERO)
                  .forEach(claimed -> queue.complete(claimed, done())));
      time(
          server,
          "claim",
          i -> queue.claim("w", List.of(LANE), new Room(1, 18, true), Duration.ZERO));
      time(server, "cancel", i -> queue.cancel("job" + (jobs + i)));
    }
  }

  private static ImageJob job(int number, int people) {
    int person = number * 31 % people;
    return new ImageJob(
        "job" + number,
        LANE,
        new ImageTask.Draw("a red apple", 1 + number % 9, number, SampleJobs.OPTIONS),
        new Requester("discord", "person" + person, "Somebody", "en"),
        Instant.EPOCH,
        false,
        new Venue("discord:" + person % 50, "channel"));
  }

  private static void time(RedisServerProcess server, String name, IntConsumer call) {
    try (Jedis jedis = new Jedis("127.0.0.1", server.port())) {
      jedis.configResetStat();
    }
    long[] nanos = new long[CALLS];
    for (int i = 0; i < CALLS; i++) {
      long start = System.nanoTime();
      call.accept(i);
      nanos[i] = System.nanoTime() - start;
    }
    Arrays.sort(nanos);
    System.out.printf(
        "%-18s median %.2f ms, p99 %.2f ms; in Redis %s%n",
        name, nanos[CALLS / 2] / 1e6, nanos[CALLS * 99 / 100] / 1e6, inRedis(server));
  }

  /**
   * Microseconds of the scripts that ran, where Redis tells them (7.0 and later), or their mean.
   */
  private static String inRedis(RedisServerProcess server) {
    try (Jedis jedis = new Jedis("127.0.0.1", server.port())) {
      return Stream.of(jedis.info("latencystats"), jedis.info("commandstats"))
          .flatMap(String::lines)
          .filter(line -> line.contains("_evalsha:"))
          .findFirst()
          .map(line -> line.substring(line.indexOf(':') + 1) + " (µs)")
          .orElse("unknown");
    }
  }
}
