package org.vitrail.deploy.standalone;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.vitrail.config.Settings;

/** Where people speak with the bot. */
enum Adapter {
  DISCORD,
  TELEGRAM,
  WEB;

  /**
   * @throws IllegalArgumentException naming those that there are
   */
  static Adapter of(String name) {
    return Stream.of(values())
        .filter(it -> it.word().equals(name.strip().toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "\"%s\" is no platform; choose from discord, telegram and web, with commas between."
                        .formatted(name)));
  }

  /** The page, and the platforms whose tokens are set. */
  static Set<Adapter> possible(Settings settings) {
    EnumSet<Adapter> possible = EnumSet.allOf(Adapter.class);
    possible.removeIf(it -> it.token(settings).isEmpty());
    return possible;
  }

  /**
   * Those that were chosen.
   *
   * @throws StandaloneException naming the variable of a token that is not set
   */
  static Set<Adapter> chosen(Set<Adapter> only, Settings settings) {
    Set<Adapter> possible = possible(settings);
    for (Adapter adapter : only) {
      if (!possible.contains(adapter)) {
        throw new StandaloneException(
            "--only %s: %s_TOKEN is not set. Set it in .env or in the environment (.env.example says where it comes from)."
                .formatted(adapter.word(), adapter.name()));
      }
    }
    return only.isEmpty() ? possible : only;
  }

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What it signs in with; the page has no need to. */
  private String token(Settings settings) {
    return switch (this) {
      case DISCORD -> settings.discordToken();
      case TELEGRAM -> settings.telegramToken();
      case WEB -> "none";
    };
  }
}
