package org.vitrail.bot.core.admission;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import org.vitrail.bot.command.wording.DurationFormatter;
import org.vitrail.bot.core.admission.Verdict.Blocked;
import org.vitrail.bot.core.admission.Verdict.NotAllowed;
import org.vitrail.bot.core.admission.Verdict.Paused;
import org.vitrail.bot.core.admission.Verdict.QueueFull;
import org.vitrail.bot.core.admission.Verdict.QuotaSpent;
import org.vitrail.bot.core.admission.Verdict.Refusal;
import org.vitrail.bot.core.admission.Verdict.TooFast;
import org.vitrail.bot.core.admission.Verdict.TooLong;
import org.vitrail.bot.core.admission.Verdict.TooManyPictures;
import org.vitrail.bot.core.admission.Verdict.TooManyWaiting;
import org.vitrail.bot.core.admission.Verdict.TooMuch;
import org.vitrail.bot.core.admission.Verdict.Unreachable;
import org.vitrail.bot.quota.Decision;
import org.vitrail.bot.quota.Limit;
import org.vitrail.bot.quota.Rule;
import org.vitrail.config.Messages;
import org.vitrail.inference.protocol.RedisTrouble;

/**
 * Puts a refusal into words, from its data alone: what decided, and when to come back. Where it was
 * not the operator's file, it says who decided.
 */
public final class Refusals {
  private final Messages messages;
  private final DurationFormatter wording;
  private final RuleFormatter rules;
  private final ZoneId zone;
  private final Clock clock;

  /**
   * @param zone in which days begin
   */
  public Refusals(Messages messages, DurationFormatter wording, ZoneId zone, Clock clock) {
    this.messages = messages;
    this.wording = wording;
    this.rules = new RuleFormatter(messages, wording);
    this.zone = zone;
    this.clock = clock;
  }

  public String text(Refusal refusal, String locale) {
    return refusal.text(this, locale);
  }

  String blocked(Blocked blocked, String locale) {
    return messages.text(locale, "refused.blocked", blocked.term());
  }

  String tooFast(TooFast fast, String locale) {
    return messages.text(locale, "refused.too-fast", wording.in(locale, fast.retryAfter()));
  }

  String tooManyPictures(TooManyPictures many, String locale) {
    long most = many.decision().amount();
    String sentence = messages.text(locale, "refused.too-many-pictures", many.asked(), most);
    return withSource(sentence, many.decision(), locale);
  }

  String tooMuch(TooMuch much, String locale) {
    String key = "refused.too-much." + much.decision().limit().word();
    String sentence = messages.text(locale, key, much.asked(), much.decision().amount());
    return withSource(sentence, much.decision(), locale);
  }

  String tooLong(TooLong job, String locale) {
    String expected = wording.duration(locale, job.expected());
    String allowed = wording.duration(locale, job.allowed());
    if (job.count().isEmpty()) {
      return messages.text(locale, "refused.too-long-alone", expected, allowed);
    }
    String key = job.asSquares() ? "refused.too-long-shape" : "refused.too-long";
    return messages.text(locale, key, expected, allowed, job.count().getAsInt());
  }

  String queueFull(QueueFull full, String locale) {
    return full.freeAfter()
        .map(
            wait ->
                messages.text(locale, "refused.queue-full", full.depth(), wording.in(locale, wait)))
        .orElseGet(() -> messages.text(locale, "refused.queue-full-unknown", full.depth()));
  }

  String tooManyWaiting(TooManyWaiting many, String locale) {
    String sentence = messages.text(locale, "refused.too-many", many.decision().amount());
    return withSource(sentence, many.decision(), locale);
  }

  String unreachable(Unreachable away, String locale) {
    return messages.text(locale, key(away.trouble()));
  }

  private static String key(RedisTrouble trouble) {
    return switch (trouble) {
      case UNREACHABLE -> "refused.unreachable";
      case LOADING, BUSY -> "refused.queue-starting";
      case READ_ONLY, MASTER_DOWN, CLUSTER_DOWN -> "refused.queue-moving";
      case FULL_MEMORY -> "refused.queue-memory";
      case UNSAVED, FEW_REPLICAS -> "refused.queue-disk";
      case NO_RIGHT -> "refused.queue-right";
      case WRONG_PASSWORD -> "refused.queue-password";
      case CLUSTER, TOO_MANY_CLIENTS, UNKNOWN_COMMAND -> "refused.queue-setup";
      case OTHER -> "refused.queue-other";
    };
  }

  String notAllowed(NotAllowed denied, String locale) {
    Rule rule = denied.rule();
    String key = "refused.denied." + rule.subject().kind().word();
    String sentence =
        rule.until()
            .map(end -> messages.text(locale, key + "-until", wording.end(locale, end, zone)))
            .orElseGet(() -> messages.text(locale, key));
    return joined(locale, sentence, rules.source(rule, locale));
  }

  String paused(Paused paused, String locale) {
    String key = paused.everywhere() ? "refused.paused-everywhere" : "refused.paused";
    String sentence = messages.text(locale, key);
    return paused.reason().isEmpty()
        ? sentence
        : joined(locale, sentence, messages.text(locale, "refused.reason", paused.reason()));
  }

  String quotaSpent(QuotaSpent spent, String locale) {
    String sentence = quota(spent, locale);
    if (spent.large().isPresent()) {
      int large = spent.large().getAsInt();
      String why = messages.text(locale, "refused.quota-large", large, spent.asked());
      sentence = joined(locale, sentence, why);
    }
    return withSource(sentence, spent.decision(), locale);
  }

  private String quota(QuotaSpent spent, String locale) {
    Decision decision = spent.decision();
    long limit = decision.amount();
    String key = decision.limit().word();
    if (spent.asked() > limit && limit > 0) {
      return messages.text(locale, "refused.quota-never." + key, spent.asked(), limit);
    }
    long rest = limit - spent.used();
    String back = back(decision.limit(), spent.resetsAt(), locale);
    return rest > 0
        ? messages.text(locale, "refused.quota-rest." + key, spent.asked(), rest, limit, back)
        : messages.text(locale, "refused.quota." + key, limit, back);
  }

  private String back(Limit window, Instant resetsAt, String locale) {
    Instant now = clock.instant();
    return switch (window) {
      case DAY -> wording.midnight(locale, resetsAt, zone, now);
      case WEEK -> messages.text(locale, "time.on", wording.time(locale, resetsAt, zone));
      default -> wording.in(locale, Duration.between(now, resetsAt));
    };
  }

  /** Everybody knows the operator's own numbers; what else decided is told. */
  private String withSource(String sentence, Decision decision, String locale) {
    Optional<Rule> rule = decision.lastWord().filter(it -> !it.by().isEmpty());
    return rule.map(it -> joined(locale, sentence, rules.source(it, locale))).orElse(sentence);
  }

  private String joined(String locale, String one, String other) {
    return messages.text(locale, "text.sentences", one, other);
  }
}
