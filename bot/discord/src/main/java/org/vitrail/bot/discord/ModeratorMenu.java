package org.vitrail.bot.discord;

import java.util.Arrays;
import java.util.List;
import net.dv8tion.jda.api.Permission;
import net.dv8tion.jda.api.entities.channel.ChannelType;
import net.dv8tion.jda.api.interactions.InteractionContextType;
import net.dv8tion.jda.api.interactions.commands.DefaultMemberPermissions;
import net.dv8tion.jda.api.interactions.commands.OptionType;
import net.dv8tion.jda.api.interactions.commands.build.OptionData;
import net.dv8tion.jda.api.interactions.commands.build.SlashCommandData;
import net.dv8tion.jda.api.interactions.commands.build.SubcommandData;
import org.vitrail.bot.core.command.CommandName;
import org.vitrail.bot.core.community.CommunitySetting;

/**
 * The commands of moderators. People, roles and channels are chosen from Discord's own lists;
 * amounts and times are in people's own words, as the core understands them.
 */
final class ModeratorMenu {
  static final String TARGET = "target";
  static final String USER = "user";
  static final String ROLE = "role";
  static final String CHANNEL = "channel";
  static final String AMOUNT = "amount";
  static final String MOST = "most";
  static final String EXPIRY = "expiry";
  static final String REASON = "reason";
  static final String RULE = "rule";
  static final String TEXT = "text";
  static final String LEVEL = "level";
  static final String MODE = "mode";
  static final String CLOSE = "close";
  static final String SINCE = "since";
  static final String NUMBER = "number";
  static final String SETTING = "setting";
  static final String VALUE = "value";

  private static final int LARGEST = 1_000_000;

  /** Threads follow their channel, so they are not among them. */
  private static final List<ChannelType> CHANNELS =
      List.of(
          ChannelType.TEXT,
          ChannelType.NEWS,
          ChannelType.FORUM,
          ChannelType.MEDIA,
          ChannelType.VOICE,
          ChannelType.STAGE);

  private final MenuFormatter texts;

  ModeratorMenu(MenuFormatter texts) {
    this.texts = texts;
  }

  /**
   * Others do not see it, unless a server's owner wants them to; in a private chat there is nobody
   * to decide about.
   */
  SlashCommandData complete(SlashCommandData command, CommandName name) {
    command
        .setContexts(InteractionContextType.GUILD)
        .setDefaultPermissions(DefaultMemberPermissions.enabledFor(Permission.MODERATE_MEMBERS));
    return switch (name) {
      case QUOTA -> command.addSubcommands(quota());
      case LIMIT -> command.addSubcommands(limit());
      case BLOCKLIST -> command.addSubcommands(blocklist());
      case BAN, MUTE -> command.addOptions(user(true), words(EXPIRY), words(REASON));
      case UNBAN -> command.addOptions(user(true), words(REASON));
      case SAFE -> command.addOptions(safe());
      case RAID -> command.addOptions(raid(), words(EXPIRY), words(REASON));
      case PAUSE -> command.addOptions(words(REASON));
      case REPORTS -> command.addOptions(words(CLOSE).setAutoComplete(true));
      case AUDIT -> command.addOptions(user(false), words(SINCE));
      case UNDO -> command.addOptions(number(NUMBER, Integer.MAX_VALUE).setAutoComplete(true));
      case SETTINGS -> command.addOptions(setting(), words(VALUE).setAutoComplete(true));
      case RESUME -> command;
      default -> throw new IllegalArgumentException(name + " is nothing that moderators do");
    };
  }

  private List<SubcommandData> quota() {
    return List.of(
        quota("show").addOptions(target(), channel()),
        quota("why").addOptions(user(false)),
        quota("set")
            .addOptions(
                texts.words(AMOUNT, true), target(), channel(), words(EXPIRY), words(REASON)),
        quota("add").addOptions(texts.words(AMOUNT, true), target(), channel(), words(REASON)),
        quota("reset").addOptions(user(true), words(REASON)));
  }

  private SubcommandData quota(String action) {
    return texts.subcommand(CommandName.QUOTA, action);
  }

  private List<SubcommandData> limit() {
    return List.of(
        limit("allow").addOptions(channel(), role(), words(EXPIRY), words(REASON)),
        limit("deny").addOptions(channel(), role(), words(EXPIRY), words(REASON)),
        limit("default").addOptions(channel(), role(), words(REASON)),
        limit("count")
            .addOptions(number(MOST, LARGEST), channel(), role(), words(EXPIRY), words(REASON)),
        limit("queue").addOptions(number(MOST, LARGEST), words(EXPIRY), words(REASON)));
  }

  private SubcommandData limit(String action) {
    return texts.subcommand(CommandName.LIMIT, action);
  }

  private List<SubcommandData> blocklist() {
    return List.of(
        texts
            .subcommand(CommandName.BLOCKLIST, "add")
            .addOptions(texts.words(RULE, true), words(REASON)),
        texts
            .subcommand(CommandName.BLOCKLIST, "remove")
            .addOptions(texts.words(RULE, true).setAutoComplete(true), words(REASON)),
        texts.subcommand(CommandName.BLOCKLIST, "list"),
        texts.subcommand(CommandName.BLOCKLIST, "test").addOptions(texts.words(TEXT, true)));
  }

  private OptionData words(String name) {
    return texts.words(name, false);
  }

  private OptionData user(boolean isRequired) {
    return texts.option(OptionType.USER, USER, isRequired);
  }

  /** A person or a role; the role of everyone stands for the community. */
  private OptionData target() {
    return texts.option(OptionType.MENTIONABLE, TARGET, false);
  }

  private OptionData role() {
    return texts.option(OptionType.ROLE, ROLE, false);
  }

  private OptionData channel() {
    return texts.option(OptionType.CHANNEL, CHANNEL, false).setChannelTypes(CHANNELS);
  }

  private OptionData number(String name, int most) {
    return texts.option(OptionType.INTEGER, name, true).setRequiredRange(1, most);
  }

  private OptionData safe() {
    return words(LEVEL)
        .addChoices(
            texts.choice("off", "safe.is.off"),
            texts.choice("on", "safe.is.on"),
            texts.choice("strict", "safe.is.strict"));
  }

  private OptionData raid() {
    return words(MODE)
        .addChoices(
            texts.choice("on", CommandName.RAID.key() + ".about"),
            texts.choice("off", "raid.is-off"));
  }

  private OptionData setting() {
    OptionData option = words(SETTING);
    Arrays.stream(CommunitySetting.values())
        .forEach(it -> option.addChoices(texts.choice(it.word(), "setting." + it.word())));
    return option;
  }
}
