package org.vitrail.bot.core.studio;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.vitrail.bot.core.Origin;
import org.vitrail.bot.core.Person;
import org.vitrail.bot.core.command.Command.Language;
import org.vitrail.bot.core.command.CommandRules;
import org.vitrail.bot.core.command.HelpText;
import org.vitrail.bot.core.command.ModelMenu;
import org.vitrail.bot.core.delivery.Overview;
import org.vitrail.bot.core.moderator.ModeratorDesk;
import org.vitrail.bot.core.place.Act;
import org.vitrail.bot.core.place.Page;
import org.vitrail.bot.core.place.PlaceBook;
import org.vitrail.bot.core.place.PlaceSetting;
import org.vitrail.bot.core.wording.Wording;
import org.vitrail.config.Messages;
import org.vitrail.config.StyleEntry;

/** Answers the commands that only ask, and the choice of a language, in words. */
final class Answers {
  private final HouseRules house;
  private final HelpText help;
  private final Overview overview;
  private final PlaceBook book;
  private final ModeratorDesk moderators;
  private final Messages messages;

  Answers(
      HouseRules house,
      CommandRules rules,
      Overview overview,
      PlaceBook book,
      ModeratorDesk moderators,
      Messages messages) {
    this.house = house;
    this.help = new HelpText(rules, messages);
    this.overview = overview;
    this.book = book;
    this.moderators = moderators;
    this.messages = messages;
  }

  String queue(Person who, Optional<Origin> origin) {
    String queue = overview.queue(who);
    return origin.map(from -> queue + "\n" + moderators.standing(who, from)).orElse(queue);
  }

  String history(Person who) {
    return overview.history(who);
  }

  String models(Person who) {
    return overview.models(who.locale());
  }

  String help(Person who, Optional<String> topic) {
    return help.text(topic, who.locale());
  }

  String styles(Person who) {
    String locale = who.locale();
    StringBuilder lines = new StringBuilder();
    for (StyleEntry style : house.styles().entries()) {
      String name = style.name(messages.closest(locale));
      lines.append(messages.text(locale, "styles.line", style.id(), name)).append('\n');
    }
    return lines.append(messages.text(locale, "styles.hint")).toString();
  }

  String about(Person who) {
    String locale = who.locale();
    String kept = new Wording(messages).duration(locale, house.retention().pictures());
    String models = String.join(", ", house.models().ids());
    return String.join(
        "\n",
        Stream.of(
                Stream.of(messages.text(locale, "about.text", kept, models)),
                aboutSafety("about.judged", false, locale),
                aboutSafety("about.harmless", true, locale))
            .flatMap(lines -> lines)
            .toList());
  }

  private Stream<String> aboutSafety(String key, boolean harmless, String locale) {
    List<String> models =
        house.models().items().stream()
            .filter(model -> model.harmless() == harmless)
            .map(ModelMenu.Item::id)
            .toList();
    return models.isEmpty()
        ? Stream.of()
        : Stream.of(messages.text(locale, key, String.join(", ", models)));
  }

  String language(Person who, Optional<Origin> origin, Optional<String> code) {
    return origin
        .map(from -> language(who, from, code))
        .orElseGet(() -> messages.text(who.locale(), "language.nowhere"));
  }

  private String language(Person who, Origin origin, Optional<String> code) {
    String locale = who.locale();
    String all = String.join(", ", messages.languages());
    if (code.isEmpty()) {
      return book.page(origin.place())
          .setting(PlaceSetting.LANGUAGE)
          .map(chosen -> messages.text(locale, "language.is", chosen, all))
          .orElseGet(() -> messages.text(locale, "language.own", all));
    }
    if (!origin.standing().maySetTaste()) {
      return messages.text(locale, "language.not-allowed");
    }
    if (code.get().equalsIgnoreCase(Language.AUTO)) {
      book.apply(choice(who, origin, Optional.empty()));
      return messages.text(locale, "language.cleared");
    }
    String language = messages.closest(code.get());
    book.apply(choice(who, origin, Optional.of(language)));
    return messages.text(language, "language.chosen");
  }

  private static Act choice(Person who, Origin origin, Optional<String> language) {
    return new Act(origin.place(), who.key(), "/language", language.orElse(Language.AUTO), "")
        .with(Page.settingField(PlaceSetting.LANGUAGE), language);
  }
}
