package org.vitrail.bot.quota;

import java.util.Optional;

/**
 * What the rules grant one asker.
 *
 * @param amount {@link Long#MAX_VALUE} for no limit
 * @param scope what is counted against it
 * @param rule the rule that decided; empty where none speaks of it
 * @param modifier the rule that changed its amount, if any
 */
public record Decision(
    Limit limit, long amount, String scope, Optional<Rule> rule, Optional<Rule> modifier) {

  /** What a rule of the operator's file grants everybody, counted everywhere. */
  public static Decision ofInstance(Rule rule) {
    long amount = ((Amount.Exactly) rule.amount()).number();
    return new Decision(rule.limit(), amount, Scopes.ALL, Optional.of(rule), Optional.empty());
  }

  /** Whether there is a limit at all. */
  public boolean isLimited() {
    return amount != Long.MAX_VALUE;
  }

  /** The rule that a person should hear of: the latest word. */
  public Optional<Rule> lastWord() {
    return modifier.or(() -> rule);
  }
}
