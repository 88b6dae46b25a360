package org.vitrail.config;

import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The proxies that the environment names: {@code HTTPS_PROXY} for https, {@code HTTP_PROXY} for
 * http, {@code ALL_PROXY} where these say nothing, and {@code NO_PROXY} for what is reached without
 * one. As other programs do, it reads them in small letters, too; capitals win.
 *
 * @param direct hosts and domains that are reached without a proxy, in small letters
 */
public record ProxySettings(
    Optional<ProxyServer> https, Optional<ProxyServer> http, List<String> direct) {
  public static final ProxySettings NONE = of(Map.of());

  /**
   * @throws SettingsException if one of them names no proxy
   */
  public static ProxySettings of(Map<String, String> environment) {
    Optional<ProxyServer> all = server(environment, "ALL_PROXY");
    return new ProxySettings(
        server(environment, "HTTPS_PROXY").or(() -> all),
        server(environment, "HTTP_PROXY").or(() -> all),
        Arrays.stream(value(environment, "NO_PROXY").toLowerCase(Locale.ROOT).split("[,\\s]+"))
            .filter(entry -> !entry.isEmpty())
            .toList());
  }

  /** Which of them leads to an address; empty where it is reached without one. */
  public Optional<ProxyServer> leadingTo(URI address) {
    return isDirect(address)
        ? Optional.empty()
        : switch (String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT)) {
          case "https", "wss" -> https;
          case "http", "ws" -> http;
          default -> Optional.empty();
        };
  }

  private boolean isDirect(URI address) {
    String host = String.valueOf(address.getHost()).toLowerCase(Locale.ROOT);
    return isThisMachine(host)
        || direct.stream().anyMatch(entry -> names(entry, host, address.getPort()));
  }

  /** A proxy elsewhere would look for it at its own place. */
  private static boolean isThisMachine(String host) {
    return host.equals("localhost")
        || host.endsWith(".localhost")
        || host.matches("127\\.\\d+\\.\\d+\\.\\d+")
        || host.equals("[::1]");
  }

  private static boolean names(String entry, String host, int port) {
    String domain = entry.startsWith("*.") ? entry.substring(1) : entry;
    String below = domain.startsWith(".") ? domain : "." + domain;
    return entry.equals("*")
        || host.equals(below.substring(1))
        || entry.equals(host + ":" + port)
        || host.endsWith(below);
  }

  private static Optional<ProxyServer> server(Map<String, String> environment, String variable) {
    String written = value(environment, variable);
    return written.isEmpty() ? Optional.empty() : Optional.of(ProxyServer.of(variable, written));
  }

  private static String value(Map<String, String> environment, String variable) {
    String small = environment.getOrDefault(variable.toLowerCase(Locale.ROOT), "");
    String capital = environment.getOrDefault(variable, "");
    return (capital.isBlank() ? small : capital).strip();
  }
}
