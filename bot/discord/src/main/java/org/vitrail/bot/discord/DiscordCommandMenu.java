package org.vitrail.bot.discord;

import java.util.ArrayList;
import java.util.List;
import net.dv8tion.jda.api.Permission;
import net.dv8tion.jda.api.entities.channel.ChannelType;
import net.dv8tion.jda.api.interactions.InteractionContextType;
import net.dv8tion.jda.api.interactions.commands.DefaultMemberPermissions;
import net.dv8tion.jda.api.interactions.commands.OptionType;
import net.dv8tion.jda.api.interactions.commands.build.CommandData;
import net.dv8tion.jda.api.interactions.commands.build.Commands;
import net.dv8tion.jda.api.interactions.commands.build.OptionData;
import net.dv8tion.jda.api.interactions.commands.build.SlashCommandData;
import org.vitrail.bot.command.ActionSpec;
import org.vitrail.bot.command.CommandSpec;
import org.vitrail.bot.command.OptionKind;
import org.vitrail.bot.command.OptionSpec;
import org.vitrail.config.Messages;

/**
 * The commands as Discord lists them. People, roles and channels are chosen from Discord's own
 * lists; amounts and times are in people's own words, as the core understands them.
 */
final class DiscordCommandMenu {
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

  private final List<OptionSpec> imagineOptions;

  /**
   * @param imagineOptions what {@code /imagine} takes, with the options of the models here
   */
  DiscordCommandMenu(Messages messages, List<OptionSpec> imagineOptions) {
    this.texts = new MenuFormatter(messages);
    this.imagineOptions = fitting(imagineOptions);
  }

  /** Of models' own options as many as Discord lists; the others can be typed with the prompt. */
  private static List<OptionSpec> fitting(List<OptionSpec> options) {
    List<OptionSpec> fitting = new ArrayList<>(options);
    for (int at = options.size() - 1; fitting.size() > CommandData.MAX_OPTIONS; at--) {
      if (!CommandSpec.IMAGINE.options().contains(options.get(at))) {
        fitting.remove(at);
      }
    }
    return fitting;
  }

  List<CommandData> commands() {
    List<CommandData> commands = new ArrayList<>();
    for (CommandSpec spec : CommandSpec.values()) {
      commands.add(slash(spec));
    }
    commands.add(
        Commands.message(texts.text("menu.imagine-from"))
            .setNameLocalizations(texts.localized("menu.imagine-from"))
            .setContexts(InteractionContextType.GUILD, InteractionContextType.BOT_DM));
    return commands;
  }

  /**
   * Others than moderators do not see what is for these, unless a server's owner wants them to; in
   * a private chat there is nobody to decide about.
   */
  private SlashCommandData slash(CommandSpec spec) {
    String about = spec.key() + ".about";
    SlashCommandData command =
        Commands.slash(spec.word(), texts.text(about))
            .setDescriptionLocalizations(texts.localized(about));
    for (ActionSpec action : spec.actions()) {
      List<OptionSpec> specs = spec == CommandSpec.IMAGINE ? imagineOptions : action.options();
      List<OptionData> options = specs.stream().map(this::option).toList();
      if (action.word().isEmpty()) {
        command.addOptions(options);
      } else {
        command.addSubcommands(texts.subcommand(spec, action.word()).addOptions(options));
      }
    }
    return spec.isForModerators()
        ? command
            .setContexts(InteractionContextType.GUILD)
            .setDefaultPermissions(DefaultMemberPermissions.enabledFor(Permission.MODERATE_MEMBERS))
        : command.setContexts(InteractionContextType.GUILD, InteractionContextType.BOT_DM);
  }

  private OptionData option(OptionSpec spec) {
    OptionData option =
        texts
            .option(type(spec.kind()), spec.name(), spec.isRequired())
            .setAutoComplete(spec.kind().isProposed());
    if (spec.kind().max() > 0) {
      option.setRequiredRange(1, spec.kind().max());
    }
    if (spec.kind() == OptionKind.CHANNEL) {
      option.setChannelTypes(CHANNELS);
    }
    if (spec.kind() == OptionKind.SHARE) {
      option.setRequiredRange(0., 1.);
    }
    spec.choices()
        .forEach(
            it ->
                option.addChoices(
                    option.getType() == OptionType.INTEGER
                        ? texts.choice(Long.parseLong(it.word()), it.key())
                        : texts.choice(it.word(), it.key())));
    return option;
  }

  private static OptionType type(OptionKind kind) {
    return switch (kind) {
      case PROMPT,
          SEED,
          ASPECT,
          MODEL,
          CODEC,
          STYLE,
          KEEP,
          NAME,
          JOB,
          REPORTED_JOB,
          LANGUAGE,
          COMMAND,
          LINK_CODE,
          CONFIRMATION,
          ACTION,
          WORDS,
          EXPIRY,
          REASON,
          BLOCKED_TERM,
          REPORT,
          SETTING_VALUE ->
          OptionType.STRING;
      case WHOLE, PICTURE, FACTOR, LIMIT, ACT -> OptionType.INTEGER;
      case DECIMAL, SHARE -> OptionType.NUMBER;
      case YES_NO -> OptionType.BOOLEAN;
      case FILE -> OptionType.ATTACHMENT;
      case PERSON -> OptionType.USER;
      case PERSON_OR_ROLE -> OptionType.MENTIONABLE;
      case ROLE -> OptionType.ROLE;
      case CHANNEL -> OptionType.CHANNEL;
    };
  }
}
