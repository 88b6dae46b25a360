package org.vitrail.bot.discord;

import com.neovisionaries.ws.client.WebSocketFactory;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.Dispatcher;
import okhttp3.OkHttpClient;
import org.vitrail.network.OkHttpProxies;
import org.vitrail.network.Proxies;

/** The HTTP and WebSocket clients, which all go out by the same proxy. */
final class Clients {
  /** As JDA's own client has it. */
  private static final int MAX_REQUESTS = 25;

  private static final Duration CONNECTING = Duration.ofSeconds(10);

  private Clients() {}

  /** With JDA's own numbers. */
  static OkHttpClient.Builder forJda(Proxies proxies) {
    Dispatcher dispatcher = new Dispatcher();
    dispatcher.setMaxRequestsPerHost(MAX_REQUESTS);
    return OkHttpProxies.through(
        proxies,
        new OkHttpClient.Builder()
            .connectionPool(new ConnectionPool(5, 10, TimeUnit.SECONDS))
            .dispatcher(dispatcher));
  }

  /**
   * @param patience for a whole answer
   */
  static OkHttpClient http(Proxies proxies, Duration patience) {
    return OkHttpProxies.through(proxies, new OkHttpClient.Builder())
        .connectTimeout(CONNECTING.toMillis(), TimeUnit.MILLISECONDS)
        .callTimeout(patience.toMillis(), TimeUnit.MILLISECONDS)
        .followRedirects(false)
        .build();
  }

  /**
   * @param gateway which decides for all of Discord's gateways: they are known only later
   */
  static WebSocketFactory webSockets(Proxies proxies, URI gateway) {
    WebSocketFactory factory = new WebSocketFactory();
    proxies
        .way(gateway)
        .ifPresent(
            way -> {
              factory
                  .getProxySettings()
                  .setHost(way.proxy().getHostString())
                  .setPort(way.proxy().getPort());
              way.login()
                  .ifPresent(
                      it -> factory.getProxySettings().setCredentials(it.user(), it.password()));
            });
    return factory;
  }
}
