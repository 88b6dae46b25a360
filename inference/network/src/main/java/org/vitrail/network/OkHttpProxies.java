package org.vitrail.network;

import java.util.Optional;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/** Lets clients of OkHttp go out through the proxies, and says their passwords there. */
public final class OkHttpProxies {
  private static final String AUTHORIZATION = "Proxy-Authorization";

  private OkHttpProxies() {}

  /** The same client, on its way through the proxies. */
  public static OkHttpClient.Builder through(Proxies proxies, OkHttpClient.Builder client) {
    return client
        .proxySelector(proxies)
        .addInterceptor(chain -> chain.proceed(announced(proxies, chain.request())))
        .proxyAuthenticator((route, response) -> signed(proxies, response));
  }

  /**
   * Without encryption each request passes the proxy, and is not always sent again when that closes
   * the connection with its refusal: the password comes along at once.
   */
  private static Request announced(Proxies proxies, Request request) {
    return request.isHttps() ? request : withPassword(proxies, request).orElse(request);
  }

  /** Once: a proxy that refuses the password refuses it again. */
  private static Request signed(Proxies proxies, Response refusal) {
    Request request = refusal.request();
    return request.header(AUTHORIZATION) != null
        ? null
        : withPassword(proxies, request).orElse(null);
  }

  private static Optional<Request> withPassword(Proxies proxies, Request request) {
    return proxies
        .way(request.url().uri())
        .flatMap(Proxies.Way::authorization)
        .map(it -> request.newBuilder().header(AUTHORIZATION, it).build());
  }
}
