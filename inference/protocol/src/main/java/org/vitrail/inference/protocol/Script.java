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
import java.util.Locale;
import java.util.Map;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisNoScriptException;

/** The queue's operations as Lua scripts, which Redis runs one at a time and as a whole. */
enum Script {
  SUBMIT,
  CLAIM,
  RECLAIM,
  RENEW,
  RELEASE,
  PROGRESS,
  RESTART,
  COMPLETE,
  CANCEL,
  CANCEL_REQUESTED,
  FORGET,
  STATUS,
  IMAGES_AHEAD,
  IMAGES_OPEN,
  REPORT_SPEED,
  SPEED,
  WORKERS;

  private static final List<String> KEYS = List.of(Keys.QUEUE_PREFIX);

  private final String text;
  private final String sha1;

  Script() {
    text = read("common.lua") + read(name().toLowerCase(Locale.ROOT) + ".lua");
    sha1 = sha1(text);
  }

  /**
   * Runs the script; its text travels only when the server does not know it, as after a restart.
   *
   * @param arguments become ARGV as texts; a collection stands for its elements, a map for its keys
   *     and values in turn
   * @return a text, a Long, a list of such, or null
   * @throws redis.clients.jedis.exceptions.JedisException if Redis is away or refuses
   */
  Object run(UnifiedJedis redis, Object... arguments) {
    List<String> texts = new ArrayList<>();
    addTo(texts, List.of(arguments));
    try {
      return redis.evalsha(sha1, KEYS, texts);
    } catch (JedisNoScriptException unknown) {
      return redis.eval(text, KEYS, texts);
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

  private static String read(String name) {
    try (InputStream in = Script.class.getResourceAsStream(name)) {
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
