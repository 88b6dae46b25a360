package org.vitrail.inference.protocol;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisNoScriptException;

/**
 * A script beside a class of its own, which Redis runs alone and as a whole; its text travels only
 * when the server does not know it.
 *
 * <p>Redis undoes nothing when a script fails half way. So {@code guard.lua} stands in front of
 * each: scripts that write several keys ask it first whether all of them can be written.
 */
public final class LuaScript {
  private final String text;
  private final String sha1;

  private LuaScript(String text) {
    this.text = text;
    this.sha1 = sha1(text);
  }

  /** The resources of those names beside the class, one after the other. */
  public static LuaScript beside(Class<?> user, String... names) {
    StringBuilder text = new StringBuilder(read(LuaScript.class, "guard.lua"));
    for (String name : names) {
      text.append(read(user, name));
    }
    return new LuaScript(text.toString());
  }

  /**
   * @return a text, a Long, a list of such, or null
   * @throws redis.clients.jedis.exceptions.JedisException if Redis is away or refuses
   */
  public Object run(UnifiedJedis redis, List<String> keys, List<String> arguments) {
    try {
      return redis.evalsha(sha1, keys, arguments);
    } catch (JedisNoScriptException unknown) {
      return redis.eval(text, keys, arguments);
    }
  }

  private static String read(Class<?> user, String name) {
    try (InputStream in = user.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("The script " + name + " cannot be read from the jar.", e);
    }
  }

  private static String sha1(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-1.", e);
    }
  }
}
