package org.vitrail.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/**
 * A server through which connections go out.
 *
 * @param host without the brackets of an IPv6 address
 * @param variable that names it
 */
public record ProxyServer(
    Kind kind, String host, int port, Optional<Login> login, String variable) {
  /** What all of its variables may hold, in words. */
  static final String ALLOWED =
      "http://[user:password@]host:port, or socks5:// or socks5h:// in place of http://";

  /** How to speak to it; {@code socks5} looks names up here, {@code socks5h} there. */
  public enum Kind {
    HTTP(80),
    SOCKS5(1080),
    SOCKS5H(1080);

    private final int standardPort;

    Kind(int standardPort) {
      this.standardPort = standardPort;
    }
  }

  /** Who we are to it. */
  public record Login(String user, String password) {
    /** Shows no password. */
    @Override
    public String toString() {
      return "Login[" + user + "]";
    }
  }

  /**
   * @param written with or without {@code http://}
   * @throws SettingsException if that names no proxy; it does not show it
   */
  static ProxyServer of(String variable, String written) {
    try {
      URI uri = new URI(written.contains("://") ? written : "http://" + written);
      Kind kind = Kind.valueOf(String.valueOf(uri.getScheme()).toUpperCase(Locale.ROOT));
      boolean isBare =
          uri.getRawQuery() == null
              && uri.getRawFragment() == null
              && (uri.getRawPath().isEmpty() || uri.getRawPath().equals("/"));
      if (uri.getHost() != null && isBare && Check.within(-1, uri.getPort(), 65_535)) {
        return new ProxyServer(
            kind,
            uri.getHost().replaceAll("[\\[\\]]", ""),
            uri.getPort() < 1 ? kind.standardPort : uri.getPort(),
            Optional.ofNullable(uri.getRawUserInfo()).map(ProxyServer::login),
            variable);
      }
    } catch (URISyntaxException | IllegalArgumentException e) {
      throw refused(variable);
    }
    throw refused(variable);
  }

  private static Login login(String rawUserInfo) {
    String[] parts = rawUserInfo.split(":", 2);
    return new Login(decoded(parts[0]), parts.length < 2 ? "" : decoded(parts[1]));
  }

  private static String decoded(String raw) {
    // What the decoder would take for a space is a plus in this part of an address.
    return URLDecoder.decode(raw.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  private static SettingsException refused(String variable) {
    return new SettingsException(
        variable,
        "",
        "the value given (not shown here: it may hold a password) is no proxy; give "
            + ALLOWED
            + ". In user and password write %40 for an @ and %3A for a colon.");
  }

  /** Its address without the login, which nothing shows. */
  @Override
  public String toString() {
    String shown = host.contains(":") ? "[" + host + "]" : host;
    return Check.word(kind) + "://" + shown + ":" + port;
  }
}
