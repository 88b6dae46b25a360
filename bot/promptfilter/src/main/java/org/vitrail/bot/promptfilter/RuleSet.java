package org.vitrail.bot.promptfilter;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The rules of one source, compiled; knows nothing of which rule wins. */
final class RuleSet {
  private final List<BlockRule> rules;
  private final BlockedTermTree terms;
  private final Map<BlockRule, Pattern> patterns = new LinkedHashMap<>();

  RuleSet(Collection<BlockRule> rules) {
    this.rules = List.copyOf(rules);
    this.terms = new BlockedTermTree(this.rules);
    for (BlockRule rule : this.rules) {
      if (rule.kind() == BlockRule.Kind.PATTERN) {
        patterns.put(rule, rule.pattern());
      }
    }
  }

  List<BlockRule> rules() {
    return rules;
  }

  boolean hasPatterns() {
    return !patterns.isEmpty();
  }

  /** Hands over what the words find, in the order of their ends. */
  void findTerms(String prompt, Unit[] units, Consumer<Match> found) {
    BlockedTermScan.run(
        units,
        terms,
        place ->
            found.accept(
                match(place.rule(), prompt, units[place.first()].start, units[place.last()].end)));
  }

  /** Hands over what the expressions find. */
  void findPatterns(String prompt, PlainText plain, Consumer<Match> found) {
    patterns.forEach(
        (rule, pattern) -> {
          Matcher matcher = pattern.matcher(plain.text());
          while (matcher.find()) {
            if (matcher.end() > matcher.start()) {
              found.accept(
                  match(rule, prompt, plain.start(matcher.start()), plain.end(matcher.end() - 1)));
            }
          }
        });
  }

  private static Match match(BlockRule rule, String prompt, int start, int end) {
    return new Match(rule, start, end, prompt.substring(start, end));
  }
}
