package org.vitrail.network;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vitrail.config.DaemonThreads;
import org.vitrail.config.ProxyServer;
import org.vitrail.config.ProxyServer.Login;

/**
 * An HTTP proxy on this machine that goes on through a SOCKS5 proxy. Of the four HTTP and WebSocket
 * clients in this house two speak to HTTP proxies only, and the JDK's SOCKS knows one password for
 * the whole process; so all of them come here. Only those who know the password of this start may
 * pass. It lives as long as the process.
 */
final class SocksBridge {
  private static final Logger LOG = LoggerFactory.getLogger(SocksBridge.class);
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int MAX_HEAD_BYTES = 64 << 10;
  private static final int END_OF_HEAD = 0x0D0A0D0A;
  private static final String USER = "vitrail";

  private final ProxyServer proxy;
  private final Login login = new Login(USER, password());
  private final ServerSocket door;
  private final ExecutorService threads =
      Executors.newCachedThreadPool(DaemonThreads.named("socks"));

  /**
   * @throws IOException if no port of this machine is free
   */
  SocksBridge(ProxyServer proxy) throws IOException {
    this.proxy = proxy;
    this.door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    threads.execute(this::open);
  }

  int port() {
    return door.getLocalPort();
  }

  Login login() {
    return login;
  }

  private void open() {
    while (!door.isClosed()) {
      try {
        Socket client = door.accept();
        threads.execute(() -> serve(client));
      } catch (IOException | RuntimeException | Error e) {
        LOG.warn("A connection to the proxy {} was not taken: {}", proxy, e.toString());
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      client.setTcpNoDelay(true);
      InputStream in = new BufferedInputStream(client.getInputStream());
      Head head = Head.read(in);
      if (!head.isSignedBy(login)) {
        answer(client, "407 Proxy Authentication Required");
        return;
      }
      try (Socket server = Socks5.connect(proxy, head.host(), head.port(), PATIENCE)) {
        if (head.isTunnel()) {
          answer(client, "200 Connected");
        } else {
          server.getOutputStream().write(head.forServer());
        }
        threads.execute(() -> pour(in, server));
        if (!head.isTunnel()) {
          // The client has to know that the next request takes another connection.
          String said = readHead(server.getInputStream());
          String closing = said.substring(0, said.length() - 2) + "Connection: close\r\n\r\n";
          client.getOutputStream().write(closing.getBytes(StandardCharsets.ISO_8859_1));
        }
        pour(server.getInputStream(), client);
      } catch (ProxyException e) {
        LOG.debug("{}: {}", head.host(), e.getMessage());
        answer(client, "502 Bad Gateway");
      }
    } catch (IOException | RuntimeException | Error e) {
      LOG.debug("A connection through the proxy {} ended: {}", proxy, e.toString());
    }
  }

  /** The lines before a body, the empty one that ends them included. */
  private static String readHead(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    for (int lastFour = 0; lastFour != END_OF_HEAD; ) {
      int next = in.read();
      if (next < 0 || head.size() > MAX_HEAD_BYTES) {
        throw new IOException("no HTTP");
      }
      head.write(next);
      lastFour = lastFour << 8 | next;
    }
    return head.toString(StandardCharsets.ISO_8859_1);
  }

  /** Until one side has said all. */
  private static void pour(InputStream from, Socket to) {
    try {
      from.transferTo(to.getOutputStream());
      to.shutdownOutput();
    } catch (IOException e) {
      LOG.trace("A connection ended.", e);
    }
  }

  private static void answer(Socket client, String status) throws IOException {
    OutputStream out = client.getOutputStream();
    String realm =
        status.startsWith("407") ? "Proxy-Authenticate: Basic realm=\"vitrail\"\r\n" : "";
    String length = status.startsWith("200") ? "" : "Content-Length: 0\r\nConnection: close\r\n";
    out.write(
        ("HTTP/1.1 " + status + "\r\n" + realm + length + "\r\n")
            .getBytes(StandardCharsets.US_ASCII));
    out.flush();
  }

  private static String password() {
    byte[] random = new byte[24];
    new SecureRandom().nextBytes(random);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
  }

  /** What a client asks for: a tunnel, or a request to be handed on. */
  private record Head(String method, String target, String[] lines) {
    static Head read(InputStream in) throws IOException {
      String[] lines = readHead(in).split("\r\n");
      String[] words = lines[0].split(" ");
      if (words.length != 3) {
        throw new IOException("no request");
      }
      return new Head(words[0], words[1], lines);
    }

    boolean isTunnel() {
      return method.equals("CONNECT");
    }

    private URI uri() {
      return URI.create(isTunnel() ? "https://" + target : target);
    }

    String host() {
      return String.valueOf(uri().getHost()).replaceAll("[\\[\\]]", "");
    }

    int port() {
      return uri().getPort() > 0 ? uri().getPort() : isTunnel() ? 443 : 80;
    }

    boolean isSignedBy(Login login) {
      byte[] wanted = Proxies.basic(login).getBytes(StandardCharsets.UTF_8);
      return Stream.of(lines)
          .map(line -> line.split(":", 2))
          .filter(field -> field[0].equalsIgnoreCase("Proxy-Authorization"))
          .map(field -> field[field.length - 1].strip().getBytes(StandardCharsets.UTF_8))
          .anyMatch(said -> MessageDigest.isEqual(wanted, said));
    }

    /**
     * The request as its server wants it; one for each connection, as the next may go elsewhere.
     */
    byte[] forServer() {
      StringBuilder request = new StringBuilder(method).append(' ');
      String path = uri().getRawPath().isEmpty() ? "/" : uri().getRawPath();
      request.append(path);
      if (uri().getRawQuery() != null) {
        request.append('?').append(uri().getRawQuery());
      }
      request.append(" HTTP/1.1\r\n");
      for (int i = 1; i < lines.length; i++) {
        if (!lines[i].toLowerCase(Locale.ROOT).matches("(proxy-|connection:).*")) {
          request.append(lines[i]).append("\r\n");
        }
      }
      return request
          .append("Connection: close\r\n\r\n")
          .toString()
          .getBytes(StandardCharsets.ISO_8859_1);
    }
  }
}
