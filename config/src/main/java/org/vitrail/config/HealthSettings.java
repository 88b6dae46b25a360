package org.vitrail.config;

/** Where a process without a page says how it is. */
public record HealthSettings(
    @Allowed("a host name or address, such as 127.0.0.1 or 0.0.0.0") String host,
    @Allowed("0 to 65535 (0 = nowhere)") int port) {
  public HealthSettings {
    Class<HealthSettings> here = HealthSettings.class;
    Check.that(host.matches("[A-Za-z0-9.:_\\-]+"), here, "host", host);
    Check.that(Check.within(0, port, 65_535), here, "port", port);
  }
}
