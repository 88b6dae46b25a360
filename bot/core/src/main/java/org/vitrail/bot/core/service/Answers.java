package org.vitrail.bot.core.service;

import static org.vitrail.bot.command.CommandSpec.ABOUT;
import static org.vitrail.bot.command.CommandSpec.HELP;
import static org.vitrail.bot.command.CommandSpec.HISTORY;
import static org.vitrail.bot.command.CommandSpec.LANGUAGE;
import static org.vitrail.bot.command.CommandSpec.MODELS;
import static org.vitrail.bot.command.CommandSpec.QUEUE;
import static org.vitrail.bot.command.CommandSpec.STYLES;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.vitrail.bot.command.Command.Ask;
import org.vitrail.bot.command.CommandRules;
import org.vitrail.bot.command.CommunitySetting;
import org.vitrail.bot.command.HelpText;
import org.vitrail.bot.command.catalogue.ModelMenu;
import org.vitrail.bot.command.wording.DurationFormatter;
import org.vitrail.bot.core.Origin;
import org.vitrail.bot.core.Person;
import org.vitrail.bot.core.community.Act;
import org.vitrail.bot.core.community.CommunitySettings;
import org.vitrail.bot.core.community.CommunitySettingsStore;
import org.vitrail.bot.core.jobview.Overview;
import org.vitrail.bot.core.modcommands.ModCommandHandler;
import org.vitrail.config.Messages;
import org.vitrail.config.StyleEntry;

/** Answers the commands that only ask, and the choice of a language, in words. */
final class Answers {
  private final InstanceRules instance;
  private final HelpText help;
  private final SurpriseOffer surprise;
  private final Overview overview;
  private final CommunitySettingsStore book;
  private final ModCommandHandler moderators;
  private final Messages messages;

  Answers(
      InstanceRules instance,
      CommandRules rules,
      Overview overview,
      CommunitySettingsStore book,
      ModCommandHandler moderators,
      Messages messages) {
    this.instance = instance;
    this.help = new HelpText(rules, messages);
    this.surprise = new SurpriseOffer(rules.proposals(), messages);
    this.overview = overview;
    this.book = book;
    this.moderators = moderators;
    this.messages = messages;
  }

  void addTo(CommandHandlers handlers) {
    handlers
        .ask(QUEUE, (ask, request) -> request.said(queue(request.who(), request.origin())))
        .ask(HISTORY, (ask, request) -> request.said(overview.history(request.who())))
        .ask(STYLES, (ask, request) -> request.said(styles(request.who())))
        .ask(MODELS, (ask, request) -> request.said(overview.models(request.who().locale())))
        .ask(ABOUT, (ask, request) -> request.said(about(request.who())))
        .ask(HELP, this::help)
        .ask(
            LANGUAGE,
            (ask, request) -> request.said(language(request.who(), request.origin(), ask.word())));
  }

  private Reply help(Ask ask, CommandRequest request) {
    String locale = request.who().locale();
    return new Reply.Said(help.text(ask.word(), locale), request.audience(), surprise.in(locale));
  }

  private String queue(Person who, Optional<Origin> origin) {
    String queue = overview.queue(who);
    return origin.map(from -> queue + "\n" + moderators.standing(who, from)).orElse(queue);
  }

  private String styles(Person who) {
    String locale = who.locale();
    StringBuilder lines = new StringBuilder();
    for (StyleEntry style : instance.styles().entries()) {
      String name = style.name(messages.closest(locale));
      lines.append(messages.text(locale, "styles.line", style.id(), name)).append('\n');
    }
    return lines.append(messages.text(locale, "styles.hint")).toString();
  }

  private String about(Person who) {
    String locale = who.locale();
    String kept = new DurationFormatter(messages).duration(locale, instance.retention().pictures());
    String models = String.join(", ", instance.models().ids());
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
        instance.models().items().stream()
            .filter(model -> model.harmless() == harmless)
            .map(ModelMenu.Item::id)
            .toList();
    return models.isEmpty()
        ? Stream.of()
        : Stream.of(messages.text(locale, key, String.join(", ", models)));
  }

  private String language(Person who, Optional<Origin> origin, Optional<String> code) {
    return origin
        .map(from -> language(who, from, code))
        .orElseGet(() -> messages.text(who.locale(), "language.nowhere"));
  }

  private String language(Person who, Origin origin, Optional<String> code) {
    String locale = who.locale();
    String all = String.join(", ", messages.languages());
    if (code.isEmpty()) {
      return book.page(origin.community())
          .setting(CommunitySetting.LANGUAGE)
          .map(chosen -> messages.text(locale, "language.is", chosen, all))
          .orElseGet(() -> messages.text(locale, "language.own", all));
    }
    if (!origin.standing().maySetTaste()) {
      return messages.text(locale, "language.not-allowed");
    }
    if (code.get().equalsIgnoreCase(Ask.AUTO)) {
      book.apply(choice(who, origin, Optional.empty()));
      return messages.text(locale, "language.cleared");
    }
    String language = messages.closest(code.get());
    book.apply(choice(who, origin, Optional.of(language)));
    return messages.text(language, "language.chosen");
  }

  private static Act choice(Person who, Origin origin, Optional<String> language) {
    return new Act(origin.community(), who.key(), "/language", language.orElse(Ask.AUTO), "")
        .with(CommunitySettings.settingField(CommunitySetting.LANGUAGE), language);
  }
}
