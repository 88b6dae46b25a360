package org.vitrail.inference.protocol;

import java.util.function.Consumer;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.UnifiedJedis;

/**
 * Gives each test an empty, running Redis server; the server is started once per JVM.
 *
 * <pre>{@code
 * @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();
 * }</pre>
 *
 * Tests that share the server must not run at the same time.
 */
public final class RedisServerExtension implements BeforeEachCallback, AfterEachCallback {
  private static final RedisServerProcess SERVER = new RedisServerProcess();

  private static final String LIMITED_USER = "limited";
  private static final String PASSWORD = "secret";

  private UnifiedJedis client;
  private UnifiedJedis limited;

  @Override
  public void beforeEach(ExtensionContext context) {
    SERVER.start();
    client = RedisConnection.open(url());
    client.flushAll();
  }

  @Override
  public void afterEach(ExtensionContext context) {
    client.close();
    if (limited != null) {
      limited.close();
      limited = null;
      withAcl(jedis -> jedis.aclDelUser(LIMITED_USER));
    }
  }

  /** A pool of connections for the length of one test. */
  public UnifiedJedis client() {
    return client;
  }

  /**
   * A pool of connections of a user that has these rights and no others, for the length of one
   * test.
   *
   * @param rules as of ACL SETUSER, such as {@code ~vitrail:*}
   */
  public UnifiedJedis limited(String... rules) {
    withAcl(jedis -> jedis.aclLogReset());
    withAcl(jedis -> jedis.aclSetUser(LIMITED_USER, "reset", "on", ">" + PASSWORD));
    grant(rules);
    limited =
        RedisConnection.open("redis://" + LIMITED_USER + ":" + PASSWORD + "@127.0.0.1:" + port());
    return limited;
  }

  /** Gives the user of {@link #limited} these rights as well. */
  public void grant(String... rules) {
    withAcl(jedis -> jedis.aclSetUser(LIMITED_USER, rules));
  }

  /** Whether the user of {@link #limited} was denied a command since the test began. */
  public boolean hasRefused(String command) {
    try (Jedis jedis = new Jedis("127.0.0.1", port())) {
      return jedis.aclLog().stream().anyMatch(entry -> entry.getObject().equals(command));
    }
  }

  private void withAcl(Consumer<Jedis> change) {
    try (Jedis jedis = new Jedis("127.0.0.1", port())) {
      change.accept(jedis);
    }
  }

  /** Where the server listens, also while it is killed. */
  public String url() {
    return "redis://127.0.0.1:" + port();
  }

  /** The server's port on 127.0.0.1, the same after a restart. */
  public int port() {
    return SERVER.port();
  }

  /** Ends the server at once; its data is lost. The next test gets a running one again. */
  public void kill() {
    SERVER.kill();
  }

  /** Starts the server after {@link #kill}, on the same port and empty. */
  public void start() {
    SERVER.start();
  }

  /** Kills and starts: all connections break, and the server comes back empty. */
  public void restart() {
    SERVER.kill();
    SERVER.start();
  }
}
