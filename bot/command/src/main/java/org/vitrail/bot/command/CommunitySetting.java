package org.vitrail.bot.command;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a community may choose for itself with {@code /settings}, or with a command of its own. */
public enum CommunitySetting {
  /** A model's id, for requests that name none. */
  MODEL,
  /** A style's id, for requests that name none. */
  STYLE,
  /** A language that everybody is answered in. */
  LANGUAGE,
  /** {@code yes}: requests that do not say otherwise are seen by their person alone. */
  PRIVATE,
  /** Where {@code until 18:00} is said, such as {@code Europe/Berlin}. */
  TIMEZONE,
  /** Ids of roles whose people moderate, with spaces between. */
  MODERATORS,
  /** How carefully pictures are looked at: off, on or strict. */
  SAFE,
  /** From how many percent of certainty on pictures are hidden until somebody asks. */
  BLUR,
  /** From how many percent of certainty on pictures are not shown. */
  REFUSE;

  /** As it is typed and kept. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<CommunitySetting> named(String typed) {
    return Arrays.stream(values())
        .filter(setting -> setting.word().equals(typed.toLowerCase(Locale.ROOT)))
        .findFirst();
  }

  public static List<String> words() {
    return Arrays.stream(values()).map(CommunitySetting::word).toList();
  }
}
