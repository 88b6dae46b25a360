package org.vitrail.bot.telegram;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.vitrail.bot.core.outbox.DeadLetter;
import org.vitrail.inference.protocol.LuaScript;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.params.SetParams;
import redis.clients.jedis.params.XAutoClaimParams;
import redis.clients.jedis.params.XClaimParams;
import redis.clients.jedis.params.XPendingParams;
import redis.clients.jedis.params.XReadGroupParams;
import redis.clients.jedis.resps.StreamEntry;

/**
 * What Telegram sent and nobody has dealt with, in Redis, as Telegram sends a thing once: it is
 * kept here before Telegram hears that it arrived. Several adapters share one inbox; what one of
 * them took and did not finish goes to another. How often it was taken is counted, so that nobody
 * tries for ever; what is given up leaves a dead letter.
 *
 * <p>All methods throw {@link InboxUnreachableException} when Redis does not answer, or refuses.
 */
public final class Inbox {
  private static final String GROUP = "adapters";
  private static final String TEXT = "text";

  /**
   * Below a second a message is answered; who deals with one for longer says so, see {@link
   * #renew}.
   */
  private static final Duration ABANDONED_AFTER = Duration.ofSeconds(30);

  /** As long as Telegram keeps what was not fetched. */
  private static final Duration REMEMBERED = Duration.ofDays(1);

  /** More than anybody holds at once. */
  private static final int MAX_HELD = 10_000;

  private static final LuaScript ADD = LuaScript.beside(Inbox.class, "add.lua");
  private static final LuaScript DONE = LuaScript.beside(Inbox.class, "done.lua");

  private static final String KEY = "vitrail:{inbox}:telegram";
  private static final String SEEN = KEY + ":seen:";
  private static final String PARTS = KEY + ":parts:";
  private static final String DEAD = KEY + ":dead";

  private final UnifiedJedis redis;
  private final Duration abandonedAfter;
  private final String reader = UUID.randomUUID().toString();

  public Inbox(UnifiedJedis redis) {
    this(redis, ABANDONED_AFTER);
  }

  Inbox(UnifiedJedis redis, Duration abandonedAfter) {
    this.redis = redis;
    this.abandonedAfter = abandonedAfter;
  }

  /**
   * Something that arrived.
   *
   * @param receipt names it to {@link #done}
   * @param attempt how often it has been taken, this time included
   */
  record Item(String receipt, String text, int attempt) {}

  /**
   * Keeps what arrived.
   *
   * @param id the platform's own; what arrives again within a day is not kept again
   * @return whether it was new
   */
  boolean add(String id, String text) {
    List<String> keys = List.of(KEY, SEEN + id);
    Object added = asking(() -> ADD.run(redis, keys, text, REMEMBERED.toMillis(), TEXT));
    return Long.valueOf(1).equals(added);
  }

  /**
   * Takes what waits longest, first what another adapter left behind.
   *
   * @param block how long to wait when there is nothing
   */
  List<Item> take(int most, Duration block) {
    return asking(() -> leftBehindOrFresh(most, block));
  }

  private List<Item> leftBehindOrFresh(int most, Duration block) {
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
  void done(Item item) {
    end(item, Map.of());
  }

  /** Forgets what cannot be dealt with, and keeps a dead letter of it for a week. */
  void bury(Item item, DeadLetter letter) {
    end(item, letter.fields());
  }

  /** What was given up lately, the oldest first. */
  List<DeadLetter> deadLetters() {
    return asking(() -> DeadLetter.all(redis, DEAD));
  }

  /** Lets an item be taken once more, here or elsewhere, after a pause. */
  void again(Item item, Duration pause) {
    claim(List.of(item), abandonedAfter.minus(pause));
  }

  /** Says that items are being dealt with, so that nobody else takes them for a while. */
  void renew(Collection<Item> items) {
    if (!items.isEmpty()) {
      claim(items, Duration.ZERO);
    }
  }

  /**
   * Which part of something that comes in several is the first to be taken up: whichever asks
   * first, for a day.
   *
   * @return the first part, which may be the given one
   */
  String firstPart(String whole, String part) {
    SetParams once = SetParams.setParams().nx().px(REMEMBERED.toMillis());
    asking(() -> redis.set(PARTS + whole, part, once));
    return firstPart(whole).orElse(part);
  }

  /** The part that was the first to be taken up, if one was. */
  Optional<String> firstPart(String whole) {
    return Optional.ofNullable(asking(() -> redis.get(PARTS + whole)));
  }

  private void end(Item item, Map<String, String> letter) {
    asking(
        () ->
            DONE.run(
                redis,
                List.of(KEY, DEAD),
                GROUP,
                item.receipt(),
                DeadLetter.MOST,
                DeadLetter.KEPT.toMillis(),
                letter));
  }

  /** Changes neither how often the items were taken nor, where they are done, anything. */
  private void claim(Collection<Item> items, Duration idle) {
    XClaimParams params = XClaimParams.xClaimParams().idle(Math.max(0, idle.toMillis()));
    StreamEntryID[] ids =
        items.stream().map(it -> new StreamEntryID(it.receipt())).toArray(StreamEntryID[]::new);
    asking(() -> redis.xclaimJustId(KEY, GROUP, reader, 0, params, ids));
  }

  private static <T> T asking(Supplier<T> question) {
    try {
      return question.get();
    } catch (JedisException e) {
      throw new InboxUnreachableException(e);
    }
  }

  private List<Item> leftBehind(int most) {
    List<StreamEntry> entries =
        redis
            .xautoclaim(
                KEY,
                GROUP,
                reader,
                abandonedAfter.toMillis(),
                new StreamEntryID("0-0"),
                XAutoClaimParams.xAutoClaimParams().count(most))
            .getValue();
    return entries.isEmpty() ? List.of() : items(entries, timesTaken(entries));
  }

  private Map<StreamEntryID, Long> timesTaken(List<StreamEntry> entries) {
    Map<StreamEntryID, Long> times = new HashMap<>();
    List<StreamEntry> there = entries.stream().filter(entry -> entry != null).toList();
    if (!there.isEmpty()) {
      redis
          .xpending(
              KEY,
              GROUP,
              new XPendingParams(
                      there.get(0).getID(), there.get(there.size() - 1).getID(), MAX_HELD)
                  .consumer(reader))
          .forEach(entry -> times.put(entry.getID(), entry.getDeliveredTimes()));
    }
    return times;
  }

  private List<Item> fresh(int most, Duration block) {
    Map<String, List<StreamEntry>> read =
        redis.xreadGroupAsMap(
            GROUP,
            reader,
            XReadGroupParams.xReadGroupParams().count(most).block((int) block.toMillis()),
            Map.of(KEY, StreamEntryID.XREADGROUP_UNDELIVERED_ENTRY));
    return read == null ? List.of() : items(read.getOrDefault(KEY, List.of()), Map.of());
  }

  /** The first reader of an empty Redis makes the group; a second one finds it. */
  private void open() {
    try {
      redis.xgroupCreate(KEY, GROUP, new StreamEntryID("0-0"), true);
    } catch (JedisDataException e) {
      if (!e.getMessage().startsWith("BUSYGROUP")) {
        throw e;
      }
    }
  }

  /** Entries that were deleted while they were left behind come without fields. */
  private static List<Item> items(List<StreamEntry> entries, Map<StreamEntryID, Long> timesTaken) {
    return entries.stream()
        .filter(entry -> entry != null && entry.getFields() != null)
        .map(
            entry ->
                new Item(
                    entry.getID().toString(),
                    entry.getFields().get(TEXT),
                    timesTaken.getOrDefault(entry.getID(), 1L).intValue()))
        .toList();
  }
}
