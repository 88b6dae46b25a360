package org.vitrail.config;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The page's address, here and behind a proxy.
 *
 * @param publicUrl {@code ""} where people reach the page as it listens
 * @param allowedHosts other names than that one's, with commas between
 * @param trustedProxies addresses and networks, with commas between
 */
public record WebSettings(
    @Allowed("a host name or address, such as 127.0.0.1 or 0.0.0.0") String host,
    @Allowed("0 to 65535 (0 = any free port)") int port,
    @Allowed("an http:// or https:// address such as https://example.org/vitrail/, or \"\"")
        String publicUrl,
    @Allowed("host names, separated by commas, such as pictures.example.org or *.example.org")
        String allowedHosts,
    @Allowed("addresses and networks, separated by commas, such as 127.0.0.1, 10.0.0.0/8")
        String trustedProxies,
    boolean openAtStart) {
  private static final String HOST_NAME = "(\\*\\.)?[a-z0-9_]([a-z0-9_.\\-]*[a-z0-9_])?";

  /** A path of plain segments, or none. */
  private static final String BASE_PATH = "(/[A-Za-z0-9._~\\-]+)*/?";

  public WebSettings {
    Class<WebSettings> here = WebSettings.class;
    Check.that(host.matches("[A-Za-z0-9.:_\\-]+"), here, "host", host);
    Check.that(Check.within(0, port, 65_535), here, "port", port);
    Check.that(
        publicUrl.isEmpty()
            || WebAddress.of(publicUrl).filter(it -> it.path().matches(BASE_PATH)).isPresent(),
        here,
        "publicUrl",
        WebAddress.shown(publicUrl));
    Check.that(
        split(allowedHosts).stream().allMatch(WebSettings::isHostName),
        here,
        "allowedHosts",
        allowedHosts);
    Check.that(
        AddressRange.parseAll(trustedProxies).isPresent(), here, "trustedProxies", trustedProxies);
  }

  /** Where people reach the page; empty where nothing says so. */
  public Optional<URI> publicAddress() {
    return publicUrl.isEmpty() ? Optional.empty() : Optional.of(URI.create(publicUrl));
  }

  /** Names in lower case, or {@code *.name} for all below a name. */
  public List<String> allowedHostNames() {
    return split(allowedHosts).stream().map(it -> it.toLowerCase(Locale.ROOT)).toList();
  }

  public List<AddressRange> trustedProxyRanges() {
    return AddressRange.parseAll(trustedProxies).orElseThrow();
  }

  private static boolean isHostName(String text) {
    return text.toLowerCase(Locale.ROOT).matches(HOST_NAME)
        || AddressRange.literal(text.replaceAll("^\\[|]$", "")).isPresent();
  }

  static List<String> split(String list) {
    return Stream.of(list.split(",")).map(String::strip).filter(it -> !it.isEmpty()).toList();
  }
}
