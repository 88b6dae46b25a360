package org.vitrail.bot.web;

import java.util.List;
import java.util.Objects;

/**
 * Where and as what the page is served; knows nothing of configuration files.
 *
 * @param host name or address to listen on; on a loopback address only this machine is answered
 * @param port TCP port, 0 = any free one
 * @param version of Vitrail, as shown by {@code /healthz}
 * @param models the models people may choose from
 */
public record WebOptions(String host, int port, String version, List<ModelNote> models) {
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
    models = List.copyOf(models);
  }
}
