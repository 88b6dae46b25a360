package org.vitrail.inference.protocol;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
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

  private UnifiedJedis client;

  @Override
  public void beforeEach(ExtensionContext context) {
    SERVER.start();
    client = RedisConnection.open(url());
    client.flushAll();
  }

  @Override
  public void afterEach(ExtensionContext context) {
    client.close();
  }

  /** A pool of connections for the length of one test. */
  public UnifiedJedis client() {
    return client;
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
