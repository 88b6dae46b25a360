package org.vitrail.network;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import org.vitrail.config.ProxyServer;

/** What can be wrong with a proxy, each with what helps; none shows a password. */
final class Faults {
  private Faults() {}

  /** Connects to the proxy itself, which then has so long for each answer. */
  static void reach(Socket socket, ProxyServer proxy, Duration patience) throws ProxyException {
    try {
      socket.connect(Socks5.address(proxy), (int) patience.toMillis());
      socket.setSoTimeout((int) patience.toMillis());
      socket.setTcpNoDelay(true);
    } catch (IOException | IllegalArgumentException e) {
      throw new ProxyException(
          "%s cannot be reached; look whether it runs, and whether host and port are right"
              .formatted(named(proxy)));
    }
  }

  static ProxyException silent(ProxyServer proxy) {
    return new ProxyException(
        "%s breaks off or does not answer; look whether it is a proxy of that kind"
            .formatted(named(proxy)));
  }

  static ProxyException otherLanguage(ProxyServer proxy) {
    return new ProxyException(
        "%s does not speak as such a proxy does; look whether the kind and the port are right"
            .formatted(named(proxy)));
  }

  static ProxyException login(ProxyServer proxy) {
    return new ProxyException(
        "%s %s; %s holds them as user:password@ before the host, with %%40 for an @"
            .formatted(
                named(proxy),
                proxy.login().isPresent()
                    ? "refuses the user or password"
                    : "asks for a user and password (407)",
                proxy.variable()));
  }

  static ProxyException refuses(ProxyServer proxy, String host, String why) {
    return new ProxyException(
        "%s does not connect to %s (%s); allow it there, or reach that host directly with NO_PROXY"
            .formatted(named(proxy), host, why));
  }

  private static String named(ProxyServer proxy) {
    return "the proxy " + proxy + " (from " + proxy.variable() + ")";
  }
}
