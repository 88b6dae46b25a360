package org.vitrail.inference.protocol;

import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import redis.clients.jedis.exceptions.JedisClusterOperationException;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * Why Redis did not do what it was asked to, as its error's first word tells. A person hears of it
 * in their own language, by {@link #id}; the operator hears {@link #sentence}.
 *
 * <p>An outage passes by itself, or when somebody starts the server; the others answer to every
 * command, or to every write, and stay until somebody acts. A script's error carries the word
 * inside (Redis 6.2: {@code ERR Error running script …: -OOM command not allowed}) or in front
 * (Redis 7).
 *
 * @see <a href="https://github.com/redis/redis/blob/7.0/src/server.c">createSharedObjects</a>, the
 *     words of the server
 */
public enum RedisTrouble {
  UNREACHABLE(
      "",
      "does not answer",
      "The one inside Vitrail is started again by itself; start your own, or correct REDIS_URL."
          + " What waits there stays."),
  LOADING("LOADING", "is starting and reads its data", "It answers when it has read all."),
  BUSY(
      "BUSY|TRYAGAIN",
      "is kept busy by a script, or moves keys between nodes",
      "It answers when that has ended."),
  MASTER_DOWN(
      "MASTERDOWN|NOMASTERLINK",
      "is a replica that has lost its master",
      "Let REDIS_URL name the master; after a failover this mends itself when the name leads to the"
          + " new master."),
  READ_ONLY(
      "READONLY",
      "is a replica, which takes no writes",
      "Let REDIS_URL name the master; after a failover this mends itself when the name leads to the"
          + " new master."),
  FEW_REPLICAS(
      "NOREPLICAS",
      "refuses writes because too few replicas follow it",
      "Start its replicas, or lower its setting min-replicas-to-write."),
  FULL_MEMORY(
      "OOM",
      "has no memory left and refuses writes",
      "Raise its setting maxmemory, or let pictures expire earlier (images.retention, now and for"
          + " new ones). Reading goes on."),
  UNSAVED(
      "MISCONF",
      "cannot write to its disk and refuses writes",
      "Make room on its disk, or give the folder of its data back to its user; its own log says"
          + " which. Reading goes on."),
  NO_RIGHT(
      "NOPERM",
      "does not let this user do it",
      "Give the user of REDIS_URL the commands of reading, writing, streams, scripts and pub/sub,"
          + " the keys vitrail:* and the channel vitrail:*, for example by ACL SETUSER NAME"
          + " resetchannels ~vitrail:* &vitrail:* +@all -@dangerous +info +cluster|slots."),
  WRONG_PASSWORD(
      "WRONGPASS|NOAUTH",
      "does not accept the user name or password",
      "Correct REDIS_URL (redis://user:password@host:port, or redis://:password@host:port without a"
          + " user). Signs such as @ : / # % in a password have to be percent-encoded there."),
  CLUSTER(
      "MOVED|ASK|CROSSSLOT",
      "is part of a cluster, which REDIS_URL does not say",
      "Write redis-cluster://host:port,host:port there, with some of its nodes."),
  CLUSTER_DOWN(
      "CLUSTERDOWN",
      "is a cluster in which no master has some of the keys",
      "It answers when a replica has taken over; otherwise start the nodes that are missing"
          + " (redis-cli --cluster check tells which)."),
  TOO_MANY_CLIENTS(
      "",
      "has no room for one more connection",
      "Raise its setting maxclients, or end some of its other clients."),
  UNKNOWN_COMMAND(
      "",
      "does not know a command",
      "Redis 6.2 or newer, or Valkey, is needed, without renamed commands."),

  /** Nothing that the operator of Redis could mend: most likely a fault of the program. */
  OTHER("", "refused a command", "If it stays so, report it with the lines around this one.");

  /** At the beginning, or where an error of a script quotes that of its command. */
  private static final String PLACE = "(?s)(?:|.*: -)";

  /** How scripts tell of missing rights; they leave the word NOPERM out. */
  private static final Pattern SCRIPT_RIGHT =
      Pattern.compile("(?s).*(?:The user executing the script can't |ACL failure in script).*");

  private static final Pattern NO_PASSWORD_SET =
      Pattern.compile("ERR (?:AUTH <password> called without any password|invalid password).*");

  private static final Pattern CLIENTS = Pattern.compile("ERR max number of clients.*");
  private static final Pattern COMMAND =
      Pattern.compile(
          "(?s)(?:|.*: -?)(?:ERR (?i:unknown command|unknown subcommand)|Unknown Redis command).*");

  private final Pattern words;
  private final String what;
  private final String help;

  RedisTrouble(String words, String what, String help) {
    this.words = words.isEmpty() ? null : Pattern.compile(PLACE + "(?:" + words + ")\\b.*");
    this.what = what;
    this.help = help;
  }

  /**
   * What an exception of Jedis, or the one that caused it, means.
   *
   * @param error of Jedis; anything else is {@link #OTHER}
   */
  public static RedisTrouble of(Throwable error) {
    for (Throwable each = error; each != null; each = each.getCause()) {
      if (each instanceof JedisDataException refusal) {
        return ofReply(String.valueOf(refusal.getMessage()));
      }
    }
    for (Throwable each = error; each != null; each = each.getCause()) {
      if (each instanceof JedisConnectionException) {
        // A server that turns a client away says why and hangs up.
        RedisTrouble told = ofReply(String.valueOf(each.getMessage()));
        return told == OTHER ? UNREACHABLE : told;
      }
      if (each instanceof NoSuchElementException) {
        return UNREACHABLE; // every connection of the pool waits for an answer
      }
      if (each instanceof JedisClusterOperationException) {
        // Jedis could not learn who has which slot, and says beside it why of the first node.
        Throwable[] beside = each.getSuppressed();
        RedisTrouble why = beside.length == 0 ? OTHER : of(beside[0]);
        return why == OTHER ? CLUSTER_DOWN : why;
      }
    }
    return OTHER;
  }

  /** What a server's error line means, without its leading minus. */
  static RedisTrouble ofReply(String line) {
    for (RedisTrouble trouble : values()) {
      if (trouble.words != null && trouble.words.matcher(line).matches()) {
        return trouble;
      }
    }
    if (SCRIPT_RIGHT.matcher(line).matches()) {
      return NO_RIGHT;
    }
    if (NO_PASSWORD_SET.matcher(line).matches()) {
      return WRONG_PASSWORD;
    }
    if (CLIENTS.matcher(line).matches()) {
      return TOO_MANY_CLIENTS;
    }
    Matcher command = COMMAND.matcher(line);
    return command.matches() ? UNKNOWN_COMMAND : OTHER;
  }

  /**
   * Whether the connection leads to a server that cannot take jobs, while another one behind the
   * same name may: a new connection asks for the name's address again.
   */
  public boolean isWrongServer() {
    return this == READ_ONLY || this == MASTER_DOWN || this == LOADING;
  }

  /**
   * Whether every command fails of it, reading too, so that any that is carried out shows its end.
   */
  public boolean isOutage() {
    return switch (this) {
      case UNREACHABLE,
          LOADING,
          BUSY,
          MASTER_DOWN,
          CLUSTER_DOWN,
          WRONG_PASSWORD,
          TOO_MANY_CLIENTS ->
          true;
      default -> false;
    };
  }

  /** Whether it stays until the operator acts, so that trying again in a moment does not help. */
  public boolean isLasting() {
    return switch (this) {
      case UNREACHABLE, LOADING, BUSY, MASTER_DOWN, CLUSTER_DOWN, READ_ONLY, OTHER -> false;
      default -> true;
    };
  }

  /** As part of a key of texts: {@code full-memory}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** What is wrong and what helps, for the operator: two or three English sentences. */
  public String sentence() {
    return about("Redis");
  }

  /** The same of a server at an address, which must not hold a password. */
  public String sentence(RedisAddress address) {
    return about("Redis at " + address);
  }

  /** What helps. */
  String help() {
    return help;
  }

  /** The same with another subject. */
  String about(String subject) {
    return subject + " " + what + ". " + help;
  }
}
