package org.vitrail.bot.core;

import java.time.Duration;
import java.util.Optional;
import org.vitrail.bot.command.SampleCommands;
import org.vitrail.bot.core.service.BotService;
import org.vitrail.bot.core.service.InstanceRules;
import org.vitrail.config.Messages;
import org.vitrail.inference.protocol.ImageStore;
import org.vitrail.inference.protocol.JobQueue;
import org.vitrail.inference.protocol.QueueSettings;
import org.vitrail.inference.protocol.RedisConnection;
import org.vitrail.inference.protocol.spool.Spool;
import redis.clients.jedis.UnifiedJedis;

/** A real bot service over a real Redis, and a worker played by hand, for tests of an adapter. */
public final class TestInstance implements AutoCloseable {
  private final UnifiedJedis redis;
  private final JobQueue queue;
  private final ImageStore images;
  private final BotService botService;

  /** One in which no limit is met by accident. */
  public TestInstance(String redisUrl) {
    this(redisUrl, SampleRequests.generous());
  }

  public TestInstance(String redisUrl, InstanceRules rules) {
    this(redisUrl, rules, new HurriedTime());
  }

  public TestInstance(String redisUrl, InstanceRules rules, TimeSource clock) {
    this(redisUrl, rules, clock, Optional.empty());
  }

  /**
   * @param spool where requests are kept while Redis is away; closed by whoever opened it
   */
  public TestInstance(
      String redisUrl, InstanceRules rules, TimeSource clock, Optional<Spool> spool) {
    redis = RedisConnection.open(redisUrl);
    queue = new JobQueue(redis, QueueSettings.DEFAULT);
    images = new ImageStore(redis, Duration.ofDays(1));
    botService = new BotService(redis, queue, images, rules, SampleCommands.MESSAGES, clock, spool);
  }

  public BotService botService() {
    return botService;
  }

  public Messages messages() {
    return SampleCommands.MESSAGES;
  }

  public WorkerDriver worker() {
    return new WorkerDriver(queue, images);
  }

  /** Pictures as the worker keeps them. */
  public ImageStore images() {
    return images;
  }

  /** Jobs whose message is not settled on a platform. */
  public long undelivered(String platform) {
    return redis.zcard("vitrail:{queue}:outbox:" + platform + ":held");
  }

  /** Jobs whose message stands in the outbox, so that whoever comes next edits that one. */
  public long knownMessages() {
    return redis.keys("vitrail:{queue}:outbox:parcel:*").stream()
        .filter(key -> redis.hexists(key, "message"))
        .count();
  }

  /** Jobs that chats asked for, settled or not. */
  public int askedFor() {
    return redis.keys("vitrail:{queue}:outbox:parcel:*").size();
  }

  /** The most pictures that any window of anybody's counts. */
  public long picturesCharged() {
    return redis.keys("vitrail:{admission}:used:*").stream()
        .flatMap(key -> redis.hvals(key).stream())
        .mapToLong(Long::parseLong)
        .max()
        .orElse(0);
  }

  public UnifiedJedis redis() {
    return redis;
  }

  @Override
  public void close() {
    botService.close();
    redis.close();
  }
}
