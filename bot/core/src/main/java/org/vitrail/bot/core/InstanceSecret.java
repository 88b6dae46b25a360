package org.vitrail.bot.core;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.params.SetParams;

/**
 * The key that all adapters of one Redis share, made when it is first needed; it never leaves this
 * class. Whoever can read Redis can do all that it protects from anyway.
 */
public final class InstanceSecret {
  private static final String KEY = "vitrail:{house}:secret";
  private static final String ALGORITHM = "HmacSHA256";
  private static final int KEY_BYTES = 32;

  private final UnifiedJedis redis;
  private volatile SecretKeySpec key;

  public InstanceSecret(UnifiedJedis redis) {
    this.redis = redis;
  }

  /**
   * Message authentication code (32 bytes) of a text.
   *
   * @param purpose keeps codes for one use from being good for another
   * @throws redis.clients.jedis.exceptions.JedisException when Redis does not answer
   */
  public byte[] mac(String purpose, String text) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key());
      return mac.doFinal((purpose + ":" + text).getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java platform has " + ALGORITHM + ".", e);
    }
  }

  /** Whether codes can be made while Redis is away. */
  public boolean isKnown() {
    return key != null;
  }

  private SecretKeySpec key() {
    SecretKeySpec known = key;
    if (known == null) {
      byte[] random = new byte[KEY_BYTES];
      new SecureRandom().nextBytes(random);
      redis.set(KEY, Base64.getEncoder().encodeToString(random), SetParams.setParams().nx());
      known = new SecretKeySpec(Base64.getDecoder().decode(redis.get(KEY)), ALGORITHM);
      key = known;
    }
    return known;
  }
}
