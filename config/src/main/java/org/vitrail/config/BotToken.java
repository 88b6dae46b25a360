package org.vitrail.config;

import java.util.regex.Pattern;

/**
 * The forms of the chat platforms' tokens, and what people copy along with them; no message here
 * ever shows one.
 */
final class BotToken {
  static final String DISCORD =
      "the bot's token, three parts joined by dots: discord.com/developers/applications, your"
          + " application, Bot, Reset Token";
  static final String TELEGRAM =
      "the bot's token, such as 123456789:AAF…, which @BotFather on Telegram gives for /newbot";

  private static final Pattern DISCORD_FORM =
      Pattern.compile("[A-Za-z0-9_-]{1,100}\\.[A-Za-z0-9_-]{1,100}\\.[A-Za-z0-9_-]{1,200}");
  private static final Pattern TELEGRAM_FORM = Pattern.compile("\\d{1,20}:[A-Za-z0-9_-]{20,60}");
  private static final Pattern QUOTED = Pattern.compile("(['\"])(.*)\\1");

  private BotToken() {}

  /**
   * @return the token without quotes and the prefix of its header, {@code ""} for a blank one
   * @throws SettingsException if it has another form
   */
  static String discord(String written) {
    String token = unquoted(written).replaceFirst("^(?i:bot)\\s+", "");
    check(token.isEmpty() || DISCORD_FORM.matcher(token).matches(), "discordToken");
    return token;
  }

  /**
   * @return the token without quotes, {@code ""} for a blank one
   * @throws SettingsException if it has another form
   */
  static String telegram(String written) {
    String token = unquoted(written);
    check(token.isEmpty() || TELEGRAM_FORM.matcher(token).matches(), "telegramToken");
    return token;
  }

  private static String unquoted(String written) {
    return QUOTED.matcher(written.strip()).replaceFirst("$2").strip();
  }

  private static void check(boolean holds, String component) {
    Check.that(
        holds, Settings.class, component, "the value given (not shown here: it is a secret)");
  }
}
