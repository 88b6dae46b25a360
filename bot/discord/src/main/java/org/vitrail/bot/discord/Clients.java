package org.vitrail.bot.discord;

import com.neovisionaries.ws.client.WebSocketFactory;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.Dispatcher;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.vitrail.network.Proxies;

/** The HTTP and WebSocket clients, which all go out by the same proxy. */
final class Clients {
  private static final String PROXY_AUTHORIZATION = "Proxy-Authorization";

  /** As JDA's own client has it. */
  private static final int MOST_REQUESTS = 25;

  private static final Duration CONNECTING = Duration.ofSeconds(10);

  private Clients() {}

  /** With JDA's own numbers. */
  static OkHttpClient.Builder forJda(Proxies proxies) {
    Dispatcher dispatcher = new Dispatcher();
    dispatcher.setMaxRequestsPerHost(MOST_REQUESTS);
    return new OkHttpClient.Builder()
        .connectionPool(new ConnectionPool(5, 10, TimeUnit.SECONDS))
        .dispatcher(dispatcher)
        .proxySelector(proxies)
        .proxyAuthenticator((route, response) -> signed(proxies, response));
  }

  /**
   * @param patience for a whole answer
   */
  static OkHttpClient http(Proxies proxies, Duration patience) {
    return new OkHttpClient.Builder()
        .connectTimeout(CONNECTING.toMillis(), TimeUnit.MILLISECONDS)
        .callTimeout(patience.toMillis(), TimeUnit.MILLISECONDS)
        .followRedirects(false)
        .proxySelector(proxies)
        .proxyAuthenticator((route, response) -> signed(proxies, response))
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

  /** Once: a proxy that refuses the password refuses it again. */
  private static Request signed(Proxies proxies, Response response) {
    Request request = response.request();
    return request.header(PROXY_AUTHORIZATION) != null
        ? null
        : proxies
            .way(request.url().uri())
            .flatMap(Proxies.Way::authorization)
            .map(it -> request.newBuilder().header(PROXY_AUTHORIZATION, it).build())
            .orElse(null);
  }
}
