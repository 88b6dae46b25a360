package org.vitrail.bot.core.command;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The commands by name, in the order in which help lists them; those of moderators last. */
public enum CommandName {
  IMAGINE,
  VARY,
  UPSCALE,
  AGAIN,
  SHOW,
  CANCEL,
  QUEUE,
  HISTORY,
  STYLES,
  MODELS,
  LANGUAGE,
  HELP,
  ABOUT,
  LINK,
  DELETE,
  REPORT,
  MYDATA,
  FORGET,
  QUOTA,
  LIMIT,
  BAN,
  UNBAN,
  MUTE,
  BLOCKLIST,
  SAFE,
  RAID,
  PAUSE,
  RESUME,
  REPORTS,
  AUDIT,
  UNDO,
  SETTINGS;

  /** Whether it decides about others: then only moderators see it offered. */
  public boolean isForModerators() {
    return compareTo(QUOTA) >= 0;
  }

  /** Without the slash. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What its texts' keys begin with: {@code command.imagine}. */
  public String key() {
    return "command." + word();
  }

  public static Optional<CommandName> named(String typed) {
    String word = typed.toLowerCase(Locale.ROOT);
    return Arrays.stream(values()).filter(name -> name.word().equals(word)).findFirst();
  }

  static List<String> words() {
    return Arrays.stream(values()).map(CommandName::word).toList();
  }
}
