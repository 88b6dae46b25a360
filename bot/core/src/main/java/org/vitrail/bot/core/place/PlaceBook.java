package org.vitrail.bot.core.place;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vitrail.inference.protocol.LuaScript;
import redis.clients.jedis.UnifiedJedis;

/**
 * One page for each place, in Redis: what its moderators decided, as fields with values. Nothing is
 * changed without being written down in the place's {@link AuditLog}, in the same step.
 *
 * <p>All methods throw {@link redis.clients.jedis.exceptions.JedisException} when Redis does not
 * answer.
 */
public final class PlaceBook {
  static final String PREFIX = "vitrail:{places}:";
  private static final String ACTS = PREFIX + "acts";

  /** Other adapters write into it, too: what they decide holds here a second later. */
  private static final Duration FRESH = Duration.ofSeconds(1);

  private static final int MOST_PAGES = 10_000;
  private static final LuaScript CHANGE = LuaScript.beside(PlaceBook.class, "change.lua");

  private final UnifiedJedis redis;
  private final Clock clock;
  private final LoadingCache<String, Page> pages;

  public PlaceBook(UnifiedJedis redis, Clock clock) {
    this.redis = redis;
    this.clock = clock;
    this.pages =
        Caffeine.newBuilder()
            .expireAfterWrite(FRESH)
            .maximumSize(MOST_PAGES)
            .build(place -> new Page(place, redis.hgetAll(key(place))));
  }

  /** What a place decided; empty fields for one that decided nothing. */
  public Page page(String place) {
    return pages.get(place);
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
    Act act = new Act(entry.place(), by, command, entry.target(), "");
    List<Change> back = entry.changes().stream().map(Change::reversed).toList();
    for (Change change : back) {
      act = act.with(change.field(), change.after());
    }
    return change(act, back, Optional.of(entry.number()));
  }

  private Optional<AuditEntry> change(Act act, List<Change> expected, Optional<Long> undoes) {
    String place = act.place();
    List<String> arguments =
        new ArrayList<>(
            List.of(
                place,
                Long.toString(clock.millis()),
                act.by(),
                act.command(),
                act.target(),
                act.reason(),
                undoes.map(Object::toString).orElse("")));
    act.fields()
        .forEach(
            (field, value) -> {
              Optional<Change> before =
                  expected.stream().filter(change -> change.field().equals(field)).findFirst();
              arguments.add(field);
              arguments.add(value.isPresent() ? "1" : "0");
              arguments.add(value.orElse(""));
              arguments.add(before.isPresent() ? "1" : "0");
              arguments.add(before.flatMap(Change::before).isPresent() ? "1" : "0");
              arguments.add(before.flatMap(Change::before).orElse(""));
            });
    List<?> answer =
        (List<?>)
            CHANGE.run(
                redis, List.of(key(place), AuditLog.key(place), ACTS, AuditLog.PLACES), arguments);
    pages.invalidate(place);
    long number = (Long) answer.get(0);
    return number == 0
        ? Optional.empty()
        : Optional.of(AuditEntry.of(place, number, (List<?>) answer.get(1)));
  }

  private static String key(String place) {
    return PREFIX + "book:" + place;
  }
}
