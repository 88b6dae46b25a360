package org.vitrail.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Everything an operator decides, read once at start: the built-in values, overridden by the
 * operator's files, overridden by {@code VITRAIL_…} variables; secrets from the environment only.
 *
 * @param dataFolder absolute
 * @param redisUrl as it was given, for its one reader in the protocol; {@code ""} for the embedded
 *     Redis; may hold a password, so it is never logged
 * @param discordToken {@code ""} without Discord; never logged
 * @param telegramToken {@code ""} without Telegram; never logged
 */
public record Settings(
    @Allowed("a folder's path") Path dataFolder,
    String redisUrl,
    @Allowed(BotToken.DISCORD) String discordToken,
    @Allowed(BotToken.TELEGRAM) String telegramToken,
    RedisSettings redis,
    WebSettings web,
    DiscordSettings discord,
    TelegramSettings telegram,
    WorkerSettings worker,
    ModelSettings model,
    DownloadSettings models,
    LimitSettings limits,
    QuotaSettings quotas,
    ImageSettings images,
    HistorySettings history,
    SafetySettings safety,
    HealthSettings health,
    ShutdownSettings shutdown) {

  /** What only the environment says, by key; people may look for the tokens in either place. */
  private static final Map<String, String> SECRETS =
      Map.of(
          "redisUrl", "REDIS_URL",
          "redis.url", "REDIS_URL",
          "discordToken", "DISCORD_TOKEN",
          "discord.token", "DISCORD_TOKEN",
          "telegramToken", "TELEGRAM_TOKEN",
          "telegram.token", "TELEGRAM_TOKEN");

  public Settings {
    Check.that(!dataFolder.toString().isBlank(), Settings.class, "dataFolder", dataFolder);
    discordToken = BotToken.discord(discordToken);
    telegramToken = BotToken.telegram(telegramToken);
  }

  /**
   * @param configFolder the operator's folder, {@code null} for the built-in values alone
   * @throws SettingsException naming the file or variable, the key, the value and what is allowed
   */
  public static Settings load(Path configFolder, Map<String, String> environment) {
    ConfigFolder folder = ConfigFolder.of(configFolder);
    Origins values = new Origins(StrictYaml.read("", ""));
    values.add("built-in vitrail.yaml", "", builtIn("vitrail.yaml"));
    values.add("built-in quotas.yaml", "quotas", builtIn("quotas.yaml"));
    folder.own("vitrail.yaml").ifPresent(text -> addSettings(values, folder, text));
    folder
        .own("quotas.yaml")
        .ifPresent(
            text -> {
              String place = folder.place("quotas.yaml");
              values.add(place, "quotas", StrictYaml.read(place, text));
            });
    Setting.overrides(environment)
        .forEach((setting, value) -> values.add(setting.variable(), setting.key(), value));
    for (String key : List.of("redisUrl", "discordToken", "telegramToken")) {
      String variable = SECRETS.get(key);
      values.add(variable, key, environment.getOrDefault(variable, "").strip());
    }

    ProxySettings.of(environment);
    Settings read = new Binder(values).bind(Settings.class, values.tree(), "");
    return read.withDataFolder(folder.home().resolve(read.dataFolder).normalize());
  }

  private static void addSettings(Origins values, ConfigFolder folder, String text) {
    String place = folder.place("vitrail.yaml");
    ObjectNode file = StrictYaml.read(place, text);
    if (file.has("quotas")) {
      throw new SettingsException(
          place, "quotas", "this belongs into quotas.yaml beside this file.");
    }
    SECRETS.forEach(
        (key, variable) -> {
          if (!file.at("/" + key.replace('.', '/')).isMissingNode()) {
            throw new SettingsException(
                place,
                key,
                "secrets are not read from files; set the variable %s, for example in .env."
                    .formatted(variable));
          }
        });
    values.add(place, "", file);
  }

  private static ObjectNode builtIn(String name) {
    return StrictYaml.read("built-in " + name, ConfigFolder.builtIn(name));
  }

  private Settings withDataFolder(Path folder) {
    return new Settings(
        folder,
        redisUrl,
        discordToken,
        telegramToken,
        redis,
        web,
        discord,
        telegram,
        worker,
        model,
        models,
        limits,
        quotas,
        images,
        history,
        safety,
        health,
        shutdown);
  }

  /** Shows no secret. */
  @Override
  public String toString() {
    return "Settings[dataFolder=%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s]"
        .formatted(
            dataFolder,
            redis,
            web,
            discord,
            telegram,
            worker,
            model,
            models,
            limits,
            quotas,
            images,
            history,
            safety,
            health,
            shutdown);
  }
}
