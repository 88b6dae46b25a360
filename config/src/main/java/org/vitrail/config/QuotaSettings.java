package org.vitrail.config;

/** What one person may ask for: a token bucket for requests and a daily count of pictures. */
public record QuotaSettings(Rate rate, Daily daily) {

  /** A token bucket: {@code burst} requests at once, refilled at {@code perMinute}. */
  public record Rate(
      @Allowed("1 to 1000 requests") int burst,
      @Allowed("1 to 6000 requests a minute") int perMinute) {
    public Rate {
      Check.that(Check.within(1, burst, 1000), Rate.class, "burst", burst);
      Check.that(Check.within(1, perMinute, 6000), Rate.class, "perMinute", perMinute);
    }
  }

  /** Pictures between one midnight UTC and the next; 0 sets no limit. */
  public record Daily(@Allowed("0 to 1000000 pictures (0 = no limit)") int pictures) {
    public Daily {
      Check.that(Check.within(0, pictures, 1_000_000), Daily.class, "pictures", pictures);
    }
  }
}
