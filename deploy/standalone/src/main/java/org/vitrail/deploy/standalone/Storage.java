package org.vitrail.deploy.standalone;

import java.util.Optional;
import org.vitrail.bot.core.service.Retention;
import org.vitrail.config.Settings;
import org.vitrail.inference.protocol.ImageStore;
import org.vitrail.inference.protocol.JobQueue;
import org.vitrail.inference.protocol.QueueSettings;
import org.vitrail.inference.protocol.RedisAddress;
import org.vitrail.inference.protocol.RedisConnection;
import org.vitrail.inference.protocol.RedisTrouble;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisException;

/** What all roles share through one Redis, which closes with the parts it was opened for. */
record Storage(UnifiedJedis redis, JobQueue queue, ImageStore images, Retention retention) {
  static Storage open(OpenParts parts, RedisAddress address, Settings settings) {
    UnifiedJedis redis = parts.add(RedisConnection.open(address));
    Retention retention =
        new Retention(settings.images().retention(), settings.history().retention());
    JobQueue queue =
        new JobQueue(
            redis,
            QueueSettings.DEFAULT
                .withMaxAttempts(settings.worker().maxAttempts())
                .withRetention(retention.history(), QueueSettings.UNSEEN)
                .withLongestWait(settings.limits().longestWait()));
    ImageStore images = new ImageStore(redis, retention.pictures(), QueueSettings.UNSEEN);
    return new Storage(redis, queue, images, retention);
  }

  /** Why Redis does not answer now, in a sentence for the operator. */
  Optional<String> problem() {
    try {
      redis.ping();
      return Optional.empty();
    } catch (JedisException e) {
      return Optional.of(RedisTrouble.of(e).sentence());
    }
  }
}
