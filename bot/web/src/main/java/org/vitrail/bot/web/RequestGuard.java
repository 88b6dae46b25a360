package org.vitrail.bot.web;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Set;

/**
 * Refuses requests that other web sites cause, and tells browsers what the page never does; knows
 * nothing of people or jobs.
 *
 * <p>A page that is served on a loopback address is still within reach of every site its user
 * visits: by DNS rebinding (a foreign name that suddenly points here), which the Host check ends,
 * and by forged requests, which the JSON content type and the origin check end.
 */
final class RequestGuard {
  private static final String CONTENT_POLICY =
      "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src"
          + " 'none'";
  private static final Set<String> LOOPBACK_NAMES = Set.of("localhost", "127.0.0.1", "[::1]");

  private final boolean loopbackOnly;

  RequestGuard(String host) throws UnknownHostException {
    loopbackOnly = InetAddress.getByName(host).isLoopbackAddress();
  }

  /** Sets the headers of every answer and checks whom the request is meant for. */
  void check(Context request) {
    request.header("Content-Security-Policy", CONTENT_POLICY);
    request.header("X-Content-Type-Options", "nosniff");
    request.header("X-Frame-Options", "DENY");
    request.header("Referrer-Policy", "no-referrer");
    request.header("Cross-Origin-Opener-Policy", "same-origin");
    request.header("Cross-Origin-Resource-Policy", "same-origin");
    if (loopbackOnly && !LOOPBACK_NAMES.contains(hostName(request))) {
      throw new Refusal(
          HttpStatus.MISDIRECTED_REQUEST,
          "This Vitrail serves only its own machine: open it as localhost or 127.0.0.1. To serve a"
              + " network, set web.host to 0.0.0.0.");
    }
  }

  /** Checks that a request which changes something comes from our own page, or from no page. */
  void checkChange(Context request) {
    String type = request.contentType();
    if (type == null || !type.toLowerCase(Locale.ROOT).startsWith("application/json")) {
      throw new Refusal(
          HttpStatus.UNSUPPORTED_MEDIA_TYPE, "Send JSON, with Content-Type: application/json.");
    }
    if (!isFromOurPage(request)) {
      throw new Refusal(
          HttpStatus.FORBIDDEN, "Another web site caused this request, so it was not carried out.");
    }
  }

  /**
   * Browsers name their own judgement in Sec-Fetch-Site on secure origins, where it is right even
   * behind a proxy that rewrites Host; elsewhere the origin is compared with the host.
   */
  private static boolean isFromOurPage(Context request) {
    String site = request.header("Sec-Fetch-Site");
    if (site != null) {
      return site.equals("same-origin") || site.equals("none");
    }
    String origin = request.header("Origin");
    return origin == null || origin.replaceFirst("^https?://", "").equals(request.host());
  }

  private static String hostName(Context request) {
    String host = request.host();
    return host == null ? "" : host.toLowerCase(Locale.ROOT).replaceFirst(":\\d*$", "");
  }
}
