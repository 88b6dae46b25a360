package org.vitrail.bot.quota;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the rule that decides among all that speak of an asker. Pure: knows neither counts nor
 * Redis.
 *
 * <p>The most specific rule wins: user, role, channel, community, platform, instance, and a
 * community's word before the instance's about the same subject. What is temporary stands for what
 * lasts about the same subject until it ends. Where several are equally specific, as with two
 * roles, a denial beats everything, and else the larger amount counts. A rule that doubles or adds
 * changes the amount of the winner, unless the winner is more specific than itself, or denies.
 */
public final class Rulebook {
  private static final Comparator<Rule> BEST =
      Comparator.comparingInt(Rule::specificity)
          .thenComparing(Rule::denies)
          .thenComparingLong(rule -> number(rule.amount()));

  private final Map<Limit, List<Rule>> rules = new EnumMap<>(Limit.class);

  public Rulebook(Collection<Rule> rules) {
    for (Rule rule : rules) {
      this.rules.computeIfAbsent(rule.limit(), limit -> new ArrayList<>()).add(rule);
    }
  }

  /** What is granted of one limit; without any rule it is unlimited. */
  public Decision decide(Limit limit, QuotaSubject asking, Instant now) {
    List<Rule> held = new ArrayList<>();
    for (Rule rule : rules.getOrDefault(limit, List.of())) {
      if (rule.holdsFor(asking, limit, now)) {
        held.add(rule);
      }
    }
    Optional<Rule> winner =
        held.stream()
            .filter(rule -> !rule.isModifier())
            .filter(rule -> held.stream().noneMatch(other -> other.standsFor(rule)))
            .max(BEST);
    long base = winner.map(rule -> number(rule.amount())).orElse(Long.MAX_VALUE);
    int least = winner.map(Rule::specificity).orElse(0);
    Optional<Rule> factor = modifier(held, Amount.Times.class, least);
    Optional<Rule> addition = modifier(held, Amount.Plus.class, least);
    long amount = base;
    if (base != 0 && base != Long.MAX_VALUE) {
      amount = changed(changed(base, factor), addition);
    }
    boolean isChanged = amount != base;
    return new Decision(
        limit,
        amount,
        winner.map(rule -> rule.scope(asking)).orElse(Scopes.ALL),
        winner,
        isChanged ? factor.or(() -> addition) : Optional.empty());
  }

  private static Optional<Rule> modifier(
      List<Rule> held, Class<? extends Amount> type, int leastSpecificity) {
    return held.stream()
        .filter(rule -> type.isInstance(rule.amount()) && rule.specificity() >= leastSpecificity)
        .max(BEST);
  }

  private static long changed(long base, Optional<Rule> modifier) {
    return modifier.map(rule -> rule.amount().of(base)).orElse(base);
  }

  /** For comparing: larger grants more. */
  private static long number(Amount amount) {
    return amount.fold(number -> number, factor -> Math.round(factor * 1000), addition -> addition);
  }
}
