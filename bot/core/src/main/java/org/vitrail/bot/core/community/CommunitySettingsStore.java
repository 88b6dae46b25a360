package org.vitrail.bot.core.community;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vitrail.bot.core.TimeSource;
import org.vitrail.inference.protocol.LuaScript;
import redis.clients.jedis.UnifiedJedis;

/**
 * One page for each community, in Redis: what its moderators decided, as fields with values.
 * Nothing is changed without being written down in the community's {@link AuditLog}, in the same
 * step.
 *
 * <p>All methods throw {@link redis.clients.jedis.exceptions.JedisException} when Redis does not
 * answer.
 */
public final class CommunitySettingsStore {
  static final String PREFIX = "vitrail:{places}:";
  private static final String ACTS = PREFIX + "acts";

  /** Other adapters write into it, too: what they decide holds here a second later. */
  private static final Duration FRESH = Duration.ofSeconds(1);

  private static final int MAX_PAGES = 10_000;
  private static final LuaScript CHANGE =
      LuaScript.beside(CommunitySettingsStore.class, "change.lua");

  private final UnifiedJedis redis;
  private final TimeSource time;
  private final LoadingCache<String, CommunitySettings> pages;

  public CommunitySettingsStore(UnifiedJedis redis, TimeSource time) {
    this.redis = redis;
    this.time = time;
    this.pages =
        Caffeine.newBuilder()
            .expireAfterWrite(FRESH)
            .ticker(time::nanoTime)
            .maximumSize(MAX_PAGES)
            .build(community -> new CommunitySettings(community, redis.hgetAll(key(community))));
  }

  /** What a community decided; empty fields for one that decided nothing. */
  public CommunitySettings page(String community) {
    return pages.get(community);
  }

  /** Does what a moderator wants and writes it down. */
  public AuditEntry apply(Act act) {
    return change(act, List.of(), Optional.empty()).orElseThrow();
  }

  /**
   * Takes back an act.
   *
   * @return the act that did so; empty when somebody changed the same thing since
   */
  public Optional<AuditEntry> undo(AuditEntry entry, String by, String command) {
    Act act = new Act(entry.community(), by, command, entry.target(), "");
    List<Change> back = entry.changes().stream().map(Change::reversed).toList();
    for (Change change : back) {
      act = act.with(change.field(), change.after());
    }
    return change(act, back, Optional.of(entry.number()));
  }

  private Optional<AuditEntry> change(Act act, List<Change> expected, Optional<Long> undoes) {
    String community = act.community();
    List<Object> fields = new ArrayList<>();
    act.fields()
        .forEach(
            (field, value) -> {
              Optional<Change> before =
                  expected.stream().filter(change -> change.field().equals(field)).findFirst();
              Optional<String> old = before.flatMap(Change::before);
              fields.addAll(List.of(field, number(value), value.orElse("")));
              fields.addAll(List.of(number(before), number(old), old.orElse("")));
            });
    List<?> answer =
        (List<?>)
            CHANGE.run(
                redis,
                List.of(key(community), AuditLog.key(community), ACTS, AuditLog.PLACES),
                community,
                time.millis(),
                act.by(),
                act.command(),
                act.target(),
                act.reason(),
                undoes.map(Object::toString).orElse(""),
                fields);
    pages.invalidate(community);
    long number = (Long) answer.get(0);
    return number == 0
        ? Optional.empty()
        : Optional.of(AuditEntry.of(community, number, (List<?>) answer.get(1)));
  }

  /** 1 for what is there, else 0. */
  private static int number(Optional<?> value) {
    return value.isPresent() ? 1 : 0;
  }

  private static String key(String community) {
    return PREFIX + "book:" + community;
  }
}
