package org.vitrail.network;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A real proxy on this machine that notes what passed, and alone knows where certain names lead:
 * who reaches them came through it. It speaks HTTP (tunnels, and plain requests) and SOCKS5 on one
 * port.
 */
public final class RecordingProxy implements Closeable {
  private final ServerSocket door;
  private final String login;
  private final Map<String, Integer> places = new ConcurrentHashMap<>();
  private final List<String> passed = new CopyOnWriteArrayList<>();
  private final List<Socket> open = new CopyOnWriteArrayList<>();
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "recording-proxy");
            thread.setDaemon(true);
            return thread;
          });

  private RecordingProxy(String login) {
    this.login = login;
    try {
      door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    threads.execute(this::open);
  }

  /** One that lets everybody pass. */
  public static RecordingProxy start() {
    return new RecordingProxy("");
  }

  /**
   * One that lets only one pass.
   *
   * @param login "user:password"
   */
  public static RecordingProxy start(String login) {
    return new RecordingProxy(login);
  }

  /** From now on a name, known to nobody else, leads to a port of this machine. */
  public RecordingProxy knows(String name, int port) {
    places.put(name, port);
    return this;
  }

  /** What a variable says of it, such as {@code socks5h://me:secret@127.0.0.1:4711}. */
  public String url(String scheme, String login) {
    return scheme + "://" + (login.isEmpty() ? "" : login + "@") + "127.0.0.1:" + port();
  }

  public int port() {
    return door.getLocalPort();
  }

  /** What passed, such as {@code CONNECT gateway.test:443} or {@code SOCKS5 api.test:80}. */
  public List<String> passed() {
    return List.copyOf(passed);
  }

  @Override
  public void close() throws IOException {
    door.close();
    for (Socket socket : open) {
      socket.close();
    }
    threads.shutdownNow();
  }

  private void open() {
    while (!door.isClosed()) {
      try {
        Socket client = door.accept();
        open.add(client);
        threads.execute(() -> serve(client));
      } catch (IOException closing) {
        return;
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      BufferedInputStream in = new BufferedInputStream(client.getInputStream());
      in.mark(1);
      int first = in.read();
      if (first == 5) {
        socks(client, in);
      } else if (first >= 0) {
        in.reset();
        http(client, in);
      }
    } catch (IOException ended) {
      // Either side has gone.
    }
  }

  private void http(Socket client, InputStream in) throws IOException {
    String[] lines = head(in).split("\r\n");
    String[] request = lines[0].split(" ");
    boolean isTunnel = request[0].equals("CONNECT");
    URI target = URI.create(isTunnel ? "https://" + request[1] : request[1]);
    int port = target.getPort() < 0 ? 80 : target.getPort();
    if (!isAllowed(lines)) {
      // Read to its end: a connection that is closed with something unread is reset, answer and
      // all.
      in.skipNBytes(bodyLength(lines));
      say(
          client,
          "HTTP/1.1 407 No\r\nProxy-Authenticate: Basic realm=\"x\"\r\nConnection: close\r\n"
              + "Content-Length: 0\r\n\r\n");
      return;
    }
    passed.add((isTunnel ? "CONNECT " : "GET ") + target.getHost() + ":" + port);
    Integer place = places.get(target.getHost());
    if (place == null) {
      say(client, "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n");
      return;
    }
    try (Socket server = new Socket(InetAddress.getLoopbackAddress(), place)) {
      open.add(server);
      if (isTunnel) {
        say(client, "HTTP/1.1 200 Connected\r\n\r\n");
      } else {
        server.getOutputStream().write(handedOn(request[0], target, lines));
        pour(in, server);
        // One request a connection, which the client has to know.
        String answer = head(server.getInputStream());
        say(client, answer.substring(0, answer.length() - 2) + "Connection: close\r\n\r\n");
        server.getInputStream().transferTo(client.getOutputStream());
        return;
      }
      join(client, in, server);
    }
  }

  private static byte[] handedOn(String method, URI target, String[] lines) {
    StringBuilder request = new StringBuilder(method + " " + target.getRawPath());
    request.append(target.getRawQuery() == null ? "" : "?" + target.getRawQuery());
    request.append(" HTTP/1.1\r\nConnection: close\r\n");
    for (int i = 1; i < lines.length; i++) {
      if (!lines[i].toLowerCase(Locale.ROOT).matches("(connection|proxy-.*?):.*")) {
        request.append(lines[i]).append("\r\n");
      }
    }
    return request.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  private static long bodyLength(String[] lines) {
    return List.of(lines).stream()
        .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("content-length:"))
        .mapToLong(line -> Long.parseLong(line.substring(line.indexOf(':') + 1).strip()))
        .findFirst()
        .orElse(0);
  }

  private boolean isAllowed(String[] lines) {
    String wanted =
        "proxy-authorization: Basic "
            + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8));
    return login.isEmpty() || List.of(lines).stream().anyMatch(wanted::equalsIgnoreCase);
  }

  private void socks(Socket client, InputStream from) throws IOException {
    DataInputStream in = new DataInputStream(from);
    OutputStream out = client.getOutputStream();
    in.readFully(new byte[in.readUnsignedByte()]);
    out.write(new byte[] {5, (byte) (login.isEmpty() ? 0 : 2)});
    if (!login.isEmpty()) {
      in.readUnsignedByte();
      boolean isRight = login.equals(text(in) + ":" + text(in));
      out.write(new byte[] {1, (byte) (isRight ? 0 : 1)});
      if (!isRight) {
        return;
      }
    }
    in.readFully(new byte[3]);
    int type = in.readUnsignedByte();
    String host =
        type == 3
            ? text(in)
            : InetAddress.getByAddress(in.readNBytes(type == 1 ? 4 : 16)).getHostAddress();
    int port = in.readUnsignedShort();
    passed.add("SOCKS5 " + host + ":" + port);
    Integer place = places.get(host);
    out.write(new byte[] {5, (byte) (place == null ? 2 : 0), 0, 1, 0, 0, 0, 0, 0, 0});
    if (place != null) {
      try (Socket server = new Socket(InetAddress.getLoopbackAddress(), place)) {
        open.add(server);
        join(client, in, server);
      }
    }
  }

  private static String text(DataInputStream in) throws IOException {
    return new String(in.readNBytes(in.readUnsignedByte()), StandardCharsets.UTF_8);
  }

  private void join(Socket client, InputStream in, Socket server) throws IOException {
    pour(in, server);
    server.getInputStream().transferTo(client.getOutputStream());
  }

  private void pour(InputStream in, Socket server) {
    threads.execute(
        () -> {
          try {
            in.transferTo(server.getOutputStream());
            server.shutdownOutput();
          } catch (IOException ended) {
            // The other direction ends by itself.
          }
        });
  }

  private static String head(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("no request");
      }
      head.write(next);
    }
    return head.toString(StandardCharsets.ISO_8859_1);
  }

  private static void say(Socket client, String answer) throws IOException {
    client.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
    client.getOutputStream().flush();
  }
}
