package org.vitrail.network;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.vitrail.config.ProxyServer;
import org.vitrail.config.ProxyServer.Kind;
import org.vitrail.config.ProxyServer.Login;
import org.vitrail.config.ProxySettings;

/**
 * Which proxy leads to an address, for every client here: that of the JVM's own properties ({@code
 * -Dhttps.proxyHost=…}) where it has one, else that of the environment. To clients all of them are
 * HTTP proxies; one that speaks SOCKS is reached over a {@link SocksBridge}.
 */
public final class Proxies extends ProxySelector {
  /** For tests, and where nothing is set. */
  public static final Proxies NONE = new Proxies(ProxySettings.NONE);

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final ProxySettings settings;
  private final Map<ProxyServer, SocksBridge> bridges = new ConcurrentHashMap<>();

  public Proxies(ProxySettings settings) {
    this.settings = settings;
  }

  /** Where to connect to, and who we are there; empty where no proxy is needed. */
  public record Way(InetSocketAddress proxy, Optional<Login> login) {
    /** What {@code Proxy-Authorization} must say there. */
    public Optional<String> authorization() {
      return login.map(Proxies::basic);
    }
  }

  /** The HTTP proxy that leads to an address. */
  public Optional<Way> way(URI address) {
    return server(address).map(this::way);
  }

  @Override
  public List<Proxy> select(URI address) {
    return way(address)
        .map(way -> List.of(new Proxy(Proxy.Type.HTTP, way.proxy())))
        .orElseGet(() -> ProxySelector.getDefault().select(address));
  }

  @Override
  public void connectFailed(URI uri, SocketAddress address, IOException failure) {
    // The request itself fails, and says so.
  }

  /** The proxies in use and what goes around them, in words; empty where there is none. */
  public Optional<String> inWords() {
    if (settings.https().isEmpty() && settings.http().isEmpty()) {
      return Optional.empty();
    }
    String servers =
        settings.https().equals(settings.http())
            ? named(settings.https().get())
            : Stream.of(
                    settings.https().map(it -> named(it) + " for https://"),
                    settings.http().map(it -> named(it) + " for http://"))
                .flatMap(Optional::stream)
                .collect(Collectors.joining(", "));
    return Optional.of(
        settings.direct().isEmpty()
            ? servers
            : servers + "; without it: " + String.join(", ", settings.direct()));
  }

  /**
   * Tries, after a failure, whether the proxy that leads to an address is the reason.
   *
   * @return what is wrong with it, as a clause that says what helps; empty where it leads there, or
   *     none is needed
   */
  public Optional<String> fault(URI address) {
    Optional<ProxyServer> server = server(address);
    if (server.isEmpty()) {
      return Optional.empty();
    }
    try {
      attempt(server.get(), address);
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(e.getMessage());
    }
  }

  /** The proxy's fault, where it is one, else what the failure itself says. */
  public String why(URI address, Exception failure) {
    return fault(address).orElseGet(() -> String.valueOf(failure.getMessage()));
  }

  private static void attempt(ProxyServer proxy, URI address) throws IOException {
    boolean isPlain = "http".equals(address.getScheme());
    int port = address.getPort() > 0 ? address.getPort() : isPlain ? 80 : 443;
    if (proxy.kind() == Kind.HTTP) {
      try (Socket socket = new Socket()) {
        Faults.reach(socket, proxy, PATIENCE);
        askHttp(socket, proxy, address, isPlain, port);
      }
    } else {
      Socks5.connect(proxy, address.getHost().replaceAll("[\\[\\]]", ""), port, PATIENCE).close();
    }
  }

  private static void askHttp(
      Socket socket, ProxyServer proxy, URI address, boolean isPlain, int port) throws IOException {
    String host = address.getHost() + ":" + port;
    String question = isPlain ? "HEAD http://" + host + "/" : "CONNECT " + host;
    String authorization =
        proxy.login().map(it -> "Proxy-Authorization: " + basic(it) + "\r\n").orElse("");
    String line;
    try {
      socket
          .getOutputStream()
          .write(
              "%s HTTP/1.1\r\nHost: %s\r\n%s\r\n"
                  .formatted(question, host, authorization)
                  .getBytes(StandardCharsets.ISO_8859_1));
      line =
          new BufferedReader(
                  new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1))
              .readLine();
    } catch (IOException e) {
      throw Faults.silent(proxy);
    }
    if (line == null) {
      throw Faults.silent(proxy);
    } else if (!line.matches("HTTP/1\\.\\d \\d{3}.*")) {
      throw Faults.otherLanguage(proxy);
    }
    String status = line.substring(9, 12);
    if (status.equals("407")) {
      throw Faults.login(proxy);
    } else if (!status.startsWith("2") && !isPlain) {
      throw Faults.refuses(proxy, address.getHost(), "it answers " + status);
    }
  }

  private Optional<ProxyServer> server(URI address) {
    boolean jvmHasOne = System.getProperty(address.getScheme() + ".proxyHost") != null;
    return jvmHasOne ? Optional.empty() : settings.leadingTo(address);
  }

  private Way way(ProxyServer server) {
    if (server.kind() == Kind.HTTP) {
      return new Way(Socks5.address(server), server.login());
    }
    SocksBridge bridge = bridges.computeIfAbsent(server, Proxies::bridge);
    return new Way(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), bridge.port()),
        Optional.of(bridge.login()));
  }

  private static SocksBridge bridge(ProxyServer server) {
    try {
      return new SocksBridge(server);
    } catch (IOException e) {
      throw new UncheckedIOException("No port of this machine is free for the proxy " + server, e);
    }
  }

  private static String named(ProxyServer server) {
    return server + " (from " + server.variable() + ")";
  }

  static String basic(Login login) {
    byte[] both = (login.user() + ":" + login.password()).getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(both);
  }
}
