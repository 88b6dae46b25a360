package org.vitrail.bot.core.admission;

import java.time.ZoneId;
import org.vitrail.bot.core.admission.quota.Amount;
import org.vitrail.bot.core.admission.quota.Limit;
import org.vitrail.bot.core.admission.quota.Rule;
import org.vitrail.bot.core.wording.DurationFormatter;
import org.vitrail.config.Messages;

/** Says what a rule grants, to whom, until when, and who decided it. */
public final class RuleFormatter {
  private final Messages messages;
  private final DurationFormatter wording;

  public RuleFormatter(Messages messages, DurationFormatter wording) {
    this.messages = messages;
    this.wording = wording;
  }

  /**
   * "200 pictures a day for a role, until Nov 29, 2026, 11:59 PM (UTC)".
   *
   * @param zone in which times are said
   */
  public String rule(Rule rule, ZoneId zone, String locale) {
    String what = amount(rule.limit(), rule.amount(), locale);
    return until(
        messages.text(locale, "rule.line", what, subject(rule, locale)), rule, zone, locale);
  }

  /** The same without to whom. */
  public String term(Rule rule, ZoneId zone, String locale) {
    return until(amount(rule.limit(), rule.amount(), locale), rule, zone, locale);
  }

  private String until(String text, Rule rule, ZoneId zone, String locale) {
    return rule.until()
        .map(end -> messages.text(locale, "rule.until", text, wording.end(locale, end, zone)))
        .orElse(text);
  }

  /** Who decided it and why: "The moderators here decided so: a contest.". */
  public String source(Rule rule, String locale) {
    String key =
        rule.by().isEmpty()
            ? "rule.source.file"
            : rule.community().equals(Rule.HOUSE) ? "rule.source.house" : "rule.source.place";
    return rule.reason().isEmpty()
        ? messages.text(locale, key)
        : messages.text(locale, key + "-reason", rule.reason());
  }

  /** "200 pictures a day", "twice as many pictures a day", "no pictures at all". */
  public String amount(Limit limit, Amount amount, String locale) {
    if (limit == Limit.ACCESS) {
      String key = amount.equals(Amount.NOTHING) ? "rule.denied" : "rule.allowed";
      return messages.text(locale, key);
    }
    if (amount.equals(Amount.UNLIMITED)) {
      return messages.text(locale, "rule.unlimited", each(limit, locale));
    }
    return amount.fold(
        number -> exactly(limit, number, locale),
        factor -> messages.text(locale, "rule.times", factor, each(limit, locale)),
        number -> messages.text(locale, "rule.plus", exactly(limit, number, locale)));
  }

  private String exactly(Limit limit, long number, String locale) {
    return messages.text(locale, "rule." + limit.word(), number);
  }

  private String each(Limit limit, String locale) {
    return messages.text(locale, "limit." + limit.word());
  }

  private String subject(Rule rule, String locale) {
    return messages.text(
        locale, "rule.subject." + rule.subject().kind().word(), rule.subject().id());
  }
}
