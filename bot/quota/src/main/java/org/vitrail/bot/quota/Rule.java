package org.vitrail.bot.quota;

import java.time.Instant;
import java.util.Optional;

/**
 * One thing that somebody decided about who may have how much.
 *
 * @param community whose moderators decided it; {@link #HOUSE} for the operator
 * @param until when it ends; empty for never
 * @param by key of the person who decided it; empty for the operator's file
 * @param reason as they gave it; may be empty
 */
public record Rule(
    String community,
    Subject subject,
    Limit limit,
    Amount amount,
    Optional<Instant> until,
    String by,
    String reason) {

  /** The community of what the operator decides for all communities. */
  public static final String HOUSE = "house";

  /** What the operator's file says. */
  public static Rule ofFile(Subject subject, Limit limit, Amount amount) {
    return new Rule(HOUSE, subject, limit, amount, Optional.empty(), "", "");
  }

  /** Whether it speaks of the asker at that time. */
  boolean holdsFor(QuotaSubject asking, Limit asked, Instant now) {
    return limit == asked
        && (community.equals(HOUSE) || community.equals(asking.community()))
        && subject.covers(asking)
        && until.map(now::isBefore).orElse(true);
  }

  /** Whether it changes what others grant, in place of granting something itself. */
  boolean isModifier() {
    return !(amount instanceof Amount.Exactly);
  }

  /** Whether nothing is granted. */
  boolean denies() {
    return amount.equals(Amount.NOTHING);
  }

  /** Whether it replaces the other one for as long as it holds. */
  boolean standsFor(Rule other) {
    return until.isPresent()
        && other.until.isEmpty()
        && !isModifier()
        && community.equals(other.community)
        && subject.equals(other.subject);
  }

  /** Larger is more specific; a community knows its people better than the instance. */
  int specificity() {
    return 2 * subject.kind().ordinal() + (community.equals(HOUSE) ? 0 : 1);
  }

  /**
   * What is counted against it: pictures of the channel, of the community, of the platform, or all.
   *
   * @return {@code all}, or the name that {@link QuotaSubject} gives to the scope
   */
  String scope(QuotaSubject asking) {
    if (community.equals(HOUSE)) {
      return subject.kind() == Subject.Kind.PLATFORM ? asking.platform() : Scopes.ALL;
    }
    return subject.kind() == Subject.Kind.CHANNEL
        ? Scopes.channel(asking)
        : Scopes.community(asking);
  }
}
