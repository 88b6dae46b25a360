package org.vitrail.deploy.standalone;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.vitrail.config.Messages;
import org.vitrail.config.ModelCatalogue;
import org.vitrail.config.ProxySettings;
import org.vitrail.config.SafetyCatalogue;
import org.vitrail.config.Settings;
import org.vitrail.config.SettingsException;
import org.vitrail.config.StyleCatalogue;
import org.vitrail.inference.protocol.RedisAddress;
import org.vitrail.network.Proxies;

/**
 * Where this copy of Vitrail lives and what its operator set; reads files, starts nothing.
 *
 * @param configFolder {@code null} where there is none, as in a bare jar: the built-in values hold
 */
public record Installation(Path configFolder, Map<String, String> environment) {
  /**
   * The folder named by {@code VITRAIL_CONFIG} or {@code config} in the launcher's folder ({@code
   * -Dvitrail.home}).
   */
  public static Installation here() {
    Path home = Path.of(System.getProperty("vitrail.home", "")).toAbsolutePath();
    String chosen = System.getenv().getOrDefault("VITRAIL_CONFIG", "");
    Path config = home.resolve(chosen.isBlank() ? "config" : chosen);
    boolean built = chosen.isBlank() && !Files.isDirectory(config);
    return new Installation(built ? null : config, System.getenv());
  }

  /** The same with another value of a variable. */
  Installation overriding(String variable, String value) {
    Map<String, String> changed = new HashMap<>(environment);
    changed.put(variable, value);
    return new Installation(configFolder, changed);
  }

  /**
   * @throws org.vitrail.config.SettingsException naming file or variable, key, value and what is
   *     allowed
   */
  public Settings settings() {
    Settings settings = Settings.load(configFolder, environment);
    ownRedis(settings);
    return settings;
  }

  /**
   * The settings with whatever REDIS_URL holds, for those who look at everything in turn.
   *
   * @throws org.vitrail.config.SettingsException as {@link #settings}, but not for REDIS_URL
   */
  Settings settingsButRedis() {
    return Settings.load(configFolder, environment);
  }

  /**
   * The address of a Redis of one's own, empty for the embedded one.
   *
   * @throws SettingsException if REDIS_URL is not understood; shows no password
   */
  static Optional<RedisAddress> ownRedis(Settings settings) {
    if (settings.redisUrl().isEmpty()) {
      return Optional.empty();
    }
    RedisAddress address;
    try {
      address = RedisAddress.parse(settings.redisUrl());
    } catch (IllegalArgumentException e) {
      throw SettingsException.ofVariable("REDIS_URL", e.getMessage());
    }
    String caFile = settings.redis().caFile();
    try {
      return Optional.of(caFile.isBlank() ? address : address.trusting(Path.of(caFile)));
    } catch (IllegalArgumentException e) {
      throw SettingsException.ofVariable("VITRAIL_REDIS_CA_FILE", e.getMessage());
    }
  }

  /**
   * @throws org.vitrail.config.SettingsException as {@link #settings}
   */
  public ModelCatalogue models() {
    return configFolder == null
        ? BuiltIn.MODELS
        : ModelCatalogue.load(configFolder, new FamilyCheck());
  }

  /** What the program brings along is read once: it cannot change, and is the most of a start. */
  private static final class BuiltIn {
    static final ModelCatalogue MODELS = ModelCatalogue.load(null, new FamilyCheck());
  }

  /**
   * @throws org.vitrail.config.SettingsException as {@link #settings}
   */
  public StyleCatalogue styles() {
    return StyleCatalogue.load(configFolder);
  }

  /**
   * @throws org.vitrail.config.SettingsException as {@link #settings}
   */
  public SafetyCatalogue safety() {
    return SafetyCatalogue.load(configFolder);
  }

  /**
   * @throws org.vitrail.config.SettingsException as {@link #settings}
   */
  public Messages messages() {
    return Messages.load(configFolder);
  }

  /**
   * The way out of this machine.
   *
   * @throws org.vitrail.config.SettingsException as {@link #settings}
   */
  public Proxies proxies() {
    return new Proxies(ProxySettings.of(environment));
  }
}
