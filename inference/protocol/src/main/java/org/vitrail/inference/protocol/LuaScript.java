package org.vitrail.inference.protocol;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
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
   * Runs it.
   *
   * @param arguments become ARGV as texts; a collection stands for its elements, a map for its keys
   *     and values in turn
   * @return a text, a Long, a list of such, or null
   * @throws redis.clients.jedis.exceptions.JedisException if Redis is away or refuses
   */
  public Object run(UnifiedJedis redis, List<String> keys, Object... arguments) {
    List<String> texts = new ArrayList<>();
    addTo(texts, List.of(arguments));
    try {
      return redis.evalsha(sha1, keys, texts);
    } catch (JedisNoScriptException unknown) {
      return redis.eval(text, keys, texts);
    }
  }

  private static void addTo(List<String> texts, Collection<?> arguments) {
    for (Object argument : arguments) {
      if (argument instanceof Collection<?> several) {
        addTo(texts, several);
      } else if (argument instanceof Map<?, ?> fields) {
        fields.forEach((key, value) -> addTo(texts, List.of(key, value)));
      } else {
        texts.add(argument.toString());
      }
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
