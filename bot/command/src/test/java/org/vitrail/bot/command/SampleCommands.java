package org.vitrail.bot.command;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vitrail.bot.command.catalogue.ModelMenu;
import org.vitrail.config.AllowedValues;
import org.vitrail.config.Messages;
import org.vitrail.config.OptionRange;
import org.vitrail.config.StyleCatalogue;

/** Models, styles and texts for tests that do not care which, and a parser that knows them. */
public final class SampleCommands {
  public static final Messages MESSAGES = Messages.load(null);

  /** As today's models have them. */
  public static final Map<String, AllowedValues> OPTIONS = options();

  public static final ModelMenu.Item BUNDLED =
      new ModelMenu.Item("bundled", "Vitrail's own", "Single objects.", OPTIONS, 9, true);
  public static final ModelMenu.Item MEGA =
      new ModelMenu.Item("mega", "DALL·E mega", "Nearly anything.", OPTIONS, 4, false);
  public static final ModelMenu MODELS = new ModelMenu(List.of(BUNDLED, MEGA), BUNDLED);
  public static final StyleCatalogue STYLES = StyleCatalogue.load(null);

  private SampleCommands() {}

  public static CommandRules rules() {
    return new CommandRules(1000, 9, MODELS, STYLES, MESSAGES);
  }

  public static CommandParser parser() {
    return new CommandParser(rules(), MODELS, STYLES, MESSAGES);
  }

  private static Map<String, AllowedValues> options() {
    Map<String, AllowedValues> options = new LinkedHashMap<>();
    options.put("temperature", OptionRange.from("0.6", "0.01", "10"));
    options.put("guidance", OptionRange.from("3.0", "0", "50"));
    options.put("top-k", OptionRange.whole(64, 0, 16_384));
    options.put("top-p", OptionRange.above("1.0", "0", "1"));
    return options;
  }
}
