package org.vitrail.bot.testing.discord;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Listens on 127.0.0.1 for HTTP/1.1 requests and WebSockets, a thread for each connection. Written
 * on plain sockets because its users must be able to cut a connection at any byte.
 */
final class WireServer implements AutoCloseable {
  private static final int WAITING_CONNECTIONS = 1024;

  /** Decides what is answered. */
  interface Handler {
    /**
     * Answers one request.
     *
     * @throws ConnectionCut to close the connection instead
     */
    WireAnswer answer(WireRequest request) throws IOException;

    /** Whether a WebSocket may be opened now. */
    boolean acceptsWebSockets();

    /** Serves one WebSocket until it ends. */
    void serve(WebSocket socket) throws IOException;
  }

  /** Ends a connection without an answer. */
  static final class ConnectionCut extends IOException {
    private static final long serialVersionUID = 1;
    private final boolean reset;

    ConnectionCut(boolean reset) {
      super("The connection is cut on purpose.");
      this.reset = reset;
    }
  }

  private final ServerSocket listener;
  private final Handler handler;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "fake-discord");
            thread.setDaemon(true);
            return thread;
          });

  WireServer(int port, Handler handler) throws IOException {
    this.handler = handler;
    listener = new ServerSocket();
    listener.setReuseAddress(true);
    listener.bind(
        new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port), WAITING_CONNECTIONS);
    threads.execute(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket socket : open) {
      socket.close();
    }
    threads.shutdownNow();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        open.add(socket);
        threads.execute(() -> serve(socket));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      socket.setTcpNoDelay(true);
      BufferedInputStream in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
      OutputStream out = new BufferedOutputStream(socket.getOutputStream(), 1 << 16);
      answerAll(socket, in, out);
    } catch (IOException gone) {
      // The other side left; what it had asked for has been recorded.
    } finally {
      open.remove(socket);
    }
  }

  private void answerAll(Socket socket, BufferedInputStream in, OutputStream out)
      throws IOException {
    for (Optional<WireRequest> next = WireRequest.read(in);
        next.isPresent();
        next = WireRequest.read(in)) {
      WireRequest request = next.get();
      if (request.wantsWebSocket()) {
        openWebSocket(socket, request, in, out);
        return;
      }
      WireAnswer answer;
      try {
        answer = handler.answer(request);
      } catch (ConnectionCut cut) {
        if (cut.reset) {
          socket.setSoLinger(true, 0);
        }
        return;
      }
      request.body();
      answer.writeTo(out);
      if (request.isLast()) {
        return;
      }
    }
  }

  private void openWebSocket(
      Socket socket, WireRequest request, BufferedInputStream in, OutputStream out)
      throws IOException {
    if (!handler.acceptsWebSockets()) {
      WireAnswer.of(503, "text/plain", "no connection for now".getBytes()).writeTo(out);
      return;
    }
    WebSocket webSocket = WebSocket.open(socket, request, in, out);
    handler.serve(webSocket);
  }
}
