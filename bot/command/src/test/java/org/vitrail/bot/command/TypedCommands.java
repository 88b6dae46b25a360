package org.vitrail.bot.command;

import java.util.List;
import java.util.stream.Stream;

/** Every command as people type it, for the tests of every adapter. */
public final class TypedCommands {
  private TypedCommands() {}

  /** Whether the lines name a job, so that one has to be drawn before. */
  public static boolean nameJobs(CommandSpec name) {
    return !of(name, "a").equals(of(name, "b"));
  }

  /**
   * The command alone, and with what belongs to it.
   *
   * @param job of somebody's own, with pictures
   */
  public static List<String> of(CommandSpec name, String job) {
    List<String> rests =
        switch (name) {
          case IMAGINE ->
              List.of(" a red apple", " a cat --style watercolour --private", " --seed");
          case VARY, UPSCALE, STICKER ->
              List.of(" " + job + " 2", " " + job + " 10", " nonsense 1");
          case RECONSTRUCT -> List.of(" bundled", " --codec nonsense", " one two");
          case AGAIN, RETRY, SHOW, FILM, REPORT -> List.of(" " + job, " nonsense");
          case STOP, CANCEL -> List.of(" " + job);
          case QUEUE -> List.of(" clear", " nonsense");
          case SURPRISE, HISTORY, STYLES, MODELS, ABOUT, MYDATA -> List.of(" nonsense");
          case LANGUAGE -> List.of(" de", " auto", " klingon");
          case HELP -> List.of(" imagine", " /mydata", " nonsense");
          case LINK -> List.of(" 12345678", " off");
          case DELETE -> List.of(" " + job, " " + job);
          case FORGET -> List.of(" everything");
          case QUOTA ->
              List.of(
                  " show",
                  " why",
                  " set everyone 20 a day",
                  " add everyone 5",
                  " reset everyone",
                  " set");
          case LIMIT -> List.of(" everyone allow", " count 4", " queue 50", " everyone default");
          case BAN, UNBAN -> List.of(" nobody-here", " everyone --reason a test");
          case MUTE -> List.of(" everyone for 1h");
          case BLOCKLIST ->
              List.of(" list", " add zeppelin*", " test a zeppelin", " remove zeppelin*");
          case SAFE -> List.of(" strict", " off", " nonsense");
          case RAID -> List.of(" on for 1h", " off");
          case PAUSE -> List.of(" a test");
          case RESUME -> List.of(" now");
          case REPORTS -> List.of(" close " + job);
          case AUDIT -> List.of(" everyone", " for 2 days");
          case UNDO -> List.of(" 1", " nonsense");
          case SETTINGS -> List.of(" style watercolour", " style default", " nonsense 1");
        };
    return Stream.concat(Stream.of(""), rests.stream())
        .map(rest -> "/" + name.word() + rest)
        .toList();
  }
}
