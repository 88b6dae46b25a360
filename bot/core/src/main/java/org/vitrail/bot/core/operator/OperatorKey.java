package org.vitrail.bot.core.operator;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.vitrail.inference.protocol.CrockfordBase32;
import org.vitrail.inference.protocol.LuaScript;
import redis.clients.jedis.UnifiedJedis;

/**
 * The key that opens the moderator's page. It is made once and shown once; what is kept is a salted
 * PBKDF2-HMAC-SHA256 hash (RFC 8018), from which nobody finds the way back, with the number of its
 * iterations.
 *
 * <p>All methods throw {@link redis.clients.jedis.exceptions.JedisException} when Redis does not
 * answer.
 */
public final class OperatorKey {
  private static final String KEPT = "vitrail:{house}:operator";
  private static final LuaScript MAKE = LuaScript.beside(OperatorKey.class, "make_key.lua");
  private static final String SALT = "salt";
  private static final String HASH = "hash";
  private static final String ALGORITHM = "PBKDF2WithHmacSHA256";
  private static final String ITERATIONS = "iterations";

  /** As many as a key that tells no number was hashed with, too. */
  private static final int DEFAULT_ITERATIONS = 210_000;

  private static final int HASH_BITS = 256;

  /** 150 bits. */
  private static final int GROUPS = 6;

  private static final int GROUP = 5;

  private final SecureRandom random = new SecureRandom();
  private final UnifiedJedis redis;
  private final int iterations;

  public OperatorKey(UnifiedJedis redis) {
    this(redis, DEFAULT_ITERATIONS);
  }

  /**
   * @param iterations of the hash of a key that is made; many, so that to try one takes long
   */
  public OperatorKey(UnifiedJedis redis, int iterations) {
    this.redis = redis;
    this.iterations = iterations;
  }

  /** Makes a key where there is none; empty where there is one, which nobody can be shown. */
  public Optional<String> makeIfMissing() {
    String key = newKey();
    Map<String, String> kept = kept(key);
    Object made =
        MAKE.run(
            redis,
            List.of(KEPT),
            SALT,
            kept.get(SALT),
            HASH,
            kept.get(HASH),
            ITERATIONS,
            kept.get(ITERATIONS));
    return Long.valueOf(1).equals(made) ? Optional.of(key) : Optional.empty();
  }

  /** Makes a new key; the one before opens nothing any more. */
  public String renew() {
    String key = newKey();
    redis.hset(KEPT, kept(key));
    return key;
  }

  /** Whether it is the key, however it was typed. */
  boolean fits(String typed) {
    Map<String, String> kept = redis.hgetAll(KEPT);
    if (!kept.containsKey(SALT) || !kept.containsKey(HASH)) {
      return false;
    }
    int iterations =
        Optional.ofNullable(kept.get(ITERATIONS)).map(Integer::valueOf).orElse(DEFAULT_ITERATIONS);
    byte[] hash = hash(plain(typed), HexFormat.of().parseHex(kept.get(SALT)), iterations);
    return MessageDigest.isEqual(
        HexFormat.of().formatHex(hash).getBytes(StandardCharsets.US_ASCII),
        kept.get(HASH).getBytes(StandardCharsets.US_ASCII));
  }

  private Map<String, String> kept(String key) {
    byte[] salt = new byte[16];
    random.nextBytes(salt);
    HexFormat hex = HexFormat.of();
    return Map.of(
        SALT,
        hex.formatHex(salt),
        HASH,
        hex.formatHex(hash(plain(key), salt, iterations)),
        ITERATIONS,
        Integer.toString(iterations));
  }

  private String newKey() {
    return Stream.generate(() -> CrockfordBase32.random(random, GROUP))
        .limit(GROUPS)
        .collect(Collectors.joining("-"));
  }

  private static String plain(String typed) {
    return CrockfordBase32.read(typed).replaceAll("[^a-z0-9]", "");
  }

  private static byte[] hash(String key, byte[] salt, int iterations) {
    try {
      PBEKeySpec spec = new PBEKeySpec(key.toCharArray(), salt, iterations, HASH_BITS);
      return SecretKeyFactory.getInstance(ALGORITHM).generateSecret(spec).getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java platform has " + ALGORITHM + ".", e);
    }
  }
}
