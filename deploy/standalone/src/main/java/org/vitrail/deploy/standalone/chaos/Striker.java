package org.vitrail.deploy.standalone.chaos;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Does to the parts what the schedule says, and ends what lasts only a while. What meets nothing,
 * such as a process that is dead already, is done again in a moment, and counts only when it did
 * something.
 */
final class Striker implements AutoCloseable {
  /** Less than Redis itself needs. */
  private static final String NO_MEMORY = "1";

  private static final String ALL_MEMORY = "0";
  private static final int TIMEOUT_MILLIS = 2000;
  private static final Duration AGAIN = Duration.ofSeconds(1);

  private record Ending(Duration at, Runnable action) {}

  private final Chaos.RedisTarget redis;
  private final List<Part> parts;
  private final PrintWriter out;
  private final PriorityQueue<Strike> strikes =
      new PriorityQueue<>(Comparator.comparing(Strike::at));
  private final PriorityQueue<Ending> endings =
      new PriorityQueue<>(Comparator.comparing(Ending::at));
  private final Map<Strike.Kind, Long> done = new EnumMap<>(Strike.Kind.class);
  private final Set<Long> killed = new HashSet<>();
  private final Set<Long> stopped = new HashSet<>();
  private boolean isFull;

  /**
   * The process of Redis that does not rewrite its append-only file, which is the run's history.
   */
  private long remembering;

  Striker(ChaosPlan plan, Chaos.RedisTarget redis, List<Part> parts, PrintWriter out) {
    this.redis = redis;
    this.parts = parts;
    this.out = out;
    strikes.addAll(StrikePlan.of(plan.seed(), plan.busy(), plan.kills(), parts.size()));
  }

  /** Does what is due. */
  void strikeUntil(Duration now) {
    while (!endings.isEmpty() && endings.peek().at().compareTo(now) <= 0) {
      endings.poll().action().run();
    }
    while (!strikes.isEmpty() && strikes.peek().at().compareTo(now) <= 0) {
      Strike strike = strikes.poll();
      if (strike(strike, now.plus(strike.lasts()))) {
        count(strike, now);
      } else {
        strikes.add(strike.at(now.plus(AGAIN)));
      }
    }
  }

  private void count(Strike strike, Duration now) {
    done.merge(strike.kind(), 1L, Long::sum);
    out.println(
        "%4d s: %s %s%s"
            .formatted(
                now.toSeconds(),
                strike.kind().name().toLowerCase(Locale.ROOT),
                isRedis(strike) ? "redis" : part(strike).name(),
                strike.lasts().isZero() ? "" : " for " + strike.lasts().toSeconds() + " s"));
    out.flush();
  }

  private static boolean isRedis(Strike strike) {
    return strike.part() == StrikePlan.REDIS;
  }

  private Part part(Strike strike) {
    return parts.get(strike.part() - 1);
  }

  /** Whether it did something. */
  private boolean strike(Strike strike, Duration over) {
    return switch (strike.kind()) {
      case KILL -> kill(pid(strike));
      case STOP -> stop(pid(strike), over);
      case CUT -> cut(part(strike).proxy(), over);
      case FILL -> fill(over);
    };
  }

  private long pid(Strike strike) {
    return isRedis(strike) ? redis.pid().getAsLong() : part(strike).pid();
  }

  /** What is dead can be signalled until somebody has taken note of its end. */
  private boolean kill(long pid) {
    return !killed.contains(pid) && Part.signal("KILL", pid) && killed.add(pid);
  }

  private boolean stop(long pid, Duration over) {
    if (killed.contains(pid) || stopped.contains(pid) || !Part.signal("STOP", pid)) {
      return false;
    }
    stopped.add(pid);
    endings.add(
        new Ending(
            over,
            () -> {
              stopped.remove(pid);
              Part.signal("CONT", pid);
            }));
    return true;
  }

  private boolean cut(CuttableProxy proxy, Duration over) {
    if (!proxy.cut()) {
      return false;
    }
    endings.add(new Ending(over, proxy::mend));
    return true;
  }

  private boolean fill(Duration over) {
    // One that is stopped would do it when it goes on, and nobody would know.
    if (isFull || stopped.contains(redis.pid().getAsLong()) || !memory(NO_MEMORY)) {
      return false;
    }
    isFull = true;
    endings.add(new Ending(over, () -> empty(over)));
    return true;
  }

  /** Gives the memory back; a Redis that is stopped or away just then gets it a second later. */
  private void empty(Duration due) {
    isFull = !memory(ALL_MEMORY);
    if (isFull) {
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

  /** How often each kind did something. */
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
