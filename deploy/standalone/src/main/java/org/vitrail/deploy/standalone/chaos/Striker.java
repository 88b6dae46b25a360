package org.vitrail.deploy.standalone.chaos;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.PriorityQueue;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.exceptions.JedisException;

/** Does to the parts what the schedule says, and ends what lasts only a while. */
final class Striker implements AutoCloseable {
  /** Less than Redis itself needs. */
  private static final String NO_MEMORY = "1";

  private static final String ALL_MEMORY = "0";
  private static final int TIMEOUT_MILLIS = 2000;

  private record Ending(Duration at, Runnable action) {}

  private final Chaos.RedisTarget redis;
  private final List<Part> parts;
  private final PrintWriter out;
  private final List<Strike> strikes;
  private final PriorityQueue<Ending> endings =
      new PriorityQueue<>(Comparator.comparing(Ending::at));
  private final Map<Strike.Kind, Long> done = new EnumMap<>(Strike.Kind.class);

  /**
   * The process of Redis that does not rewrite its append-only file, which is the run's history.
   */
  private long remembering;

  Striker(ChaosPlan plan, Chaos.RedisTarget redis, List<Part> parts, PrintWriter out) {
    this.redis = redis;
    this.parts = parts;
    this.out = out;
    this.strikes =
        new ArrayList<>(StrikePlan.of(plan.seed(), plan.busy(), plan.kills(), parts.size()));
  }

  /** Does what is due. */
  void strikeUntil(Duration now) {
    while (!endings.isEmpty() && endings.peek().at().compareTo(now) <= 0) {
      endings.poll().action().run();
    }
    while (!strikes.isEmpty() && strikes.get(0).at().compareTo(now) <= 0) {
      strike(strikes.remove(0), now);
    }
  }

  private void strike(Strike strike, Duration now) {
    boolean isRedis = strike.part() == StrikePlan.REDIS;
    Part part = isRedis ? null : parts.get(strike.part() - 1);
    long pid = isRedis ? redis.pid().getAsLong() : part.pid();
    done.merge(strike.kind(), 1L, Long::sum);
    out.println(
        "%4d s: %s %s%s"
            .formatted(
                now.toSeconds(),
                strike.kind().name().toLowerCase(Locale.ROOT),
                isRedis ? "redis" : part.name(),
                strike.lasts().isZero() ? "" : " for " + strike.lasts().toSeconds() + " s"));
    out.flush();
    Duration over = now.plus(strike.lasts());
    switch (strike.kind()) {
      case KILL -> Part.signal("KILL", pid);
      case STOP -> {
        Part.signal("STOP", pid);
        endings.add(new Ending(over, () -> Part.signal("CONT", pid)));
      }
      case CUT -> {
        part.proxy().cut(true);
        endings.add(new Ending(over, () -> part.proxy().cut(false)));
      }
      case FILL -> {
        memory(NO_MEMORY);
        endings.add(new Ending(over, () -> empty(over)));
      }
    }
  }

  /** Gives the memory back; a Redis that is stopped or away just then gets it a second later. */
  private void empty(Duration due) {
    if (!memory(ALL_MEMORY)) {
      Duration later = due.plusSeconds(1);
      endings.add(new Ending(later, () -> empty(later)));
    }
  }

  /**
   * Whether Redis took the limit.
   *
   * @param most as its setting maxmemory reads it
   */
  private boolean memory(String most) {
    return set("maxmemory", most);
  }

  /** Whether Redis took a setting; one that is killed starts without. */
  private boolean set(String setting, String value) {
    JedisClientConfig config =
        DefaultJedisClientConfig.builder()
            .password(redis.password())
            .autoNegotiateProtocol(false)
            .timeoutMillis(TIMEOUT_MILLIS)
            .build();
    try (Jedis jedis = new Jedis(new HostAndPort("127.0.0.1", redis.port()), config)) {
      jedis.configSet(setting, value);
      return true;
    } catch (JedisException e) {
      out.println("       (Redis does not answer: " + e.getMessage() + ")");
      return false;
    }
  }

  /** Starts again what has ended; Redis is looked after by who started it. */
  void keepAlive() {
    long now = redis.pid().getAsLong();
    if (now != remembering && set("auto-aof-rewrite-percentage", "0")) {
      remembering = now;
    }
    parts.forEach(Part::keepAlive);
  }

  /** Whether all that was to happen did, and is over. */
  boolean isDone() {
    return strikes.isEmpty() && endings.isEmpty();
  }

  /** Ends whatever still lasts. */
  void endAll() {
    List<Ending> open = List.copyOf(endings);
    endings.clear();
    open.forEach(it -> it.action().run());
    memory(ALL_MEMORY);
  }

  /** How often each kind happened. */
  Map<String, Long> counts() {
    Map<String, Long> counts = new LinkedHashMap<>();
    for (Strike.Kind kind : Strike.Kind.values()) {
      counts.put(kind.name().toLowerCase(Locale.ROOT) + "s", done.getOrDefault(kind, 0L));
    }
    return counts;
  }

  @Override
  public void close() {
    endAll();
  }
}
