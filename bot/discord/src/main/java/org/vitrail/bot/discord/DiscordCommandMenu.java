package org.vitrail.bot.discord;

import java.util.ArrayList;
import java.util.List;
import net.dv8tion.jda.api.interactions.InteractionContextType;
import net.dv8tion.jda.api.interactions.commands.OptionType;
import net.dv8tion.jda.api.interactions.commands.build.CommandData;
import net.dv8tion.jda.api.interactions.commands.build.Commands;
import net.dv8tion.jda.api.interactions.commands.build.OptionData;
import net.dv8tion.jda.api.interactions.commands.build.SlashCommandData;
import org.vitrail.bot.core.command.Command.Forget;
import org.vitrail.bot.core.command.CommandName;
import org.vitrail.bot.core.command.ImagineOption;
import org.vitrail.config.Messages;

/** The commands as Discord lists them: here those of everybody. */
final class DiscordCommandMenu {
  static final String PROMPT = "prompt";
  static final String IMAGE = "image";
  static final String JOB = "job";
  static final String PICTURE = "picture";
  static final String LANGUAGE = "language";
  static final String TOPIC = "command";
  static final String CODE = "code";
  static final String ACTION = "action";
  static final String CONFIRM = "confirm";

  private static final int MAX_PICTURES = 9;

  private final MenuFormatter texts;
  private final ModeratorMenu moderators;

  DiscordCommandMenu(Messages messages) {
    this.texts = new MenuFormatter(messages);
    this.moderators = new ModeratorMenu(texts);
  }

  List<CommandData> commands() {
    List<CommandData> commands = new ArrayList<>();
    for (CommandName name : CommandName.values()) {
      commands.add(slash(name));
    }
    commands.add(
        Commands.message(texts.text("menu.imagine-from"))
            .setNameLocalizations(texts.localized("menu.imagine-from"))
            .setContexts(contexts()));
    return commands;
  }

  private SlashCommandData slash(CommandName name) {
    String about = name.key() + ".about";
    SlashCommandData command =
        Commands.slash(name.word(), texts.text(about))
            .setDescriptionLocalizations(texts.localized(about));
    return name.isForModerators()
        ? moderators.complete(command, name)
        : command.setContexts(contexts()).addOptions(options(name));
  }

  private List<OptionData> options(CommandName name) {
    return switch (name) {
      case IMAGINE -> imagine();
      case VARY, UPSCALE -> List.of(texts.job(true), picture());
      case AGAIN, SHOW, DELETE -> List.of(texts.job(true));
      // One's own jobs, which are all that could be proposed, are nothing to report.
      case REPORT -> List.of(texts.words(JOB, true));
      case CANCEL -> List.of(texts.job(false));
      case LANGUAGE -> List.of(texts.words(LANGUAGE, false).setAutoComplete(true));
      case HELP -> List.of(texts.words(TOPIC, false).setAutoComplete(true));
      case LINK -> List.of(texts.words(CODE, false));
      case QUEUE ->
          List.of(texts.words(ACTION, false).addChoices(texts.choice("clear", "choice.clear")));
      case FORGET ->
          List.of(
              texts
                  .words(CONFIRM, false)
                  .addChoices(texts.choice(Forget.CONFIRMATION, "choice.everything")));
      default -> List.of();
    };
  }

  private List<OptionData> imagine() {
    List<OptionData> options = new ArrayList<>();
    options.add(texts.words(PROMPT, true));
    for (ImagineOption option : ImagineOption.values()) {
      options.add(
          texts
              .option(type(option), option.word(), false)
              .setAutoComplete(option == ImagineOption.MODEL || option == ImagineOption.STYLE));
    }
    options.add(texts.option(OptionType.ATTACHMENT, IMAGE, false));
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

  private OptionData picture() {
    return texts.option(OptionType.INTEGER, PICTURE, true).setRequiredRange(1, MAX_PICTURES);
  }

  private static List<InteractionContextType> contexts() {
    return List.of(InteractionContextType.GUILD, InteractionContextType.BOT_DM);
  }
}
