package org.vitrail.bot.quota;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vitrail.config.LimitSettings;
import org.vitrail.config.QuotaSettings;

/** The operator's file as rules, and the bounds that no rule moves. */
public final class InstanceQuotas {
  private final QuotaSettings quotas;
  private final LimitSettings limits;

  public InstanceQuotas(QuotaSettings quotas, LimitSettings limits) {
    this.quotas = quotas;
    this.limits = limits;
  }

  /** What holds where moderators decided nothing. */
  public List<Rule> rules() {
    List<Rule> rules = new ArrayList<>();
    rules.add(rule(Subject.HOUSE, Limit.MINUTE, quotas.rate().perMinute()));
    rules.add(rule(Subject.HOUSE, Limit.AT_ONCE, limits.queuedJobsPerPerson()));
    addLimited(rules, Subject.HOUSE, Limit.HOUR, quotas.pictures().hourly());
    addLimited(rules, Subject.HOUSE, Limit.DAY, quotas.pictures().daily());
    addLimited(rules, Subject.HOUSE, Limit.WEEK, quotas.pictures().weekly());
    quotas
        .platforms()
        .byName()
        .forEach(
            (platform, pictures) ->
                addLimited(
                    rules, new Subject(Subject.Kind.PLATFORM, platform), Limit.DAY, pictures));
    return rules;
  }

  /** What nobody exceeds, as a decision of its own beside the rules'. */
  public Optional<Decision> ceiling() {
    int pictures = quotas.pictures().ceiling();
    return pictures == 0
        ? Optional.empty()
        : Optional.of(Decision.ofInstance(rule(Subject.HOUSE, Limit.DAY, pictures)));
  }

  /** The most shares of the queue that anybody has. */
  public int shareCeiling() {
    return quotas.shares().ceiling();
  }

  /** How many shares of the queue a decision grants; one where no rule speaks of them. */
  public int shares(Decision decision) {
    return decision.isLimited()
        ? (int) Math.max(1, Math.min(decision.amount(), shareCeiling()))
        : 1;
  }

  public int burst() {
    return quotas.rate().burst();
  }

  public int queuedJobs() {
    return limits.queuedJobs();
  }

  private static void addLimited(List<Rule> rules, Subject subject, Limit limit, int amount) {
    if (amount > 0) {
      rules.add(rule(subject, limit, amount));
    }
  }

  private static Rule rule(Subject subject, Limit limit, int amount) {
    return Rule.ofFile(subject, limit, new Amount.Exactly(amount));
  }
}
