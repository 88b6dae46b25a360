package org.vitrail.bot.core.people;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.vitrail.bot.core.Person;
import org.vitrail.bot.core.TimeSource;
import org.vitrail.inference.protocol.LuaScript;
import redis.clients.jedis.UnifiedJedis;

/**
 * What people were called when they last asked for something: so that moderators read names, and
 * may type them.
 *
 * <p>All methods throw {@link redis.clients.jedis.exceptions.JedisException} when Redis does not
 * answer.
 */
public final class Names {
  private static final String PREFIX = "vitrail:{places}:";
  private static final String NAMES = PREFIX + "names";
  private static final String HANDLES = PREFIX + "handles";
  private static final Duration FRESH = Duration.ofHours(1);
  private static final LuaScript FORGET = LuaScript.beside(Names.class, "forget.lua");
  private static final int MAX_PEOPLE = 20_000;

  private final UnifiedJedis redis;
  private final Cache<String, String> written;

  public Names(UnifiedJedis redis, TimeSource time) {
    this.redis = redis;
    this.written =
        Caffeine.newBuilder()
            .expireAfterWrite(FRESH)
            .maximumSize(MAX_PEOPLE)
            .ticker(time::nanoTime)
            .build();
  }

  /** Keeps a person's name. */
  public void remember(Person who) {
    if (!who.name().isEmpty() && !who.name().equals(written.getIfPresent(who.key()))) {
      redis.hset(NAMES, who.key(), who.name());
      written.put(who.key(), who.name());
    }
  }

  /** Keeps the unique name by which a platform's people address a person, without its @. */
  public void remember(Person who, String handle) {
    String field = who.platform() + ":@" + handle.toLowerCase(Locale.ROOT);
    if (!field.equals(written.getIfPresent(who.key() + "@"))) {
      redis.hset(HANDLES, field, who.key());
      written.put(who.key() + "@", field);
    }
  }

  /** The name behind a person's key, or the key where none is known. */
  public String of(String person) {
    return Optional.ofNullable(redis.hget(NAMES, person)).orElse(person);
  }

  /** The key of whoever goes by a unique name, without its @. */
  public Optional<String> personCalled(String platform, String handle) {
    return Optional.ofNullable(
        redis.hget(HANDLES, platform + ":@" + handle.toLowerCase(Locale.ROOT)));
  }

  /** The unique names by which a person is known, without their @. */
  public List<String> handles(String person) {
    return handleFields(person).map(field -> field.replaceFirst("^[^@]*@", "")).sorted().toList();
  }

  private Stream<String> handleFields(String person) {
    return redis.hgetAll(HANDLES).entrySet().stream()
        .filter(entry -> entry.getValue().equals(person))
        .map(Map.Entry::getKey);
  }

  /** Forgets what a person was called. */
  public void forget(String person) {
    FORGET.run(redis, List.of(NAMES, HANDLES), person);
    written.invalidate(person);
    written.invalidate(person + "@");
  }
}
