package org.vitrail.config;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;

/** The parts of an http or https address that settings care about; opens no connection. */
record WebAddress(boolean secure, String path) {

  /** Empty for what is no such address, or carries a user, a query or a fragment. */
  static Optional<WebAddress> of(String text) {
    try {
      URI uri = URI.create(text);
      String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
      boolean web = scheme.equals("http") || scheme.equals("https");
      boolean bare =
          uri.getRawUserInfo() == null && uri.getRawQuery() == null && uri.getRawFragment() == null;
      boolean port = Check.within(1, uri.getPort(), 65_535) || uri.getPort() == -1;
      return web && bare && port && uri.getHost() != null
          ? Optional.of(new WebAddress(scheme.equals("https"), uri.getRawPath()))
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** How messages show a refused address: never with the password that it may hold. */
  static String shown(String text) {
    return text.contains("@") ? "an address with a user or password in it" : text;
  }
}
