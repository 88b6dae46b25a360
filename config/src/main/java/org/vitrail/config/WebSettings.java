package org.vitrail.config;

/** The page's address. */
public record WebSettings(
    @Allowed("a host name or address, such as 127.0.0.1 or 0.0.0.0") String host,
    @Allowed("0 to 65535 (0 = any free port)") int port,
    boolean openAtStart) {
  public WebSettings {
    Check.that(host.matches("[A-Za-z0-9.:_\\-]+"), WebSettings.class, "host", host);
    Check.that(Check.within(0, port, 65_535), WebSettings.class, "port", port);
  }
}
