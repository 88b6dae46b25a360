package org.vitrail.bot.core.queue;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.vitrail.inference.protocol.Announcements;
import org.vitrail.inference.protocol.JobQueue;
import org.vitrail.inference.protocol.ServedModel;

/**
 * What workers announce, read once for all models that are asked about at the same moment. Safe for
 * several threads.
 */
final class RecentAnnouncements {
  private final Announcements announcements;
  private final LoadingCache<Announcements, Map<String, List<ServedModel>>> read;

  /**
   * @param fresh how old an answer may be
   */
  RecentAnnouncements(JobQueue queue, Duration fresh, Ticker ticker) {
    this.announcements = queue.announcements();
    this.read =
        Caffeine.newBuilder()
            .expireAfterWrite(fresh)
            .ticker(ticker)
            .maximumSize(1)
            .build(Announcements::all);
  }

  /**
   * By worker, what those announce that live.
   *
   * @throws redis.clients.jedis.exceptions.JedisException when Redis does not answer
   */
  Map<String, List<ServedModel>> all() {
    return read.get(announcements);
  }
}
