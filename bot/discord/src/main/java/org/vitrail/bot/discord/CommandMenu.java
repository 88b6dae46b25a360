package org.vitrail.bot.discord;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.dv8tion.jda.api.Permission;
import net.dv8tion.jda.api.interactions.DiscordLocale;
import net.dv8tion.jda.api.interactions.InteractionContextType;
import net.dv8tion.jda.api.interactions.commands.DefaultMemberPermissions;
import net.dv8tion.jda.api.interactions.commands.OptionType;
import net.dv8tion.jda.api.interactions.commands.build.CommandData;
import net.dv8tion.jda.api.interactions.commands.build.Commands;
import net.dv8tion.jda.api.interactions.commands.build.OptionData;
import net.dv8tion.jda.api.interactions.commands.build.SlashCommandData;
import org.vitrail.bot.core.command.CommandName;
import org.vitrail.bot.core.command.ImagineOption;
import org.vitrail.config.Messages;

/**
 * The commands as Discord lists them. Their names are the same in every language, as help and
 * people's own words refer to them; what they do is said in each.
 */
final class CommandMenu {
  static final String PROMPT = "prompt";
  static final String IMAGE = "image";
  static final String JOB = "job";
  static final String PICTURE = "picture";
  static final String LANGUAGE = "language";
  static final String TOPIC = "command";
  static final String CODE = "code";
  static final String WORDS = "words";
  static final String REASON = "reason";

  /** Languages of ours under other names of Discord's. */
  private static final Map<String, DiscordLocale> REGIONS =
      Map.of("zh", DiscordLocale.CHINESE_CHINA, "en", DiscordLocale.ENGLISH_UK);

  private static final String STANDARD = "en";
  private static final int MOST_PICTURES = 9;

  private final Messages messages;

  CommandMenu(Messages messages) {
    this.messages = messages;
  }

  List<CommandData> commands() {
    List<CommandData> commands = new ArrayList<>();
    for (CommandName name : CommandName.values()) {
      commands.add(slash(name));
    }
    commands.add(
        Commands.message(messages.text(STANDARD, "menu.imagine-from"))
            .setNameLocalizations(localized("menu.imagine-from"))
            .setContexts(contexts()));
    return commands;
  }

  /** Others do not see the commands of moderators, unless a server's owner wants them to. */
  private SlashCommandData slash(CommandName name) {
    String about = name.key() + ".about";
    DefaultMemberPermissions seenBy =
        name.isForModerators()
            ? DefaultMemberPermissions.enabledFor(Permission.MODERATE_MEMBERS)
            : DefaultMemberPermissions.ENABLED;
    return Commands.slash(name.word(), messages.text(STANDARD, about))
        .setDescriptionLocalizations(localized(about))
        .setContexts(contexts())
        .setDefaultPermissions(seenBy)
        .addOptions(options(name));
  }

  private List<OptionData> options(CommandName name) {
    return switch (name) {
      case IMAGINE -> imagine();
      case VARY, UPSCALE -> List.of(job(true), picture());
      case AGAIN, SHOW -> List.of(job(true));
      case CANCEL -> List.of(job(false));
      case LANGUAGE -> List.of(option(OptionType.STRING, LANGUAGE, false).setAutoComplete(true));
      case HELP -> List.of(topic());
      case DELETE, REPORT -> List.of(job(true));
      case LINK -> List.of(option(OptionType.STRING, CODE, false));
      case FORGET, UNBAN, BLOCKLIST, SAFE, RAID, PAUSE, REPORTS, AUDIT, UNDO, SETTINGS ->
          List.of(option(OptionType.STRING, WORDS, false));
      case QUOTA, LIMIT, BAN, MUTE ->
          List.of(
              option(OptionType.STRING, WORDS, false), option(OptionType.STRING, REASON, false));
      case QUEUE, HISTORY, STYLES, MODELS, ABOUT, MYDATA, RESUME -> List.of();
    };
  }

  private List<OptionData> imagine() {
    List<OptionData> options = new ArrayList<>();
    options.add(option(OptionType.STRING, PROMPT, true));
    for (ImagineOption option : ImagineOption.values()) {
      options.add(
          option(type(option), option.word(), false)
              .setAutoComplete(option == ImagineOption.MODEL || option == ImagineOption.STYLE));
    }
    options.add(option(OptionType.ATTACHMENT, IMAGE, false));
    return options;
  }

  /** A seed has more digits than Discord's numbers keep. */
  private static OptionType type(ImagineOption option) {
    return switch (option) {
      case SEED, MODEL, STYLE -> OptionType.STRING;
      case COUNT, TOP_K -> OptionType.INTEGER;
      case TEMPERATURE, GUIDANCE, TOP_P -> OptionType.NUMBER;
      case PRIVATE -> OptionType.BOOLEAN;
    };
  }

  private OptionData job(boolean isRequired) {
    return option(OptionType.STRING, JOB, isRequired).setAutoComplete(true);
  }

  private OptionData picture() {
    return option(OptionType.INTEGER, PICTURE, true).setRequiredRange(1, MOST_PICTURES);
  }

  private OptionData topic() {
    OptionData topic = option(OptionType.STRING, TOPIC, false);
    Arrays.stream(CommandName.values())
        .limit(OptionData.MAX_CHOICES)
        .forEach(it -> topic.addChoice(it.word(), it.word()));
    return topic;
  }

  private OptionData option(OptionType type, String name, boolean isRequired) {
    String about = "option." + name + ".about";
    return new OptionData(type, name, messages.text(STANDARD, about), isRequired)
        .setDescriptionLocalizations(localized(about));
  }

  private Map<DiscordLocale, String> localized(String key) {
    Map<DiscordLocale, String> texts = new HashMap<>();
    for (String language : messages.languages()) {
      DiscordLocale locale = REGIONS.getOrDefault(language, DiscordLocale.from(language));
      if (locale != DiscordLocale.UNKNOWN) {
        texts.put(locale, messages.text(language, key));
      }
    }
    return texts;
  }

  private static List<InteractionContextType> contexts() {
    return List.of(InteractionContextType.GUILD, InteractionContextType.BOT_DM);
  }
}
