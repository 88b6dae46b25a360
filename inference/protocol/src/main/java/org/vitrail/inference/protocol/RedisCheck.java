package org.vitrail.inference.protocol;

import static org.vitrail.inference.protocol.RedisFault.Kind.LOSES_JOBS;
import static org.vitrail.inference.protocol.RedisFault.Kind.NOTE;
import static org.vitrail.inference.protocol.RedisFault.Kind.UNUSABLE;

import java.util.ArrayList;
import java.util.List;
import redis.clients.jedis.Connection;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Looks whether a server does what jobs need, and keeps what it is given. That it answers PING says
 * neither: a replica does, a full one, one that drops keys or forgets all when it ends.
 *
 * <p>Everything is tried out on keys of its own, which are taken away again, and each command that
 * Vitrail uses is tried once, so that a missing right is known by name. Settings come from INFO,
 * which managed services allow where they forbid CONFIG; what neither tells is said to be unknown.
 */
public final class RedisCheck {
  /**
   * What was found.
   *
   * @param version as {@code 6.2.11} or {@code Valkey 8.0.1}, empty where the server tells none
   */
  public record Report(String version, List<RedisFault> faults) {
    /** Those of one kind, as sentences. */
    public List<String> sentences(RedisFault.Kind kind) {
      return faults.stream().filter(it -> it.kind() == kind).map(RedisFault::sentence).toList();
    }
  }

  private static final int MAX_WAIT_FOR_EVENT_MILLIS = 5_000;

  private final RedisAddress address;
  private final RedisAddress other;
  private final String tag;
  private final JedisClientConfig config;
  private final List<RedisFault> faults = new ArrayList<>();
  private RedisInfo info = RedisInfo.NONE;

  private RedisCheck(RedisAddress address, RedisAddress other, String tag) {
    this.address = address;
    this.other = other;
    this.tag = tag;
    this.config =
        DefaultJedisClientConfig.builder()
            .from(RedisConnection.config(address))
            .blockingSocketTimeoutMillis(MAX_WAIT_FOR_EVENT_MILLIS)
            .build();
  }

  /**
   * Looks at a server, or at all masters of a cluster; takes some milliseconds, and some seconds
   * where one does not answer.
   */
  public static Report of(RedisAddress address) {
    return address.isCluster()
        ? ClusterCheck.of(address)
        : new RedisCheck(address, address, Keys.QUEUE_TAG).report();
  }

  /**
   * Looks at one master of a cluster.
   *
   * @param other where its events are listened to
   * @param tag a hash tag of a slot that it has
   */
  static Report ofNode(RedisAddress address, RedisAddress other, String tag) {
    return new RedisCheck(address, other, tag).report();
  }

  private Report report() {
    look();
    return new Report(info.version(), List.copyOf(faults));
  }

  private void look() {
    try (Connection connection = connect(address)) {
      info = RedisInfo.of(connection);
      checkServer();
      if (isUsable()) {
        RedisProbe probe = new RedisProbe(connection, () -> connect(other), tag);
        probe.problem().ifPresent(problem -> add(UNUSABLE, problem));
        if (isUsable()) {
          probe.blindness().ifPresent(problem -> add(NOTE, problem));
        }
      }
      if (isUsable()) {
        checkEviction();
        checkPersistence();
        checkReplica();
      }
    } catch (JedisException e) {
      RedisTrouble trouble = RedisTrouble.of(e);
      if (trouble == RedisTrouble.UNREACHABLE) {
        add(UNUSABLE, ConnectFailure.of(address, e));
      } else {
        faults.add(new RedisFault(UNUSABLE, trouble.sentence(address)));
      }
    }
  }

  private boolean isUsable() {
    return faults.stream().noneMatch(fault -> fault.kind() == UNUSABLE);
  }

  private Connection connect(RedisAddress server) {
    return new Connection(server.server(config), config);
  }

  private void checkServer() {
    if (info.isKnown() && !info.isRecentEnough()) {
      add(UNUSABLE, "is version %s; 6.2 or newer is needed.".formatted(info.version()));
    } else if (!address.isCluster() && info.is("cluster_enabled", "1")) {
      faults.add(new RedisFault(UNUSABLE, RedisTrouble.CLUSTER.sentence(address)));
    } else if (info.is("role", "slave")) {
      faults.add(new RedisFault(UNUSABLE, RedisTrouble.READ_ONLY.sentence(address)));
    } else if (!info.isKnown()) {
      add(
          NOTE,
          "does not tell about itself, so nobody knows whether it keeps what it is given; allow its"
              + " user the command INFO.");
    }
  }

  private void checkEviction() {
    String policy = info.get("maxmemory_policy");
    if (policy.isEmpty() || policy.equals("noeviction")) {
      return;
    }
    boolean isLimited = !info.is("maxmemory", "0");
    add(
        isLimited ? LOSES_JOBS : NOTE,
        ("%s (maxmemory-policy %s%s), %s among them. Set it right by CONFIG SET maxmemory-policy"
                + " noeviction, and in its redis.conf.")
            .formatted(
                isLimited
                    ? "drops keys when its memory is full"
                    : "would drop keys as soon as maxmemory is set",
                policy,
                isLimited ? ", maxmemory " + info.get("maxmemory") : "",
                policy.startsWith("allkeys")
                    ? "waiting jobs"
                    : "pictures and undelivered results"));
  }

  private void checkPersistence() {
    if (info.is("aof_enabled", "1")) {
      if (info.is("aof_last_write_status", "err")) {
        add(NOTE, "could not write its append-only file last time; look into its log.");
      }
      return;
    }
    if (!info.is("aof_enabled", "0")) {
      return;
    }
    String advice =
        " Turn its append-only file on by CONFIG SET appendonly yes, and in its redis.conf.";
    String save = info.setting("save").orElse(null);
    if (save == null) {
      add(
          NOTE,
          "has no append-only file, and does not tell whether it saves snapshots. When it ends,"
              + " jobs may be lost."
              + advice);
    } else if (save.isEmpty()) {
      add(
          LOSES_JOBS,
          "keeps nothing on disk (appendonly no, save \"\"): when it ends, all jobs, quotas and"
              + " settings of places are lost."
              + advice);
    } else {
      add(
          NOTE,
          "only saves snapshots (save %s): when it is killed, what came since the last one is lost."
                  .formatted(save)
              + advice);
    }
  }

  private void checkReplica() {
    if (address.isCluster() && info.is("connected_slaves", "0")) {
      add(
          NOTE,
          "has no replica that could take over: when it ends, everything waits until it is back.");
    }
  }

  private void add(RedisFault.Kind kind, String predicate) {
    faults.add(new RedisFault(kind, "Redis at " + address + " " + predicate));
  }
}
