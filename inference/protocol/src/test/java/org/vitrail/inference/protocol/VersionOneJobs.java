package org.vitrail.inference.protocol;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import redis.clients.jedis.UnifiedJedis;

/** Jobs that a program of version 1 wrote, recorded from its Redis. */
public final class VersionOneJobs {
  /** "a red apple", two pictures, drawn with the bundled model. */
  public static final String DONE_DRAW = "done-draw";

  public static final String WAITING_DRAW = "waiting-draw";

  /** Of the second picture of {@link #DONE_DRAW}. */
  public static final String WAITING_VARIATION = "waiting-variation";

  /** Of the second picture of {@link #DONE_DRAW}. */
  public static final String WAITING_UPSCALE = "waiting-upscale";

  private VersionOneJobs() {}

  /** The fields of a job's hash, the queue's own among them. */
  public static Map<String, String> fields(String name) {
    Properties recorded = new Properties();
    try (InputStream file =
        VersionOneJobs.class.getResourceAsStream("version-1/" + name + ".properties")) {
      recorded.load(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Map<String, String> fields = new HashMap<>();
    recorded.stringPropertyNames().forEach(key -> fields.put(key, recorded.getProperty(key)));
    return fields;
  }

  /** Puts a job into Redis as it was there; returns its id. */
  public static String restore(UnifiedJedis redis, String name) {
    Map<String, String> fields = fields(name);
    String id = fields.get("id");
    if (!fields.get("state").equals("WAITING")) {
      redis.hset(Keys.job(id), fields);
      return id;
    }
    Map<String, String> submitted = new HashMap<>(fields);
    submitted.keySet().removeAll(Set.of("state", "entry", "queue"));
    Script.SUBMIT.run(redis, id, fields.get("queue"), submitted);
    return id;
  }
}
