package org.vitrail.bot.command;

import static org.vitrail.bot.command.ActionSpec.action;
import static org.vitrail.bot.command.ActionSpec.only;
import static org.vitrail.bot.command.Audience.ASKER;
import static org.vitrail.bot.command.Audience.ASKER_OR_EVERYBODY;
import static org.vitrail.bot.command.Audience.EVERYBODY;
import static org.vitrail.bot.command.OptionSpec.AMOUNT;
import static org.vitrail.bot.command.OptionSpec.CHANNEL;
import static org.vitrail.bot.command.OptionSpec.DENOISE;
import static org.vitrail.bot.command.OptionSpec.EXPIRY;
import static org.vitrail.bot.command.OptionSpec.FACTOR;
import static org.vitrail.bot.command.OptionSpec.JOB;
import static org.vitrail.bot.command.OptionSpec.MOST;
import static org.vitrail.bot.command.OptionSpec.PICTURE;
import static org.vitrail.bot.command.OptionSpec.REASON;
import static org.vitrail.bot.command.OptionSpec.ROLE;
import static org.vitrail.bot.command.OptionSpec.TARGET;
import static org.vitrail.bot.command.OptionSpec.USER;
import static org.vitrail.bot.command.OptionSpec.imagine;
import static org.vitrail.bot.command.OptionSpec.optional;
import static org.vitrail.bot.command.OptionSpec.required;
import static org.vitrail.bot.command.OptionSpec.setting;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The table of commands: from an entry follow how the command is parsed, what help, completion and
 * every platform's menu say, to whom it is offered and who sees its answer. In the order in which
 * help lists them.
 */
public enum CommandSpec {
  IMAGINE(EVERYBODY, imagine(ImagineOption.OF_ALL_MODELS)),
  SURPRISE(EVERYBODY),
  VARY(EVERYBODY, JOB, PICTURE),
  UPSCALE(EVERYBODY, JOB, PICTURE, FACTOR, DENOISE),
  STICKER(EVERYBODY, JOB, PICTURE),
  RECONSTRUCT(EVERYBODY, required("image", OptionKind.FILE), optional("codec", OptionKind.CODEC)),
  AGAIN(EVERYBODY, JOB),
  RETRY(EVERYBODY, JOB),
  SHOW(EVERYBODY, JOB),
  FILM(EVERYBODY, JOB),
  STOP(ASKER_OR_EVERYBODY, JOB.optional()),
  CANCEL(ASKER_OR_EVERYBODY, JOB.optional()),
  QUEUE(ASKER, optional("action", OptionKind.ACTION).or("clear", "choice.clear")),
  HISTORY(ASKER),
  STYLES(ASKER_OR_EVERYBODY),
  MODELS(ASKER_OR_EVERYBODY),
  LANGUAGE(ASKER_OR_EVERYBODY, optional("language", OptionKind.LANGUAGE)),
  HELP(ASKER_OR_EVERYBODY, optional("command", OptionKind.COMMAND)),
  ABOUT(ASKER_OR_EVERYBODY),
  LINK(ASKER, optional("code", OptionKind.LINK_CODE)),
  DELETE(ASKER_OR_EVERYBODY, JOB),
  REPORT(ASKER, required("job", OptionKind.REPORTED_JOB)),
  MYDATA(ASKER),
  FORGET(
      ASKER,
      optional("confirm", OptionKind.CONFIRMATION)
          .or(Command.Ask.CONFIRMATION, "choice.everything")),

  QUOTA(
      action("show", TARGET, CHANNEL),
      action("why", USER.optional()),
      action("set", AMOUNT, TARGET, CHANNEL, EXPIRY, REASON),
      action("add", AMOUNT, TARGET, CHANNEL, REASON),
      action("reset", USER, REASON)),
  LIMIT(
      action("allow", CHANNEL, ROLE, EXPIRY, REASON),
      action("deny", CHANNEL, ROLE, EXPIRY, REASON),
      action("default", CHANNEL, ROLE, REASON),
      action("count", MOST, CHANNEL, ROLE, EXPIRY, REASON),
      action("iterations", MOST, CHANNEL, ROLE, EXPIRY, REASON),
      action("size", MOST, CHANNEL, ROLE, EXPIRY, REASON),
      action("queue", MOST, EXPIRY, REASON)),
  BAN(only(USER, EXPIRY, REASON)),
  UNBAN(only(USER, REASON)),
  MUTE(only(USER, EXPIRY, REASON)),
  BLOCKLIST(
      action("add", required("rule", OptionKind.WORDS), REASON),
      action("remove", required("rule", OptionKind.BLOCKED_TERM), REASON),
      action("list"),
      action("test", required("text", OptionKind.WORDS))),
  SAFE(
      only(
          optional("level", OptionKind.WORDS)
              .or("off", "safe.is.off")
              .or("on", "safe.is.on")
              .or("strict", "safe.is.strict"))),
  RAID(
      only(
          optional("mode", OptionKind.WORDS)
              .or("on", "command.raid.about")
              .or("off", "raid.is-off"),
          EXPIRY,
          REASON)),
  PAUSE(only(REASON)),
  RESUME(only()),
  REPORTS(only(optional("close", OptionKind.REPORT))),
  AUDIT(only(USER.optional(), optional("since", OptionKind.EXPIRY))),
  UNDO(only(required("number", OptionKind.ACT))),
  SETTINGS(only(setting(), optional("value", OptionKind.SETTING_VALUE)));

  private final Audience audience;
  private final boolean isForModerators;
  private final List<ActionSpec> actions;

  /** One that everybody may use. */
  CommandSpec(Audience audience, OptionSpec... options) {
    this.audience = audience;
    this.isForModerators = false;
    this.actions = List.of(only(options));
  }

  /** One that decides about others. */
  CommandSpec(ActionSpec... actions) {
    this.audience = ASKER_OR_EVERYBODY;
    this.isForModerators = true;
    this.actions = List.of(actions);
  }

  /** Who is to see the answer, unless an option of the command decides that. */
  public Audience audience() {
    return audience;
  }

  /** Whether it decides about others: then only moderators see it offered. */
  public boolean isForModerators() {
    return isForModerators;
  }

  /** The ways to use it; a single one has no word of its own. */
  public List<ActionSpec> actions() {
    return actions;
  }

  /** Its options, where there is only one way to use it. */
  public List<OptionSpec> options() {
    return actions.get(0).options();
  }

  /** Whether it can be said of a job alone. */
  public boolean isOnJob() {
    return !options().isEmpty()
        && options().get(0).isRequired()
        && (options().get(0).kind() == OptionKind.JOB
            || options().get(0).kind() == OptionKind.REPORTED_JOB);
  }

  /** Without the slash. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What its texts' keys begin with: {@code command.imagine}. */
  public String key() {
    return "command." + word();
  }

  /** The command of that name, case aside. */
  public static Optional<CommandSpec> named(String typed) {
    String word = typed.toLowerCase(Locale.ROOT);
    return Arrays.stream(values()).filter(spec -> spec.word().equals(word)).findFirst();
  }

  /** The command that a line begins with; a line without a slash begins with none. */
  public static Optional<CommandSpec> begun(String line) {
    return line.startsWith("/") ? named(line.substring(1).split("\\s", 2)[0]) : Optional.empty();
  }

  static List<String> words() {
    return Arrays.stream(values()).map(CommandSpec::word).toList();
  }
}
