package org.vitrail.bot.discord;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** People, roles and channels as Discord writes them, and as the core does. */
final class Mentions {
  private static final Pattern DISCORDS = Pattern.compile("<(@[!&]?|#)(\\d{1,20})>");
  private static final Pattern CORES = Pattern.compile("\\b(discord|role|channel):(\\d{1,20})\\b");

  /** Either of them, in a text. */
  static final Pattern EITHER =
      Pattern.compile(
          Stream.of(DISCORDS, CORES).map(Pattern::pattern).collect(Collectors.joining("|")));

  private Mentions() {}

  static String person(String id) {
    return DiscordMessenger.PLATFORM + ":" + id;
  }

  static String role(String id) {
    return "role:" + id;
  }

  static String channel(String id) {
    return "channel:" + id;
  }

  /** What somebody typed, for the core. */
  static String read(String typed) {
    return DISCORDS
        .matcher(typed)
        .replaceAll(
            mention ->
                switch (mention.group(1)) {
                  case "@&" -> role(mention.group(2));
                  case "#" -> channel(mention.group(2));
                  default -> person(mention.group(2));
                });
  }

  /** One of {@link #EITHER}, for Discord. */
  static String written(String mention) {
    Matcher core = CORES.matcher(mention);
    if (!core.matches()) {
      return mention;
    }
    return switch (core.group(1)) {
      case "role" -> "<@&" + core.group(2) + ">";
      case "channel" -> "<#" + core.group(2) + ">";
      default -> "<@" + core.group(2) + ">";
    };
  }
}
