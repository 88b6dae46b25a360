package org.vitrail.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One line of the table of settings: what an operator can change, derived from the settings records
 * and from the comments of the built-in files.
 *
 * @param key path in YAML such as {@code web.port}, {@code ""} for what only a variable can say
 * @param variable the environment variable
 * @param defaultValue as written, {@code ""} if unset
 * @param allowed what it may be, in words
 * @param explanation what it does, in words
 */
public record Setting(
    String key, String variable, String defaultValue, String allowed, String explanation) {

  private static final List<Setting> VARIABLES_ONLY =
      List.of(
          new Setting(
              "",
              "DISCORD_TOKEN",
              "",
              BotToken.DISCORD,
              "Turns Discord on; never shown, and read from here alone."),
          new Setting(
              "",
              "TELEGRAM_TOKEN",
              "",
              BotToken.TELEGRAM,
              "Turns Telegram on; never shown, and read from here alone."),
          new Setting(
              "",
              "REDIS_URL",
              "",
              "redis://[user:password@]host:port[/db], rediss://… for TLS,"
                  + " redis-sentinel://host:port,…/master or redis-cluster://host:port,…",
              "A Redis of your own. Without it Vitrail starts the one it brings along."),
          new Setting(
              "",
              "HF_TOKEN",
              "",
              "an access token of huggingface.co",
              "For models whose terms you accepted there; sent to the hub alone, never shown."),
          new Setting(
              "",
              "HF_ENDPOINT",
              "https://huggingface.co",
              "an https:// or http:// address",
              "Another hub with the same files, such as a mirror of your own."),
          new Setting(
              "", "HF_HUB_OFFLINE", "0", "0 or 1", "1 means the same as models.offline: true."),
          new Setting(
              "",
              "HTTPS_PROXY",
              "",
              ProxyServer.ALLOWED,
              "The proxy for https:// addresses: Discord, Telegram, pictures, models."),
          new Setting(
              "", "HTTP_PROXY", "", ProxyServer.ALLOWED, "The proxy for http:// addresses."),
          new Setting(
              "",
              "ALL_PROXY",
              "",
              ProxyServer.ALLOWED,
              "The proxy for addresses that the two before say nothing of."),
          new Setting(
              "",
              "NO_PROXY",
              "",
              "hosts and domains, separated by commas",
              "What is reached without a proxy; * means everything. This machine always is."),
          new Setting(
              "",
              "VITRAIL_CONFIG",
              "config",
              "a folder's path",
              "The folder with vitrail.yaml and its companions."),
          new Setting(
              "",
              "VITRAIL_LOG_LEVEL",
              "INFO",
              "ERROR, WARN, INFO, DEBUG, TRACE",
              "How much is logged. Prompts appear from DEBUG on."),
          new Setting(
              "",
              "VITRAIL_LOG_FORMAT",
              "auto",
              "auto, text, json",
              "Lines for people or for machines; auto means text on a terminal, json otherwise."),
          new Setting(
              "",
              "VITRAIL_JAVA_OPTS",
              "",
              "options of the java command",
              "Added to the launcher's own options, for example -Xmx512m."));

  /** What keys were called before, and are called now. */
  private static final Map<String, String> RENAMED = Map.of("redis.acceptLoss", "redis.acceptRisk");

  /** Kubernetes sets such variables for a service of the name "vitrail"; nobody mistyped them. */
  private static final Pattern SERVICE_LINK =
      Pattern.compile(
          "VITRAIL(_\\w+)?_(SERVICE_HOST|SERVICE_PORT(_\\w+)?|PORT(_\\d+_(TCP|UDP).*)?)");

  /**
   * Every setting: first the keys in the order of the records, then the variables without a key.
   */
  public static List<Setting> all() {
    List<Setting> all = new ArrayList<>();
    Comments comments = new Comments();
    comments.read(ConfigFolder.builtIn("vitrail.yaml"), "");
    comments.read(ConfigFolder.builtIn("quotas.yaml"), "quotas");
    ObjectNode defaults = StrictYaml.read("vitrail.yaml", ConfigFolder.builtIn("vitrail.yaml"));
    defaults.set("quotas", StrictYaml.read("quotas.yaml", ConfigFolder.builtIn("quotas.yaml")));
    collect(Settings.class, "", defaults, comments, all);
    all.addAll(VARIABLES_ONLY);
    return List.copyOf(all);
  }

  /**
   * The keys that variables override; an empty variable counts as unset.
   *
   * @throws SettingsException for a {@code VITRAIL_} variable that nobody reads, or a value that
   *     its variable cannot have
   */
  static Map<Setting, String> overrides(Map<String, String> environment) {
    Map<String, Setting> known = new LinkedHashMap<>();
    all().forEach(setting -> known.put(setting.variable(), setting));
    Map<Setting, String> overrides = new LinkedHashMap<>();
    environment.forEach(
        (variable, value) -> {
          Setting setting = known.get(variable);
          if (setting == null) {
            refuseUnknown(variable, known);
          } else if (!value.isBlank()) {
            setting.checkWord(value);
            if (!setting.key.isEmpty()) {
              overrides.put(setting, value);
            }
          }
        });
    return overrides;
  }

  private static void refuseUnknown(String variable, Map<String, Setting> known) {
    if (!variable.startsWith("VITRAIL_") || SERVICE_LINK.matcher(variable).matches()) {
      return;
    }
    RENAMED.forEach(
        (before, now) -> {
          if (variable.equals(variable(before))) {
            throw new SettingsException(variable, "", renamed(variable(now)));
          }
        });
    String meant =
        Nearest.to(variable, known.keySet())
            .map(near -> " Did you mean " + near + "?")
            .orElse(" The file .env.example lists all variables; unset this one.");
    throw new SettingsException(variable, "", "nothing reads this variable." + meant);
  }

  /** What to do with a key that an earlier version had; empty for one that never was. */
  static Optional<String> adviceOnRenamed(String key) {
    return Optional.ofNullable(RENAMED.get(key)).map(Setting::renamed);
  }

  private static String renamed(String now) {
    return "this is called " + now + " now; write that name instead.";
  }

  private void checkWord(String value) {
    boolean choice = variable.startsWith("VITRAIL_LOG_");
    if (choice && !List.of(allowed.split(", ")).contains(value)) {
      throw SettingsException.notAllowed("", value, allowed).at(variable, "");
    }
  }

  private static void collect(
      Class<?> owner, String path, JsonNode defaults, Comments comments, List<Setting> all) {
    for (RecordComponent component : owner.getRecordComponents()) {
      String key = Check.key(component);
      String full = Origins.join(path, key);
      if (component.getType().isRecord()) {
        collect(component.getType(), full, defaults.path(key), comments, all);
      } else if (defaults.has(key)) {
        all.add(
            new Setting(
                full,
                variable(full),
                defaults.get(key).asText(),
                Check.allowed(component),
                comments.of(full)));
      }
    }
  }

  /** {@code quotas.rate.perMinute} is {@code VITRAIL_QUOTAS_RATE_PER_MINUTE}. */
  static String variable(String key) {
    return "VITRAIL_"
        + key.replaceAll("([a-z0-9])([A-Z])", "$1_$2").replace('.', '_').toUpperCase(Locale.ROOT);
  }
}
