package org.vitrail.bot.promptfilter;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Words, phrases and expressions that no prompt may hold; knows nothing of people or replies. Never
 * changes once built; safe for several threads.
 *
 * <p>Words are compared as a reader takes them: {@link Spelling} and {@link Alphabet} say what is
 * evened out. They match whole words only. Expressions see the prompt as written, but for NFKC.
 * What lies within an exception is never found. This stops the careless and the playful; it is not
 * a judge of meaning.
 */
public final class TextFilter {
  /** Lets everything pass. */
  public static final TextFilter NONE = new TextFilter(List.of());

  private static final Comparator<Match> LEFTMOST_LONGEST =
      Comparator.comparingInt(Match::start).thenComparing(Match::end, Comparator.reverseOrder());

  private final List<RuleSet> sets;

  private TextFilter(List<RuleSet> sets) {
    this.sets = sets;
  }

  public static TextFilter of(Collection<BlockRule> rules) {
    return new TextFilter(List.of(new RuleSet(rules)));
  }

  /** The rules of both, exceptions of either holding for all; nothing is compiled again. */
  public TextFilter and(TextFilter other) {
    List<RuleSet> both = new ArrayList<>(sets);
    both.addAll(other.sets);
    return new TextFilter(List.copyOf(both));
  }

  /** All rules, in the order they were given. */
  public List<BlockRule> rules() {
    return sets.stream().flatMap(set -> set.rules().stream()).toList();
  }

  /**
   * The first blocked part of the prompt.
   *
   * @param language in which its author is answered, such as {@code de}
   */
  public Optional<Match> find(String prompt, String language) {
    return findAll(prompt, language).stream().findFirst();
  }

  /** Every blocked part from left to right; parts of one rule do not overlap. */
  public List<Match> findAll(String prompt, String language) {
    List<Match> blocked = new ArrayList<>();
    List<Match> exceptions = new ArrayList<>();
    for (Match match : matches(prompt)) {
      if (match.rule().holdsIn(language)) {
        boolean exception = match.rule().kind() == BlockRule.Kind.EXCEPTION;
        (exception ? exceptions : blocked).add(match);
      }
    }
    blocked.removeIf(match -> exceptions.stream().anyMatch(match::isInside));
    blocked.sort(LEFTMOST_LONGEST);
    return withoutOverlaps(blocked);
  }

  private List<Match> matches(String prompt) {
    List<Match> matches = new ArrayList<>();
    Unit[] units = Spelling.of(prompt);
    sets.forEach(set -> set.findTerms(prompt, units, matches::add));
    if (sets.stream().anyMatch(RuleSet::hasPatterns)) {
      PlainText plain = PlainText.of(prompt);
      sets.forEach(set -> set.findPatterns(prompt, plain, matches::add));
    }
    return matches;
  }

  private static List<Match> withoutOverlaps(List<Match> sorted) {
    Map<BlockRule, Integer> ends = new HashMap<>();
    List<Match> kept = new ArrayList<>();
    for (Match match : sorted) {
      if (match.start() >= ends.getOrDefault(match.rule(), 0)) {
        kept.add(match);
        ends.put(match.rule(), match.end());
      }
    }
    return kept;
  }
}
