package org.vitrail.bot.web;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.vitrail.config.AddressRange;

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
  private static final List<String> LOOPBACK_NAMES = List.of("localhost", "127.0.0.1", "[::1]");
  private static final Pattern PLAIN_HOST = Pattern.compile("[A-Za-z0-9._\\-:\\[\\]]{1,253}");
  private static final Pattern PLAIN_TYPE = Pattern.compile("[A-Za-z0-9!#$&^_.+\\-/]{1,80}");

  private final boolean loopbackOnly;
  private final ProxyOptions proxy;

  RequestGuard(String host, ProxyOptions proxy) throws UnknownHostException {
    loopbackOnly = InetAddress.getByName(host).isLoopbackAddress();
    this.proxy = proxy;
  }

  /** Sets the headers of every answer and checks whom the request is meant for. */
  void check(Context request) {
    request.header("Content-Security-Policy", CONTENT_POLICY);
    request.header("X-Content-Type-Options", "nosniff");
    request.header("X-Frame-Options", "DENY");
    request.header("Referrer-Policy", "no-referrer");
    request.header("Cross-Origin-Opener-Policy", "same-origin");
    request.header("Cross-Origin-Resource-Policy", "same-origin");
    Forwarded forwarded = Forwarded.note(request, proxy);
    checkHost(request.host() == null ? "" : request.host());
    forwarded.host().ifPresent(this::checkHost);
  }

  /**
   * Both the name that arrives here and the one that a proxy tells have to be ours: a script of a
   * foreign name that points here could tell any name, but not change the one it was loaded from.
   */
  private void checkHost(String host) {
    String name = hostName(host);
    if (!isOurs(name)) {
      throw new RequestRefusal(HttpStatus.MISDIRECTED_REQUEST, misdirected(host, name));
    }
  }

  /** Nobody can make an address point elsewhere, as they can with a name. */
  private boolean isOurs(String name) {
    return LOOPBACK_NAMES.contains(name)
        || proxy.allows(name)
        || !loopbackOnly && (!proxy.namesHosts() || isAddress(name));
  }

  private static boolean isAddress(String name) {
    return AddressRange.literal(name.replaceAll("^\\[|]$", "")).isPresent();
  }

  private String misdirected(String host, String name) {
    List<String> ours = new ArrayList<>(LOOPBACK_NAMES);
    proxy.publicUrl().map(URI::getHost).ifPresent(ours::add);
    ours.addAll(proxy.allowedHosts());
    boolean isPlain = PLAIN_HOST.matcher(host).matches();
    String called = isPlain ? "the name " + name : "a name with unusual signs in it";
    String remedy =
        isPlain
            ? " If people are to reach it as %s through a proxy, set web.publicUrl to that address,"
                    .formatted(name)
                + " such as https://%s/ (VITRAIL_WEB_PUBLIC_URL), or add the name to"
                    .formatted(name)
                + " web.allowedHosts (VITRAIL_WEB_ALLOWED_HOSTS)."
            : "";
    return "This page does not answer to %s, only to %s.%s"
        .formatted(called, String.join(", ", ours), remedy);
  }

  /** Checks that a request which changes something comes from our own page, or from no page. */
  void checkChange(Context request) {
    String type = request.contentType();
    if (type == null || !type.toLowerCase(Locale.ROOT).startsWith("application/json")) {
      String came = type == null || !PLAIN_TYPE.matcher(type).matches() ? "" : ", not " + type;
      throw new RequestRefusal(
          HttpStatus.UNSUPPORTED_MEDIA_TYPE,
          "Send JSON, with Content-Type: application/json" + came + ".");
    }
    if (!isFromOurPage(request)) {
      throw new RequestRefusal(
          HttpStatus.FORBIDDEN, "Another web site caused this request, so it was not carried out.");
    }
  }

  /**
   * Browsers name their own judgement in Sec-Fetch-Site on secure origins, where it is right even
   * behind a proxy that rewrites Host; elsewhere the origin is compared with the host.
   */
  private boolean isFromOurPage(Context request) {
    String site = request.header("Sec-Fetch-Site");
    if (site != null) {
      return site.equals("same-origin") || site.equals("none");
    }
    String origin = request.header("Origin");
    if (origin == null) {
      return true;
    }
    String from = origin.replaceFirst("^https?://", "");
    return from.equals(request.host())
        || Forwarded.of(request).host().filter(from::equals).isPresent()
        || proxy.publicAuthority().filter(from::equals).isPresent();
  }

  /** In lower case, without a port. */
  static String hostName(String host) {
    return host.toLowerCase(Locale.ROOT).replaceFirst(":\\d*$", "");
  }
}
