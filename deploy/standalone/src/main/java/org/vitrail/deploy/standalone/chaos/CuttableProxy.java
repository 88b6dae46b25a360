package org.vitrail.deploy.standalone.chaos;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vitrail.config.DaemonThreads;

/** Passes TCP on to a port of this machine until it is cut. */
final class CuttableProxy implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CuttableProxy.class);

  private final int target;
  private final ServerSocket server;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private volatile boolean cut;
  private volatile boolean used;

  CuttableProxy(int target) throws IOException {
    this.target = target;
    this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    run(this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  /** Nobody has connected yet. */
  void forgetUse() {
    used = false;
  }

  /** Whether anybody has connected since. */
  boolean isUsed() {
    return used;
  }

  /**
   * Breaks all connections, and those that are made until it is mended.
   *
   * @return whether there was anything to break
   */
  boolean cut() {
    if (cut || open.isEmpty()) {
      return false;
    }
    cut = true;
    open.forEach(CuttableProxy::close);
    return true;
  }

  /** Lets connections be made again. */
  void mend() {
    cut = false;
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        used = true;
        open.add(client);
        run(() -> connect(client));
      } catch (IOException e) {
        LOG.debug("No connection: {}", e.getMessage());
      }
    }
  }

  private void connect(Socket client) {
    try {
      if (!cut) {
        Socket redis = new Socket(InetAddress.getLoopbackAddress(), target);
        open.add(redis);
        run(() -> pass(redis, client));
        pass(client, redis);
      }
    } catch (IOException e) {
      LOG.debug("Redis is away, and so it is for the client: {}", e.getMessage());
    } finally {
      close(client);
      open.remove(client);
    }
  }

  private void pass(Socket from, Socket to) {
    try (from;
        to) {
      if (!cut) {
        from.getInputStream().transferTo(to.getOutputStream());
      }
    } catch (IOException e) {
      LOG.debug("A connection ended: {}", e.getMessage());
    } finally {
      open.remove(from);
    }
  }

  private static void run(Runnable task) {
    DaemonThreads.named("chaos-proxy").newThread(task).start();
  }

  private static void close(AutoCloseable socket) {
    try {
      socket.close();
    } catch (Exception e) {
      throw new ChaosException("A connection cannot be closed.", e);
    }
  }

  @Override
  public void close() {
    close(server);
    open.forEach(CuttableProxy::close);
  }
}
