package org.vitrail.bot.discord;

import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import net.dv8tion.jda.api.interactions.DiscordLocale;
import net.dv8tion.jda.api.interactions.commands.Command.Choice;
import net.dv8tion.jda.api.interactions.commands.OptionType;
import net.dv8tion.jda.api.interactions.commands.build.OptionData;
import net.dv8tion.jda.api.interactions.commands.build.SubcommandData;
import org.vitrail.bot.command.CommandSpec;
import org.vitrail.bot.command.wording.TextCut;
import org.vitrail.config.Messages;

/**
 * Says in every language what commands, options and choices are for. Their names are the same in
 * all of them, as help and people's own words refer to them.
 */
final class MenuFormatter {
  /** Languages of ours under other names of Discord's. */
  private static final Map<String, DiscordLocale> REGIONS =
      Map.of("zh", DiscordLocale.CHINESE_CHINA, "en", DiscordLocale.ENGLISH_UK);

  private static final String STANDARD = "en";

  private final Messages messages;

  MenuFormatter(Messages messages) {
    this.messages = messages;
  }

  /** For those whose language has no texts here. */
  String text(String key) {
    return messages.text(STANDARD, key);
  }

  Map<DiscordLocale, String> localized(String key) {
    return localized(key, text -> text);
  }

  SubcommandData subcommand(CommandSpec command, String name) {
    String about = command.key() + "." + name + ".about";
    return new SubcommandData(name, text(about)).setDescriptionLocalizations(localized(about));
  }

  OptionData option(OptionType type, String name, boolean isRequired) {
    String own = "option." + name + ".about";
    String about = messages.has(own) ? own : "option.own.short";
    return new OptionData(type, name, text(about), isRequired)
        .setDescriptionLocalizations(localized(about));
  }

  /**
   * A word as it is typed, and what it means.
   *
   * @param key of the text that says so
   */
  Choice choice(String word, String key) {
    UnaryOperator<String> named = text -> label(word, text);
    return new Choice(label(word, text(key)), word).setNameLocalizations(localized(key, named));
  }

  /** A number as it is chosen, and what it means. */
  Choice choice(long number, String key) {
    String word = Long.toString(number);
    UnaryOperator<String> named = text -> label(word, text);
    return new Choice(label(word, text(key)), number).setNameLocalizations(localized(key, named));
  }

  /** How a choice is shown, as far as there is room. */
  static String label(String word, String meaning) {
    return cut(word + " – " + meaning);
  }

  static String cut(String label) {
    return TextCut.toUnits(label, OptionData.MAX_CHOICE_NAME_LENGTH);
  }

  private Map<DiscordLocale, String> localized(String key, UnaryOperator<String> change) {
    Map<DiscordLocale, String> texts = new HashMap<>();
    for (String language : messages.languages()) {
      DiscordLocale locale = REGIONS.getOrDefault(language, DiscordLocale.from(language));
      if (locale != DiscordLocale.UNKNOWN) {
        texts.put(locale, change.apply(messages.text(language, key)));
      }
    }
    return texts;
  }
}
