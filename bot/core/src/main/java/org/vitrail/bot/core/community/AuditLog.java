package org.vitrail.bot.core.community;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.vitrail.bot.quota.Rule;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.resps.StreamEntry;

/**
 * Every act of every moderator, in the order in which they were done; nothing here can change one.
 *
 * <p>All methods throw {@link redis.clients.jedis.exceptions.JedisException} when Redis does not
 * answer.
 */
public final class AuditLog {
  static final String PLACES = CommunitySettingsStore.PREFIX + "audited";
  private static final int READ_AT_ONCE = 200;

  private final UnifiedJedis redis;

  public AuditLog(UnifiedJedis redis) {
    this.redis = redis;
  }

  /** An act by its number, if it was done in that community. */
  public Optional<AuditEntry> find(String community, long number) {
    StreamEntryID id = new StreamEntryID(number, 0);
    return redis.xrange(key(community), id, id, 1).stream()
        .findFirst()
        .map(entry -> AuditEntry.of(community, entry));
  }

  /** The newest acts of a community that fit, or of all for the instance, newest first. */
  public List<AuditEntry> newest(
      String community, Instant since, Predicate<AuditEntry> wanted, int most) {
    return community.equals(Rule.HOUSE)
        ? newestAnywhere(since, wanted, most)
        : newestAt(community, since, wanted, most);
  }

  private List<AuditEntry> newestAt(
      String community, Instant since, Predicate<AuditEntry> wanted, int most) {
    List<AuditEntry> found = new ArrayList<>();
    StreamEntryID end = null;
    while (true) {
      List<StreamEntry> read =
          end == null
              ? redis.xrevrange(key(community), "+", "-", READ_AT_ONCE)
              : redis.xrevrange(key(community), end.toString(), "-", READ_AT_ONCE);
      for (StreamEntry raw : read) {
        AuditEntry entry = AuditEntry.of(community, raw);
        if (entry.at().isBefore(since) || found.size() == most) {
          return found;
        }
        if (wanted.test(entry)) {
          found.add(entry);
        }
      }
      if (read.size() < READ_AT_ONCE) {
        return found;
      }
      // Numbers are times in the stream's eyes, and each is used once.
      end = new StreamEntryID(read.get(read.size() - 1).getID().getTime() - 1, 0);
    }
  }

  /** The newest acts of all communities that fit, newest first. */
  public List<AuditEntry> newestAnywhere(Instant since, Predicate<AuditEntry> wanted, int most) {
    return redis.smembers(PLACES).stream()
        .flatMap(community -> newestAt(community, since, wanted, most).stream())
        .sorted(Comparator.comparingLong(AuditEntry::number).reversed())
        .limit(most)
        .toList();
  }

  /** Where moderators ever did something. */
  public Set<String> communities() {
    return redis.smembers(PLACES);
  }

  static String key(String community) {
    return CommunitySettingsStore.PREFIX + "audit:" + community;
  }
}
