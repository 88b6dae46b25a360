package org.vitrail.inference.fetch;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A web server on this machine that answers each path as its script says, also in ways that no
 * decent server would: one connection a request, bytes as they are written.
 */
final class ScriptedServer implements Closeable {
  /** Header names in small letters. */
  record Request(String method, String target, Map<String, String> headers) {
    /** Where the wanted part begins; 0 for the whole. */
    long position() {
      String range = headers.getOrDefault("range", "bytes=0-");
      return Long.parseLong(range.replaceAll("bytes=(\\d+)-", "$1"));
    }

    boolean asksForPart() {
      return headers.containsKey("range");
    }
  }

  @FunctionalInterface
  interface Reply {
    void send(Request request, Connection connection) throws IOException;
  }

  /** What a reply writes to. */
  final class Connection {
    private final Socket socket;
    private final OutputStream out;

    private Connection(Socket socket) throws IOException {
      this.socket = socket;
      this.out = socket.getOutputStream();
    }

    void head(int status, String... headers) throws IOException {
      String lines = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
      String head = "HTTP/1.1 " + status + " Any\r\n" + lines + "Connection: close\r\n\r\n";
      out.write(head.getBytes(StandardCharsets.ISO_8859_1));
      out.flush();
    }

    void body(byte[] content, long from, long to) throws IOException {
      byte[] bytes = Arrays.copyOfRange(content, (int) from, (int) to);
      out.write(bytes);
      out.flush();
      bodyBytes.addAndGet(bytes.length);
    }

    void raw(String text) throws IOException {
      out.write(text.getBytes(StandardCharsets.ISO_8859_1));
      out.flush();
    }

    /** Says nothing more until the other side gives up. */
    void waitForHangUp() throws IOException {
      while (socket.getInputStream().read() >= 0) {
        // Nothing is expected.
      }
    }

    /** Lets the client talk with another server, both ways, until one hangs up. */
    void tunnelTo(int port) throws IOException {
      try (Socket other = new Socket(InetAddress.getLoopbackAddress(), port)) {
        start(() -> other.getInputStream().transferTo(out));
        socket.getInputStream().transferTo(other.getOutputStream());
      }
    }
  }

  private final ServerSocket listener;
  private final Map<String, Deque<Reply>> scripts = new ConcurrentHashMap<>();
  private final List<Request> requests = Collections.synchronizedList(new ArrayList<>());
  private final AtomicLong bodyBytes = new AtomicLong();
  private final AtomicInteger open = new AtomicInteger();
  private final AtomicInteger mostOpen = new AtomicInteger();

  ScriptedServer() throws IOException {
    this("127.0.0.1");
  }

  ScriptedServer(String address) throws IOException {
    this(new ServerSocket(0, 50, InetAddress.getByName(address)));
  }

  ScriptedServer(ServerSocket listener) {
    this.listener = listener;
    start(
        () -> {
          while (!listener.isClosed()) {
            Socket socket = listener.accept();
            start(() -> serve(socket));
          }
        });
  }

  /** The answers to requests for a path, one after the other; the last is repeated. */
  ScriptedServer on(String target, Reply... replies) {
    scripts.put(target, new ArrayDeque<>(List.of(replies)));
    return this;
  }

  URI uri() {
    return URI.create(
        "http://" + listener.getInetAddress().getHostAddress() + ":" + listener.getLocalPort());
  }

  int port() {
    return listener.getLocalPort();
  }

  List<Request> requests() {
    return List.copyOf(requests);
  }

  /** Of all bodies together. */
  long bodyBytes() {
    return bodyBytes.get();
  }

  int mostConnectionsAtOnce() {
    return mostOpen.get();
  }

  private void serve(Socket socket) throws IOException {
    mostOpen.accumulateAndGet(open.incrementAndGet(), Math::max);
    try (socket) {
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
      String[] first = String.valueOf(in.readLine()).split(" ");
      if (first.length < 2) {
        return;
      }
      Map<String, String> headers = new TreeMap<>();
      for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
        int colon = line.indexOf(':');
        headers.put(
            line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
      }
      Request request = new Request(first[0], first[1], headers);
      requests.add(request);
      Deque<Reply> script = scripts.get(request.target());
      Reply reply =
          script == null
              ? ServerReplies.status(404)
              : script.size() > 1 ? script.poll() : script.peek();
      reply.send(request, new Connection(socket));
    } finally {
      open.decrementAndGet();
    }
  }

  private static void start(Action action) {
    Thread thread =
        new Thread(
            () -> {
              try {
                action.run();
              } catch (IOException e) {
                // The client hung up, or the test is over.
              }
            });
    thread.setDaemon(true);
    thread.start();
  }

  @FunctionalInterface
  private interface Action {
    void run() throws IOException;
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
