package org.vitrail.bot.core.place;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.Optional;
import redis.clients.jedis.UnifiedJedis;

/**
 * The language that a place chose for everybody in it; without one, each person's own holds.
 *
 * <p>All methods throw {@link redis.clients.jedis.exceptions.JedisException} when Redis does not
 * answer.
 */
public final class PlaceLanguages {
  private static final String KEY = "vitrail:{places}:language";

  /** Other adapters change it too. */
  private static final Duration FRESH = Duration.ofSeconds(10);

  private static final int MOST_PLACES = 10_000;

  private final UnifiedJedis redis;
  private final Cache<String, Optional<String>> cache =
      Caffeine.newBuilder().expireAfterWrite(FRESH).maximumSize(MOST_PLACES).build();

  public PlaceLanguages(UnifiedJedis redis) {
    this.redis = redis;
  }

  /** The place's language; empty where people keep their own. */
  public Optional<String> of(String place) {
    return cache.get(place, key -> Optional.ofNullable(redis.hget(KEY, key)));
  }

  public void choose(String place, String language) {
    redis.hset(KEY, place, language);
    cache.invalidate(place);
  }

  public void forget(String place) {
    redis.hdel(KEY, place);
    cache.invalidate(place);
  }
}
