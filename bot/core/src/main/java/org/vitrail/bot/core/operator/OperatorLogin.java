package org.vitrail.bot.core.operator;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.vitrail.inference.protocol.LuaScript;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.params.GetExParams;
import redis.clients.jedis.params.SetParams;

/**
 * Lets the operator in, and guessers wait. Sessions are kept in Redis under a digest of their
 * token, so that several processes know them and who reads Redis cannot take one over.
 *
 * <p>All methods throw {@link redis.clients.jedis.exceptions.JedisException} when Redis does not
 * answer.
 */
public final class OperatorLogin {
  /** From the last request on. */
  public static final Duration SESSION_LIVES = Duration.ofHours(12);

  private static final String SESSION = "vitrail:{house}:session:";
  private static final String TRIES = "vitrail:{house}:tries:";
  private static final LuaScript COUNT_TRY = LuaScript.beside(OperatorLogin.class, "count_try.lua");
  private static final String EVERYBODY = "everybody";
  private static final Duration WINDOW = Duration.ofMinutes(15);
  private static final int MAX_TRIES = 5;

  /** Of all addresses: a crowd of guessers waits, too, and the operator no longer than they. */
  private static final int MAX_TRIES_OF_ALL = 50;

  private static final int TOKEN_BYTES = 24;

  private final SecureRandom random = new SecureRandom();
  private final OperatorKey key;
  private final UnifiedJedis redis;

  public OperatorLogin(UnifiedJedis redis) {
    this.redis = redis;
    this.key = new OperatorKey(redis);
  }

  /** What came of a try. */
  public sealed interface Login {
    /** Goes on with what became of it. */
    <T> T fold(Function<Open, T> open, Supplier<T> wrong, Function<TooOften, T> tooOften);

    /**
     * @param token proves who it is; for the cookie alone
     * @param csrf proves that a request comes from our page; for its header
     */
    record Open(String token, String csrf) implements Login {
      @Override
      public <T> T fold(Function<Open, T> open, Supplier<T> wrong, Function<TooOften, T> tooOften) {
        return open.apply(this);
      }
    }

    /** It is not the key. */
    record Wrong() implements Login {
      @Override
      public <T> T fold(Function<Open, T> open, Supplier<T> wrong, Function<TooOften, T> tooOften) {
        return wrong.get();
      }
    }

    /** Too many tries; the key is not even looked at. */
    record TooOften(Duration retryAfter) implements Login {
      @Override
      public <T> T fold(Function<Open, T> open, Supplier<T> wrong, Function<TooOften, T> tooOften) {
        return tooOften.apply(this);
      }
    }
  }

  /** The key, to be made or renewed. */
  public OperatorKey key() {
    return key;
  }

  /**
   * @param address where the try comes from
   */
  public Login login(String address, String typed) {
    Optional<Duration> wait = wait(address, MAX_TRIES).or(() -> wait(EVERYBODY, MAX_TRIES_OF_ALL));
    if (wait.isPresent()) {
      return new Login.TooOften(wait.get());
    }
    if (!key.fits(typed)) {
      return new Login.Wrong();
    }
    redis.del(TRIES + address);
    String token = token();
    String csrf = token();
    redis.set(SESSION + digest(token), csrf, SetParams.setParams().px(SESSION_LIVES.toMillis()));
    return new Login.Open(token, csrf);
  }

  /** The session's other secret; empty when the session is unknown or over. */
  public Optional<String> csrf(String token) {
    return Optional.ofNullable(
        redis.getEx(
            SESSION + digest(token), GetExParams.getExParams().px(SESSION_LIVES.toMillis())));
  }

  public void logout(String token) {
    redis.del(SESSION + digest(token));
  }

  private Optional<Duration> wait(String who, int most) {
    List<?> counted = (List<?>) COUNT_TRY.run(redis, List.of(TRIES + who), WINDOW.toMillis());
    return (Long) counted.get(0) > most
        ? Optional.of(Duration.ofMillis(Math.max(1000, (Long) counted.get(1))))
        : Optional.empty();
  }

  private String token() {
    byte[] bytes = new byte[TOKEN_BYTES];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static String digest(String token) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256.", e);
    }
  }
}
