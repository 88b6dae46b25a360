package org.vitrail.inference.protocol;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An address whose new connections lead to one of several local ports, while open ones stay where
 * they are: what a DNS name or a load balancer does at a failover.
 */
final class TcpSwitch implements Closeable {
  private static final int BYTES = 8192;

  private final ServerSocket door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final AtomicInteger requests = new AtomicInteger();
  private volatile int target;

  TcpSwitch(int target) throws IOException {
    this.target = target;
    start("accept", this::accept);
  }

  int port() {
    return door.getLocalPort();
  }

  void leadTo(int port) {
    target = port;
  }

  private void accept() throws IOException {
    while (!door.isClosed()) {
      Socket outer = door.accept();
      Socket inner = new Socket(InetAddress.getLoopbackAddress(), target);
      sockets.add(outer);
      sockets.add(inner);
      start("out", () -> copy(outer, inner, requests));
      start("back", () -> copy(inner, outer, new AtomicInteger()));
    }
  }

  /** How often something was sent to the target, whether it answered or not. */
  int requests() {
    return requests.get();
  }

  private static void copy(Socket from, Socket to, AtomicInteger times) throws IOException {
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      byte[] bytes = new byte[BYTES];
      for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
        times.incrementAndGet();
        out.write(bytes, 0, read);
      }
    }
  }

  private interface Work {
    void run() throws IOException;
  }

  private static void start(String name, Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException closed) {
                // An end of the connection was closed; the other one is by now.
              }
            },
            "switch-" + name);
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    door.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
