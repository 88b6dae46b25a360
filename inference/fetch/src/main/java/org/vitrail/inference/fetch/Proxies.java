package org.vitrail.inference.fetch;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Which proxy leads to an address: that of the JVM's own properties ({@code -Dhttps.proxyHost=…})
 * where it has one, else that of {@code HTTPS_PROXY}, {@code HTTP_PROXY} and {@code NO_PROXY}.
 */
final class Proxies extends ProxySelector {
  private record Via(String host, int port, Optional<String> authorization) {}

  private final Map<String, Optional<Via>> byScheme;
  private final List<String> direct;

  Proxies(Map<String, String> environment) {
    byScheme =
        Map.of("https", via(environment, "HTTPS_PROXY"), "http", via(environment, "HTTP_PROXY"));
    direct =
        List.of(
            value(environment, "NO_PROXY").toLowerCase(Locale.ROOT).replace(" ", "").split(","));
  }

  /** What {@code Proxy-Authorization} must say on the way to the address. */
  Optional<String> authorization(URI address) {
    return via(address).flatMap(Via::authorization);
  }

  @Override
  public List<Proxy> select(URI address) {
    return via(address)
        .map(via -> new Proxy(Proxy.Type.HTTP, new InetSocketAddress(via.host(), via.port())))
        .map(List::of)
        .orElseGet(() -> ProxySelector.getDefault().select(address));
  }

  @Override
  public void connectFailed(URI uri, SocketAddress address, IOException failure) {
    // The request itself fails, and says so.
  }

  private Optional<Via> via(URI address) {
    boolean jvmHasOne = System.getProperty(address.getScheme() + ".proxyHost") != null;
    return jvmHasOne || isDirect(address)
        ? Optional.empty()
        : byScheme.getOrDefault(address.getScheme(), Optional.empty());
  }

  private boolean isDirect(URI address) {
    String host = address.getHost().toLowerCase(Locale.ROOT);
    String withPort = host + ":" + address.getPort();
    for (String entry : direct) {
      String domain = entry.startsWith("*.") ? entry.substring(1) : entry;
      String below = domain.startsWith(".") ? domain : "." + domain;
      if (entry.equals("*")
          || !entry.isEmpty()
              && (host.equals(below.substring(1))
                  || withPort.equals(entry)
                  || host.endsWith(below))) {
        return true;
      }
    }
    return false;
  }

  private static Optional<Via> via(Map<String, String> environment, String variable) {
    String given = value(environment, variable);
    if (given.isEmpty()) {
      return Optional.empty();
    }
    try {
      URI uri = new URI(given.contains("://") ? given : "http://" + given);
      if ("http".equals(uri.getScheme()) && uri.getHost() != null) {
        Optional<String> authorization =
            Optional.ofNullable(uri.getUserInfo())
                .map(user -> user.getBytes(StandardCharsets.UTF_8))
                .map(user -> "Basic " + Base64.getEncoder().encodeToString(user));
        int port = uri.getPort() < 0 ? 80 : uri.getPort();
        return Optional.of(new Via(uri.getHost(), port, authorization));
      }
    } catch (URISyntaxException e) {
      throw noProxy(variable);
    }
    throw noProxy(variable);
  }

  /** The name in capitals, else in small letters, as other programs read them. */
  private static String value(Map<String, String> environment, String variable) {
    String small = environment.getOrDefault(variable.toLowerCase(Locale.ROOT), "");
    String capital = environment.getOrDefault(variable, "");
    return (capital.isBlank() ? small : capital).strip();
  }

  private static FetchException noProxy(String variable) {
    return new FetchException(
        variable
            + " (not shown here: it may hold a password) is no proxy; give"
            + " http://[user:password@]host:port, with %40 for an @ in the password.");
  }
}
