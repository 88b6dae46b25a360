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
  private static final String GUARD = read(LuaScript.class, "guard.lua");
  private static final String TOGETHER = read(LuaScript.class, "together.lua");

  private final String body;
  private final String text;
  private final String sha1;

  private LuaScript(String body) {
    this.body = body;
    this.text = GUARD + body;
    this.sha1 = sha1(text);
  }

  /** The resources of those names beside the class, one after the other. */
  public static LuaScript beside(Class<?> user, String... names) {
    StringBuilder body = new StringBuilder();
    for (String name : names) {
      body.append(read(user, name));
    }
    return new LuaScript(body.toString());
  }

  /**
   * This script and another as one, to be run by {@link #together}: both write, or neither does.
   * Each has to ask the guard before its first write.
   */
  LuaScript with(LuaScript other) {
    return new LuaScript(TOGETHER.replace("-- FIRST\n", body).replace("-- SECOND\n", other.body));
  }

  /**
   * Runs what {@link #with} made.
   *
   * @return both replies
   */
  List<?> together(UnifiedJedis redis, Given first, Given second) {
    List<String> keys = new ArrayList<>(first.keys());
    keys.addAll(second.keys());
    List<String> texts = first.texts();
    return (List<?>) run(redis, keys, first.keys().size(), texts.size(), texts, second.texts());
  }

  /** What one of two scripts is given, as {@link #run} takes it. */
  record Given(List<String> keys, List<Object> arguments) {
    private List<String> texts() {
      List<String> texts = new ArrayList<>();
      addTo(texts, arguments);
      return texts;
    }
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

  /** The name by which a server that has run a script knows it. */
  static String sha1(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-1.", e);
    }
  }
}
