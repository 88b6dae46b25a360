package org.vitrail.bot.web;

import java.util.Objects;
import org.vitrail.bot.command.catalogue.ModelMenu;

/**
 * Where and as what the page is served; knows nothing of configuration files.
 *
 * @param host name or address to listen on; on a loopback address only this machine is answered
 * @param port TCP port, 0 = any free one
 * @param version of Vitrail, as shown by {@code /healthz}
 * @param models what people may choose from, for the page to say what it can draw
 * @param proxy what stands before it, if anything does
 */
public record WebOptions(
    String host, int port, String version, ModelMenu models, ProxyOptions proxy) {
  public WebOptions {
    if (host == null || host.isBlank()) {
      throw new IllegalArgumentException(
          "web.host: nothing is not allowed; give 127.0.0.1 for this machine only, 0.0.0.0 for all.");
    }
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException(
          "web.port: " + port + " is not allowed; give 0 to 65535 (0 = any free port).");
    }
    Objects.requireNonNull(version, "version");
    Objects.requireNonNull(models, "models");
    Objects.requireNonNull(proxy, "proxy");
  }
}
