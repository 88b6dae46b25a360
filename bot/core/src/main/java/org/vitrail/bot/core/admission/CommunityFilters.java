package org.vitrail.bot.core.admission;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vitrail.bot.core.community.CommunitySettings;
import org.vitrail.bot.core.community.CommunitySettingsStore;
import org.vitrail.bot.promptfilter.BlockRule;
import org.vitrail.bot.promptfilter.Match;
import org.vitrail.bot.promptfilter.RuleException;
import org.vitrail.bot.promptfilter.TextFilter;
import org.vitrail.bot.quota.Rule;
import org.vitrail.config.Messages;

/**
 * What is not drawn in a community: the operator's file, what the operator added, what the
 * community's moderators added. An exception of any of them counts for all.
 */
public final class CommunityFilters {
  private static final Logger LOG = LoggerFactory.getLogger(CommunityFilters.class);

  /** Where a rule of a community comes from, in the answer to a dry run. */
  private static final String CHAT = "chat";

  private static final int MAX_FILTERS = 1_000;

  private final Supplier<TextFilter> file;
  private final CommunitySettingsStore book;
  private final Messages messages;
  private final LoadingCache<List<String>, TextFilter> compiled =
      Caffeine.newBuilder().maximumSize(MAX_FILTERS).build(CommunityFilters::compile);

  /**
   * @param file asked anew for each prompt, as it may change
   * @param messages know in which language a person is answered
   */
  public CommunityFilters(
      Supplier<TextFilter> file, CommunitySettingsStore book, Messages messages) {
    this.file = file;
    this.book = book;
    this.messages = messages;
  }

  /** All that holds in a community, in one. */
  public PlaceFilter at(CommunitySettings community) {
    TextFilter all = file.get().and(compiled.get(book.page(Rule.HOUSE).blocked()));
    return new PlaceFilter(
        community.community().equals(Rule.HOUSE) ? all : all.and(compiled.get(community.blocked())),
        messages);
  }

  /**
   * @param filter of all rules that hold there
   */
  public record PlaceFilter(TextFilter filter, Messages messages) {
    /** The first part of a prompt that is not drawn. */
    public Optional<Match> find(String prompt, String locale) {
      return filter.find(prompt, messages.closest(locale));
    }

    /** Every part of a prompt that is not drawn. */
    public List<Match> findAll(String prompt, String locale) {
      return filter.findAll(prompt, messages.closest(locale));
    }
  }

  private static TextFilter compile(List<String> lines) {
    List<BlockRule> rules = new ArrayList<>();
    for (String line : lines) {
      try {
        rules.add(BlockRule.parse(line, "", CHAT));
      } catch (RuleException e) {
        LOG.warn("A rule of a community's blocklist is passed over: {}", e.getMessage());
      }
    }
    return TextFilter.of(rules);
  }
}
