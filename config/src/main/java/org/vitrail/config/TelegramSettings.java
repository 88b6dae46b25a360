package org.vitrail.config;

/**
 * Where Telegram's Bot API is and how its news arrive; knows no token.
 *
 * @param webhookUrl {@code ""} for long polling
 */
public record TelegramSettings(
    @Allowed("http:// or https://, a host and perhaps a port, without a path") String apiUrl,
    @Allowed("an https:// address that Telegram reaches, or \"\" for long polling")
        String webhookUrl,
    @Allowed("0 to 65535 (0 = any free port)") int webhookPort) {
  public TelegramSettings {
    Class<TelegramSettings> here = TelegramSettings.class;
    Check.that(
        WebAddress.of(apiUrl).filter(address -> address.path().isEmpty()).isPresent(),
        here,
        "apiUrl",
        WebAddress.shown(apiUrl));
    Check.that(
        webhookUrl.isEmpty() || WebAddress.of(webhookUrl).filter(WebAddress::secure).isPresent(),
        here,
        "webhookUrl",
        WebAddress.shown(webhookUrl));
    Check.that(Check.within(0, webhookPort, 65_535), here, "webhookPort", webhookPort);
  }
}
