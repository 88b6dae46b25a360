package org.vitrail.bot.core;

import java.time.Clock;
import java.time.Duration;
import org.vitrail.bot.core.studio.HouseRules;
import org.vitrail.bot.core.studio.Studio;
import org.vitrail.config.Messages;
import org.vitrail.inference.protocol.ImageStore;
import org.vitrail.inference.protocol.JobQueue;
import org.vitrail.inference.protocol.QueueSettings;
import org.vitrail.inference.protocol.RedisConnection;
import redis.clients.jedis.UnifiedJedis;

/** A real studio over a real Redis, and a worker played by hand, for tests of an adapter. */
public final class TestHouse implements AutoCloseable {
  private final UnifiedJedis redis;
  private final JobQueue queue;
  private final ImageStore images;
  private final Studio studio;

  /** One in which no limit is met by accident. */
  public TestHouse(String redisUrl) {
    this(redisUrl, Samples.generous());
  }

  public TestHouse(String redisUrl, HouseRules rules) {
    this(redisUrl, rules, Clock.systemUTC());
  }

  public TestHouse(String redisUrl, HouseRules rules, Clock clock) {
    redis = RedisConnection.open(redisUrl);
    queue = new JobQueue(redis, QueueSettings.DEFAULT);
    images = new ImageStore(redis, Duration.ofDays(1));
    studio = new Studio(redis, queue, images, rules, Samples.MESSAGES, clock);
  }

  public Studio studio() {
    return studio;
  }

  public Messages messages() {
    return Samples.MESSAGES;
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
    return redis.zcard("vitrail:{outbox}:" + platform + ":held");
  }

  /** Jobs that chats asked for, settled or not. */
  public int askedFor() {
    return redis.keys("vitrail:{outbox}:parcel:*").size();
  }

  public UnifiedJedis redis() {
    return redis;
  }

  @Override
  public void close() {
    studio.close();
    redis.close();
  }
}
