package org.vitrail.bot.promptfilter;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.vitrail.config.Messages;

/** Filters and texts to test with. */
public final class SampleFilters {
  static final Messages MESSAGES = Messages.load(null);

  private SampleFilters() {}

  /** A blocklist of these lines. */
  public static Supplier<TextFilter> blocking(String... lines) {
    List<BlockRule> rules = new ArrayList<>();
    try {
      for (String line : lines) {
        rules.add(BlockRule.parse(line, "", "test"));
      }
    } catch (RuleException e) {
      throw new IllegalArgumentException(e);
    }
    TextFilter filter = TextFilter.of(rules);
    return () -> filter;
  }
}
