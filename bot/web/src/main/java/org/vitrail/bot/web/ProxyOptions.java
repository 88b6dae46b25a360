package org.vitrail.bot.web;

import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * How people reach the page from outside this machine.
 *
 * @param publicUrl where they find it, if a proxy stands before it
 * @param allowedHosts other names that are answered to, in lower case; {@code *.name} for all below
 *     a name
 * @param isTrusted whether the headers of a proxy at an address are believed
 */
public record ProxyOptions(
    Optional<URI> publicUrl, List<String> allowedHosts, Predicate<InetAddress> isTrusted) {
  /** No proxy. */
  public static final ProxyOptions NONE =
      new ProxyOptions(Optional.empty(), List.of(), address -> false);

  public ProxyOptions {
    allowedHosts = List.copyOf(allowedHosts);
  }

  /** The public address's path without a slash at its end, such as {@code /vitrail}; or empty. */
  String basePath() {
    return publicUrl.map(URI::getPath).orElse("").replaceFirst("/+$", "");
  }

  /** Host and, unless it is the scheme's own, port of the public address. */
  Optional<String> publicAuthority() {
    return publicUrl.map(url -> url.getRawAuthority().toLowerCase(Locale.ROOT));
  }

  boolean isPublicHost(String hostName) {
    return publicUrl.map(URI::getHost).filter(hostName::equalsIgnoreCase).isPresent();
  }

  boolean allows(String hostName) {
    return isPublicHost(hostName)
        || allowedHosts.stream()
            .anyMatch(
                allowed ->
                    allowed.startsWith("*.")
                        ? hostName.endsWith(allowed.substring(1))
                        : hostName.equals(allowed));
  }

  boolean namesHosts() {
    return publicUrl.isPresent() || !allowedHosts.isEmpty();
  }
}
