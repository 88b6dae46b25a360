package org.vitrail.bot.web;

import io.javalin.http.Context;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.vitrail.config.AddressRange;

/**
 * A request as it was sent, before proxies passed it on. What they say about it in their {@code
 * X-Forwarded-…} headers is believed of those that the operator trusts, and of nobody else: anybody
 * can send such headers.
 *
 * @param client address of who sent it
 * @param isSecure whether it was sent by https
 * @param host name and perhaps port that it was sent to, as far as a proxy tells
 * @param prefix path under which the page is there, such as {@code /vitrail}; empty for the top
 */
record Forwarded(String client, boolean isSecure, Optional<String> host, String prefix) {
  private static final String KEY = Forwarded.class.getName();
  private static final Pattern PREFIX = Pattern.compile("(/[A-Za-z0-9._~-]+)+");
  private static final Pattern PORT = Pattern.compile("(?<=^[0-9.]{7,15}|]):\\d{1,5}$");

  /** What the {@link #note noted} request was. */
  static Forwarded of(Context request) {
    return request.attribute(KEY);
  }

  /** Reads the request's headers for those who come later. */
  static Forwarded note(Context request, ProxyOptions options) {
    Forwarded forwarded = read(request, options);
    request.attribute(KEY, forwarded);
    return forwarded;
  }

  /** Under which path a browser finds the page's files, with a slash at its end. */
  String home() {
    return prefix + "/";
  }

  private static Forwarded read(Context request, ProxyOptions options) {
    boolean isTrusted =
        AddressRange.literal(zoneless(request.req().getRemoteAddr()))
            .filter(options.isTrusted())
            .isPresent();
    String own = request.host() == null ? "" : request.host();
    Optional<String> host = isTrusted ? first(request, "X-Forwarded-Host") : Optional.empty();
    boolean isPublic = options.isPublicHost(RequestGuard.hostName(host.orElse(own)));
    boolean isPublicSecure =
        isPublic && options.publicUrl().filter(it -> it.getScheme().equals("https")).isPresent();
    Optional<String> scheme = isTrusted ? first(request, "X-Forwarded-Proto") : Optional.empty();
    Optional<String> told =
        isTrusted
            ? first(request, "X-Forwarded-Prefix")
                .map(it -> it.replaceFirst("/+$", ""))
                .filter(it -> it.isEmpty() || PREFIX.matcher(it).matches())
            : Optional.empty();
    Optional<String> stripped = Optional.ofNullable(request.attribute(BasePath.STRIPPED));
    return new Forwarded(
        isTrusted ? client(request, options) : request.req().getRemoteAddr(),
        scheme.map("https"::equalsIgnoreCase).orElse(isPublicSecure),
        host,
        told.or(() -> stripped).orElse(isPublic ? options.basePath() : ""));
  }

  /**
   * Each proxy adds whom it got the request from at the end, so that what a stranger wrote stands
   * first: the last one that is no proxy of ours is who sent it.
   */
  private static String client(Context request, ProxyOptions options) {
    List<String> hops = new ArrayList<>(values(request, "X-Forwarded-For").toList());
    Collections.reverse(hops);
    String client = request.req().getRemoteAddr();
    for (String hop : hops) {
      Optional<InetAddress> address = AddressRange.literal(bare(hop));
      if (address.isEmpty()) {
        return client;
      }
      client = address.get().getHostAddress();
      if (!options.isTrusted().test(address.get())) {
        return client;
      }
    }
    return client;
  }

  /** Without a port and the brackets of IPv6. */
  private static String bare(String hop) {
    return PORT.matcher(hop).replaceFirst("").replaceAll("^\\[|]$", "");
  }

  private static String zoneless(String address) {
    return address.replaceAll("^\\[|%.*|]$", "");
  }

  private static Optional<String> first(Context request, String header) {
    return values(request, header).findFirst();
  }

  private static Stream<String> values(Context request, String header) {
    return Collections.list(request.req().getHeaders(header)).stream()
        .flatMap(line -> Stream.of(line.split(",")))
        .map(String::strip)
        .filter(value -> !value.isEmpty());
  }
}
