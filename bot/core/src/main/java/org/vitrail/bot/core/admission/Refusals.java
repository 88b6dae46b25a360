package org.vitrail.bot.core.admission;

import java.time.Clock;
import org.vitrail.bot.core.admission.Verdict.Blocked;
import org.vitrail.bot.core.admission.Verdict.Impossible;
import org.vitrail.bot.core.admission.Verdict.QueueFull;
import org.vitrail.bot.core.admission.Verdict.QuotaSpent;
import org.vitrail.bot.core.admission.Verdict.TooFast;
import org.vitrail.bot.core.admission.Verdict.TooManyWaiting;
import org.vitrail.bot.core.admission.Verdict.Unreachable;
import org.vitrail.bot.core.wording.Wording;
import org.vitrail.config.Messages;

/** Puts a refusal into words, from its data alone: what decided, and when to come back. */
public final class Refusals {
  private final Messages messages;
  private final Wording wording;
  private final Clock clock;

  public Refusals(Messages messages, Wording wording, Clock clock) {
    this.messages = messages;
    this.wording = wording;
    this.clock = clock;
  }

  /**
   * @throws IllegalArgumentException when the verdict is no refusal
   */
  public String text(Verdict verdict, String locale) {
    if (verdict instanceof Blocked blocked) {
      return messages.text(locale, "refused.blocked", blocked.term());
    } else if (verdict instanceof TooFast fast) {
      return messages.text(locale, "refused.too-fast", wording.in(locale, fast.retryAfter()));
    } else if (verdict instanceof QuotaSpent spent) {
      return quota(spent, locale);
    } else if (verdict instanceof QueueFull full) {
      return full.freeAfter()
          .map(
              wait ->
                  messages.text(
                      locale, "refused.queue-full", full.depth(), wording.in(locale, wait)))
          .orElseGet(() -> messages.text(locale, "refused.queue-full-unknown", full.depth()));
    } else if (verdict instanceof TooManyWaiting many) {
      return messages.text(locale, "refused.too-many", many.limit());
    } else if (verdict instanceof Impossible impossible) {
      return impossible.sentence();
    } else if (verdict instanceof Unreachable) {
      return messages.text(locale, "refused.unreachable");
    }
    throw new IllegalArgumentException(verdict + " is no refusal.");
  }

  private String quota(QuotaSpent spent, String locale) {
    int rest = spent.limit() - spent.used();
    String back = wording.midnight(locale, spent.resetsAt(), clock.instant());
    if (spent.asked() > spent.limit()) {
      return messages.text(locale, "refused.quota-never", spent.asked(), spent.limit());
    }
    return rest > 0
        ? messages.text(locale, "refused.quota-rest", spent.asked(), rest, spent.limit(), back)
        : messages.text(locale, "refused.quota", spent.limit(), back);
  }
}
