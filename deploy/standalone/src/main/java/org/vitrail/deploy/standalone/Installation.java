package org.vitrail.deploy.standalone;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.vitrail.config.Messages;
import org.vitrail.config.ModelCatalogue;
import org.vitrail.config.ProxySettings;
import org.vitrail.config.SafetyCatalogue;
import org.vitrail.config.Settings;
import org.vitrail.config.StyleCatalogue;
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

  /**
   * @throws org.vitrail.config.SettingsException naming file or variable, key, value and what is
   *     allowed
   */
  public Settings settings() {
    return Settings.load(configFolder, environment);
  }

  /**
   * @throws org.vitrail.config.SettingsException as {@link #settings}
   */
  public ModelCatalogue models() {
    return ModelCatalogue.load(configFolder);
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
