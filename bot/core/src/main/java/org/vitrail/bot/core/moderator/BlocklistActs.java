package org.vitrail.bot.core.moderator;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vitrail.bot.core.admission.PlaceFilters;
import org.vitrail.bot.core.admission.moderation.BlockRule;
import org.vitrail.bot.core.admission.moderation.Match;
import org.vitrail.bot.core.admission.moderation.RuleException;
import org.vitrail.bot.core.place.Page;
import org.vitrail.bot.core.place.PlaceBook;
import org.vitrail.bot.core.queue.ImpossibleException;
import org.vitrail.config.Messages;

/** {@code /blocklist}: what is not drawn at a place, and a dry run. */
final class BlocklistActs {
  private static final int MOST_RULES = 500;

  /** Each is run over every prompt, where words are looked up all at once. */
  private static final int MOST_PATTERNS = 50;

  private static final int MOST_SHOWN = 50;

  private final PlaceBook book;
  private final PlaceFilters filters;
  private final Messages messages;
  private final Scribe scribe;

  BlocklistActs(PlaceBook book, PlaceFilters filters, Messages messages, Scribe scribe) {
    this.book = book;
    this.filters = filters;
    this.messages = messages;
    this.scribe = scribe;
  }

  String handle(Chair chair) throws ImpossibleException {
    String rest = chair.rest(1).strip();
    return switch (chair.action()) {
      case "", "list" -> list(chair);
      case "add" -> add(chair, rest);
      case "remove" -> remove(chair, rest);
      case "test" -> test(chair, rest);
      default -> throw scribe.misused(chair);
    };
  }

  private String list(Chair chair) {
    List<String> rules = book.page(chair.place()).blocked();
    if (rules.isEmpty()) {
      return scribe.text(chair, "blocklist.empty");
    }
    List<String> lines = new ArrayList<>();
    lines.add(scribe.text(chair, "blocklist.count", rules.size()));
    rules.stream().limit(MOST_SHOWN).forEach(lines::add);
    if (rules.size() > MOST_SHOWN) {
      lines.add(scribe.text(chair, "blocklist.more", rules.size() - MOST_SHOWN));
    }
    return String.join("\n", lines);
  }

  /** The rules that can be removed. */
  List<Suggestion> suggestions(String place) {
    return book.page(place).blocked().stream().map(rule -> new Suggestion(rule, rule)).toList();
  }

  private String add(Chair chair, String typed) throws ImpossibleException {
    if (typed.isEmpty()) {
      throw scribe.misused(chair);
    }
    Page page = book.page(chair.place());
    BlockRule rule = parse(chair, typed);
    if (page.blocked().contains(rule.text())) {
      throw scribe.impossible(chair, "blocklist.there", rule.text());
    } else if (page.blocked().size() >= MOST_RULES) {
      throw scribe.impossible(chair, "blocklist.full", MOST_RULES);
    } else if (rule.kind() == BlockRule.Kind.PATTERN && patterns(page) >= MOST_PATTERNS) {
      throw scribe.impossible(chair, "blocklist.full-patterns", MOST_PATTERNS);
    }
    return scribe.write(
        chair
            .act("/blocklist add", rule.text())
            .with(Page.blockedField(rule.text()), Optional.of(chair.who().key())),
        scribe.text(chair, "blocklist.added", rule.text()),
        chair.locale());
  }

  private static long patterns(Page page) {
    return page.blocked().stream().filter(BlockRule::isPattern).count();
  }

  private String remove(Chair chair, String typed) throws ImpossibleException {
    String rule = typed;
    if (!book.page(chair.place()).blocked().contains(rule)) {
      throw scribe.impossible(chair, "blocklist.not-there", rule);
    }
    return scribe.write(
        chair.act("/blocklist remove", rule).with(Page.blockedField(rule), Optional.empty()),
        scribe.text(chair, "blocklist.removed", rule),
        chair.locale());
  }

  /** Which rule finds which part; nothing is drawn and nothing written down. */
  private String test(Chair chair, String prompt) throws ImpossibleException {
    if (prompt.isEmpty()) {
      throw scribe.misused(chair);
    }
    List<Match> found = filters.at(book.page(chair.place())).findAll(prompt, chair.locale());
    if (found.isEmpty()) {
      return scribe.text(chair, "blocklist.passes");
    }
    List<String> lines = new ArrayList<>();
    for (Match match : found) {
      lines.add(
          scribe.text(
              chair, "blocklist.found", match.part(), match.rule().text(), match.rule().source()));
    }
    return String.join("\n", lines);
  }

  private BlockRule parse(Chair chair, String typed) throws ImpossibleException {
    try {
      return BlockRule.parse(typed, "", "chat");
    } catch (RuleException e) {
      throw new ImpossibleException(e.text(messages, chair.locale()));
    }
  }
}
