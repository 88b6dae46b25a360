package org.vitrail.bot.command;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vitrail.bot.command.catalogue.ModelMenu;
import org.vitrail.config.AllowedValues;
import org.vitrail.config.Messages;
import org.vitrail.config.OptionRange;
import org.vitrail.config.StyleCatalogue;
import org.vitrail.inference.protocol.Proposals;

/** Models, styles and texts for tests that do not care which, and a parser that knows them. */
public final class SampleCommands {
  public static final Messages MESSAGES = Messages.load(null);

  /** As today's models have them. */
  public static final Map<String, AllowedValues> OPTIONS = options();

  public static final ModelMenu.Item BUNDLED =
      new ModelMenu.Item("bundled", "Vitrail's own", "Single objects.", OPTIONS, 9, true);
  public static final ModelMenu.Item MEGA =
      new ModelMenu.Item("mega", "DALL·E mega", "Nearly anything.", OPTIONS, 4, false);
  public static final Proposals PROPOSALS =
      new Proposals(
          List.of("a fox in the snow", "a castle at night", "two parrots"),
          List.of("cat", "caterpillar", "castle", "halloween pumpkin", "black cat"),
          List.of("a cartoon of {}", "{} on the grass", "{} at night"));

  private static final Map<String, Proposals> PROPOSED =
      Map.of(
          "en", PROPOSALS,
          "de",
              new Proposals(
                  List.of("ein Fuchs im Schnee"),
                  List.of("Katze", "Kürbis"),
                  List.of("{}, Cartoon", "{} auf dem Gras")),
          "ru", new Proposals(List.of("лиса на снегу"), List.of("кошка"), List.of("{} на траве")),
          "zh", new Proposals(List.of("雪地里的狐狸"), List.of("猫", "毛毛虫"), List.of("{}，草地背景")));

  /** The first of them proposes prompts, as the bundled one does. */
  public static final ModelMenu MODELS =
      new ModelMenu(List.of(BUNDLED, MEGA), BUNDLED)
          .proposing(
              (id, language) ->
                  Optional.ofNullable(PROPOSED.get(language)).filter(it -> id.equals("bundled")));

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
