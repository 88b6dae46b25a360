package org.vitrail.bot.core.outbox;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.vitrail.inference.protocol.LuaScript;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.params.XAutoClaimParams;
import redis.clients.jedis.params.XReadGroupParams;
import redis.clients.jedis.resps.StreamEntry;

/**
 * What a platform sent and nobody has dealt with, in Redis, for platforms that send a thing once:
 * it is kept here before the platform hears that it arrived. Several adapters share one inbox; what
 * one of them took and did not finish goes to another.
 *
 * <p>All methods throw {@link redis.clients.jedis.exceptions.JedisException} when Redis does not
 * answer.
 */
public final class Inbox {
  private static final String GROUP = "adapters";
  private static final String TEXT = "text";

  /** Below a second a message is answered; whoever holds one for so long has died. */
  private static final Duration ABANDONED_AFTER = Duration.ofSeconds(30);

  /** As long as Telegram keeps what was not fetched. */
  private static final Duration REMEMBERED = Duration.ofDays(1);

  private static final LuaScript ADD = LuaScript.beside(Inbox.class, "add.lua");
  private static final LuaScript DONE = LuaScript.beside(Inbox.class, "done.lua");

  private final UnifiedJedis redis;
  private final String key;
  private final String seen;
  private final Duration abandonedAfter;
  private final String reader = UUID.randomUUID().toString();

  /** The inbox of a platform. */
  public Inbox(UnifiedJedis redis, String platform) {
    this(redis, platform, ABANDONED_AFTER);
  }

  Inbox(UnifiedJedis redis, String platform, Duration abandonedAfter) {
    this.redis = redis;
    this.key = "vitrail:{inbox}:" + platform;
    this.seen = key + ":seen:";
    this.abandonedAfter = abandonedAfter;
  }

  /**
   * Something that arrived.
   *
   * @param receipt names it to {@link #done}
   */
  public record Item(String receipt, String text) {}

  /**
   * Keeps what arrived.
   *
   * @param id the platform's own; what arrives again within a day is not kept again
   * @return whether it was new
   */
  public boolean add(String id, String text) {
    Object added =
        ADD.run(
            redis,
            List.of(key, seen + id),
            List.of(text, Long.toString(REMEMBERED.toMillis()), TEXT));
    return Long.valueOf(1).equals(added);
  }

  /**
   * Takes what waits longest, first what another adapter left behind.
   *
   * @param block how long to wait when there is nothing
   */
  public List<Item> take(int most, Duration block) {
    List<Item> items = new ArrayList<>();
    try {
      items.addAll(leftBehind(most));
      if (items.isEmpty()) {
        items.addAll(fresh(most, block));
      }
    } catch (JedisDataException e) {
      if (!e.getMessage().startsWith("NOGROUP")) {
        throw e;
      }
      open();
    }
    return items;
  }

  /** Forgets what has been dealt with. */
  public void done(Item item) {
    DONE.run(redis, List.of(key), List.of(GROUP, item.receipt()));
  }

  private List<Item> leftBehind(int most) {
    return items(
        redis
            .xautoclaim(
                key,
                GROUP,
                reader,
                abandonedAfter.toMillis(),
                new StreamEntryID("0-0"),
                XAutoClaimParams.xAutoClaimParams().count(most))
            .getValue());
  }

  private List<Item> fresh(int most, Duration block) {
    Map<String, List<StreamEntry>> read =
        redis.xreadGroupAsMap(
            GROUP,
            reader,
            XReadGroupParams.xReadGroupParams().count(most).block((int) block.toMillis()),
            Map.of(key, StreamEntryID.XREADGROUP_UNDELIVERED_ENTRY));
    return read == null ? List.of() : items(read.getOrDefault(key, List.of()));
  }

  /** The first reader of an empty Redis makes the group; a second one finds it. */
  private void open() {
    try {
      redis.xgroupCreate(key, GROUP, new StreamEntryID("0-0"), true);
    } catch (JedisDataException e) {
      if (!e.getMessage().startsWith("BUSYGROUP")) {
        throw e;
      }
    }
  }

  /** Entries that were deleted while they were left behind come without fields. */
  private static List<Item> items(List<StreamEntry> entries) {
    return entries.stream()
        .filter(entry -> entry != null && entry.getFields() != null)
        .map(entry -> new Item(entry.getID().toString(), entry.getFields().get(TEXT)))
        .toList();
  }
}
