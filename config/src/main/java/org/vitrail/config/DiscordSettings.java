package org.vitrail.config;

/** Where Discord is and which part of its servers this process looks after; knows no token. */
public record DiscordSettings(
    @Allowed("an http:// or https:// address that ends with /") String apiUrl,
    @Allowed("auto, or shards such as 0-3 of 8") ShardRange shards) {
  public DiscordSettings {
    Check.that(
        WebAddress.of(apiUrl).filter(DiscordSettings::isFolder).isPresent(),
        DiscordSettings.class,
        "apiUrl",
        WebAddress.shown(apiUrl));
  }

  private static boolean isFolder(WebAddress address) {
    return address.path().endsWith("/");
  }
}
