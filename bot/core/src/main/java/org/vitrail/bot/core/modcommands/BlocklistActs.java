package org.vitrail.bot.core.modcommands;

import java.util.ArrayList;
import java.util.List;
import org.vitrail.bot.core.ImpossibleException;
import org.vitrail.bot.core.admission.CommunityFilters;
import org.vitrail.bot.core.community.CommunitySettings;
import org.vitrail.bot.core.community.CommunitySettingsStore;
import org.vitrail.bot.promptfilter.BlockRule;
import org.vitrail.bot.promptfilter.Match;
import org.vitrail.bot.promptfilter.RuleException;
import org.vitrail.config.Messages;

/** {@code /blocklist}: what is not drawn in a community, and a dry run. */
public final class BlocklistActs {
  private static final int MAX_RULES = 500;

  /** Each is run over every prompt, where words are looked up all at once. */
  private static final int MAX_PATTERNS = 50;

  private static final int MAX_SHOWN = 50;

  private final CommunitySettingsStore book;
  private final CommunityFilters filters;
  private final Messages messages;

  public BlocklistActs(CommunitySettingsStore book, CommunityFilters filters, Messages messages) {
    this.book = book;
    this.filters = filters;
    this.messages = messages;
  }

  public String handle(ModContext context) throws ImpossibleException {
    String rest = context.rest(1).strip();
    return switch (context.action()) {
      case "", "list" -> list(context);
      case "add" -> add(context, rest);
      case "remove" -> remove(context, rest);
      case "test" -> test(context, rest);
      default -> throw context.misused();
    };
  }

  private String list(ModContext context) {
    List<String> rules = context.page().blocked();
    if (rules.isEmpty()) {
      return context.text("blocklist.empty");
    }
    List<String> lines = new ArrayList<>();
    lines.add(context.text("blocklist.count", rules.size()));
    rules.stream().limit(MAX_SHOWN).forEach(lines::add);
    if (rules.size() > MAX_SHOWN) {
      lines.add(context.text("blocklist.more", rules.size() - MAX_SHOWN));
    }
    return String.join("\n", lines);
  }

  /** The rules that can be removed. */
  List<Suggestion> suggestions(String community) {
    return book.page(community).blocked().stream().map(rule -> new Suggestion(rule, rule)).toList();
  }

  private String add(ModContext context, String typed) throws ImpossibleException {
    if (typed.isEmpty()) {
      throw context.misused();
    }
    CommunitySettings page = context.page();
    BlockRule rule = parse(typed);
    if (page.blocked().contains(rule.text())) {
      throw new ImpossibleException("blocklist.there", rule.text());
    } else if (page.blocked().size() >= MAX_RULES) {
      throw new ImpossibleException("blocklist.full", MAX_RULES);
    } else if (rule.kind() == BlockRule.Kind.PATTERN && patterns(page) >= MAX_PATTERNS) {
      throw new ImpossibleException("blocklist.full-patterns", MAX_PATTERNS);
    }
    return context.write(
        context
            .act("/blocklist add", rule.text())
            .with(CommunitySettings.blockedField(rule.text()), context.who().key()),
        context.text("blocklist.added", rule.text()));
  }

  private static long patterns(CommunitySettings page) {
    return page.blocked().stream().filter(BlockRule::isPattern).count();
  }

  private String remove(ModContext context, String rule) throws ImpossibleException {
    if (!context.page().blocked().contains(rule)) {
      throw new ImpossibleException("blocklist.not-there", rule);
    }
    return context.write(
        context.act("/blocklist remove", rule).without(CommunitySettings.blockedField(rule)),
        context.text("blocklist.removed", rule));
  }

  /** Which rule finds which part; nothing is drawn and nothing written down. */
  private String test(ModContext context, String prompt) throws ImpossibleException {
    if (prompt.isEmpty()) {
      throw context.misused();
    }
    List<Match> found = filters.at(context.page()).findAll(prompt, context.locale());
    if (found.isEmpty()) {
      return context.text("blocklist.passes");
    }
    List<String> lines = new ArrayList<>();
    for (Match match : found) {
      lines.add(
          context.text(
              "blocklist.found", match.part(), match.rule().text(), match.rule().source()));
    }
    return String.join("\n", lines);
  }

  private BlockRule parse(String typed) throws ImpossibleException {
    try {
      return BlockRule.parse(typed, "", "chat");
    } catch (RuleException e) {
      throw new ImpossibleException(locale -> e.text(messages, locale));
    }
  }
}
