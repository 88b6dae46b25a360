package org.vitrail.deploy.standalone;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.vitrail.bot.web.Health;
import org.vitrail.config.DaemonThreads;
import org.vitrail.config.HealthSettings;

/**
 * Answers {@code GET /healthz} for processes without a page, as the page does: 200, or 503 with
 * what keeps people from being served.
 */
final class HealthServer implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int OK = 200;
  private static final int METHOD_NOT_ALLOWED = 405;
  private static final int UNAVAILABLE = 503;
  private static final int NO_BODY = -1;

  private final HttpServer server;
  private final Supplier<Health> health;
  private final ExecutorService threads =
      Executors.newFixedThreadPool(2, DaemonThreads.named("health"));

  private HealthServer(HttpServer server, Supplier<Health> health) {
    this.server = server;
    this.health = health;
    server.setExecutor(threads);
    server.createContext("/healthz", this::answer);
    server.start();
  }

  /**
   * @throws StandaloneException if it cannot listen there
   */
  static HealthServer start(HealthSettings settings, Supplier<Health> health) {
    try {
      InetSocketAddress address = new InetSocketAddress(settings.host(), settings.port());
      return new HealthServer(HttpServer.create(address, 0), health);
    } catch (IOException e) {
      throw new StandaloneException(
          "Health cannot be told at %s, port %d: %s. End who has it, or set health.port in config/vitrail.yaml or VITRAIL_HEALTH_PORT to another (0 = nowhere)."
              .formatted(settings.host(), settings.port(), e.getMessage()),
          e);
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (!exchange.getRequestMethod().equals("GET")) {
        exchange.getResponseHeaders().set("Allow", "GET");
        exchange.sendResponseHeaders(METHOD_NOT_ALLOWED, NO_BODY);
        return;
      }
      Health now = health.get();
      byte[] body = JSON.writeValueAsBytes(now.report(Main.version()));
      exchange.getResponseHeaders().set("Content-Type", "application/json; charset=utf-8");
      exchange.sendResponseHeaders(now.isWell() ? OK : UNAVAILABLE, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
