package org.vitrail.inference.protocol;

import static java.util.stream.Collectors.joining;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.vitrail.inference.protocol.RedisRoute.Kind;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;

/**
 * Where a Redis server is and how to sign in there, as {@code REDIS_URL} says it. This is the one
 * reader of such texts.
 *
 * @param user {@code null} for the server's default user
 * @param password {@code null} without one; never shown
 * @param database the number of the logical database
 * @param tls whether the connection is encrypted
 * @param route how the server is found and trusted
 */
public record RedisAddress(
    String host,
    int port,
    String user,
    String password,
    int database,
    boolean tls,
    RedisRoute route) {
  private static final int DEFAULT_PORT = 6379;
  private static final int SENTINEL_PORT = 26379;
  private static final int HIGHEST_PORT = 65_535;

  /** A host's name may hold _ here, which Java's own reader forbids: Docker makes such names. */
  private static final Pattern SERVER =
      Pattern.compile(
          "(?:(?<login>[^@]*)@)?(?<host>[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+])(?::(?<port>\\d{0,9}))?");

  private static final String SIGN_IN_PASSWORD =
      "it names no host that can be read; most likely its password holds one of the signs / ? # @ :"
          + " or its port is no number";

  /** What is allowed, in words that fit after "give". */
  public static final String ALLOWED =
      "redis://host:port, redis://:password@host:port or redis://user:password@host:port/database,"
          + " or rediss://… for TLS; with Sentinel redis-sentinel://host:port,host:port/master;"
          + " for a cluster redis-cluster://host:port,host:port";

  /**
   * Reads {@code redis://[[user]:password@]host[:port][/database]}, or {@code rediss://…} for TLS;
   * the port is 6379 if it is left out, the database 0. With Sentinel {@code
   * redis-sentinel://[[user]:password@]host[:port][,host[:port]…]/master[/database]}, or {@code
   * rediss-sentinel://…}; there the port is 26379, and user and password are those of the master.
   * For a cluster {@code redis-cluster://[[user]:password@]host[:port][,host[:port]…]}, or {@code
   * rediss-cluster://…}: some of its nodes, which know the others.
   *
   * @throws IllegalArgumentException if it is none; the message says which part is wrong and shows
   *     neither user nor password
   */
  public static RedisAddress parse(String url) {
    String text = url == null ? "" : url.strip();
    String scheme = text.contains("://") ? text.substring(0, text.indexOf("://")) : "";
    Kind kind = kind(scheme);
    String plain = scheme.substring(0, scheme.length() - kind.suffix.length());
    if (!plain.equalsIgnoreCase("redis") && !plain.equalsIgnoreCase("rediss")) {
      throw refused(
          scheme.isEmpty()
              ? "it does not begin with redis:// or rediss://"
              : "it begins with " + shown(scheme) + "://");
    }
    String rest = text.substring(scheme.length() + "://".length());
    String authority = rest.split("[/?#]", 2)[0];
    String behind = rest.substring(authority.length());
    List<String> seeds = new ArrayList<>();
    if (kind != Kind.DIRECT) {
      seeds.addAll(List.of(authority.substring(authority.lastIndexOf('@') + 1).split(",", -1)));
      authority = authority.substring(0, authority.lastIndexOf('@') + 1) + seeds.get(0);
    }
    // Java's own reader knows no lists of hosts.
    URI uri = uri(scheme + "://" + authority + behind);
    Matcher server = server(authority, text);
    if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
      throw refused(
          text.lastIndexOf('@') > text.indexOf(uri.getRawQuery() != null ? '?' : '#')
              ? SIGN_IN_PASSWORD
              : "it goes on after the database's number, with ? or #");
    }
    String login = server.group("login");
    String path = uri.getRawPath() == null ? "" : uri.getRawPath().replaceFirst("^/", "");
    return new RedisAddress(
        server.group("host"),
        port(server.group("port"), usualPort(kind)),
        user(login),
        password(login),
        database(kind, path),
        plain.equalsIgnoreCase("rediss"),
        kind == Kind.DIRECT ? RedisRoute.DIRECT : route(kind, seeds, path, text));
  }

  private static Kind kind(String scheme) {
    String small = scheme.toLowerCase(Locale.ROOT);
    return Stream.of(Kind.SENTINEL, Kind.CLUSTER)
        .filter(kind -> small.endsWith(kind.suffix))
        .findFirst()
        .orElse(Kind.DIRECT);
  }

  private static int usualPort(Kind kind) {
    return kind == Kind.SENTINEL ? SENTINEL_PORT : DEFAULT_PORT;
  }

  private static Matcher server(String authority, String text) {
    Matcher server = SERVER.matcher(authority);
    if (!server.matches()) {
      throw refused(
          text.contains("@")
              ? SIGN_IN_PASSWORD
              : "it names no host that can be read, or its port is no number");
    }
    return server;
  }

  private static RedisRoute route(Kind kind, List<String> names, String path, String text) {
    String master = kind == Kind.SENTINEL ? path.replaceFirst("/.*", "") : "";
    if (kind == Kind.SENTINEL && !master.matches("[A-Za-z0-9._-]+")) {
      throw refused("behind the sentinels it does not name the master, as in /mymaster");
    }
    List<HostAndPort> seeds = new ArrayList<>();
    for (String each : names) {
      Matcher seed = server(each, text);
      seeds.add(new HostAndPort(seed.group("host"), port(seed.group("port"), usualPort(kind))));
    }
    return new RedisRoute(kind, seeds, master, Optional.empty());
  }

  /** One that is the server itself, with a certificate that the Java platform trusts. */
  public RedisAddress(
      String host, int port, String user, String password, int database, boolean tls) {
    this(host, port, user, password, database, tls, RedisRoute.DIRECT);
  }

  /**
   * The same where only the authorities of a PEM file are trusted.
   *
   * @throws IllegalArgumentException with a sentence, if it is none
   */
  public RedisAddress trusting(Path caFile) {
    TrustedAuthorities.of(caFile);
    return new RedisAddress(host, port, user, password, database, tls, route.trusting(caFile));
  }

  boolean isCluster() {
    return route.kind() == Kind.CLUSTER;
  }

  /** One node of the cluster that this is. */
  RedisAddress at(HostAndPort node) {
    return new RedisAddress(
        node.getHost(), node.getPort(), user, password, database, tls, route.to(node));
  }

  /**
   * The server to connect to now: sentinels are asked; of a cluster it is the first node named.
   *
   * @throws redis.clients.jedis.exceptions.JedisConnectionException if none answers
   */
  HostAndPort server(JedisClientConfig config) {
    return route.kind() == Kind.SENTINEL ? route.askForMaster(config) : new HostAndPort(host, port);
  }

  private static URI uri(String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      // Its message quotes the URL with the password.
      throw refused(
          text.contains("@")
              ? "it is no URL; most likely its password holds a sign that a URL cannot have"
              : "it is no URL");
    }
  }

  private static int port(String digits, int usual) {
    if (digits == null || digits.isEmpty()) {
      return usual;
    }
    int port = Integer.parseInt(digits);
    if (port < 1 || port > HIGHEST_PORT) {
      throw refused("its port is %d; ports are 1 to %d".formatted(port, HIGHEST_PORT));
    }
    return port;
  }

  private static String user(String login) {
    if (login == null) {
      return null;
    }
    if (!login.contains(":")) {
      throw refused(
          "what stands before @ has no colon; a password alone is written redis://:password@host");
    }
    String user = decoded(login.substring(0, login.indexOf(':')));
    return user.isEmpty() ? null : user;
  }

  private static String password(String login) {
    String password = login == null ? "" : decoded(login.substring(login.indexOf(':') + 1));
    return password.isEmpty() ? null : password;
  }

  /** A plus is a plus here, other than in a web form. */
  private static String decoded(String raw) {
    return URLDecoder.decode(raw.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  private static int database(Kind kind, String path) {
    if (kind == Kind.SENTINEL) {
      return database(path.replaceFirst("^[^/]*/?", ""));
    }
    if (kind == Kind.CLUSTER && !path.isEmpty() && !path.equals("0")) {
      throw refused("a cluster has one database, 0, so nothing may follow its nodes");
    }
    return database(path);
  }

  private static int database(String path) {
    if (!path.matches("\\d{0,4}")) {
      throw refused("what follows the port is a database's number, as in /0; it is no number");
    }
    return path.isEmpty() ? 0 : Integer.parseInt(path);
  }

  private static IllegalArgumentException refused(String why) {
    return new IllegalArgumentException(
        "the value given (not shown here: it may hold a password) is not understood: "
            + why
            + ". Give "
            + ALLOWED
            + ". Signs such as @ : / ? # % in a user name or password have to be percent-encoded:"
            + " @ is %40, : is %3A, / is %2F, # is %23, % is %25.");
  }

  private static String shown(String scheme) {
    return scheme.matches("[A-Za-z][A-Za-z0-9+.-]{0,15}") ? scheme : "something else";
  }

  /** As it may be shown and logged: without user and password. */
  @Override
  public String toString() {
    String scheme = tls ? "rediss" : "redis";
    String end = database == 0 ? "" : "/" + database;
    if (route.kind() != Kind.DIRECT) {
      String all = route.seeds().stream().map(Object::toString).collect(joining(","));
      String master = route.kind() == Kind.SENTINEL ? "/" + route.master() : "";
      return "%s%s://%s%s%s".formatted(scheme, route.kind().suffix, all, master, end);
    }
    return "%s://%s:%d%s".formatted(scheme, host, port, end);
  }
}
