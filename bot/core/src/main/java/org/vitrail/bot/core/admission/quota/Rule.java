package org.vitrail.bot.core.admission.quota;

import java.time.Instant;
import java.util.Optional;

/**
 * One thing that somebody decided about who may have how much.
 *
 * @param place whose moderators decided it; {@link #HOUSE} for the operator
 * @param until when it ends; empty for never
 * @param by key of the person who decided it; empty for the operator's file
 * @param reason as they gave it; may be empty
 */
public record Rule(
    String place,
    Subject subject,
    Limit limit,
    Amount amount,
    Optional<Instant> until,
    String by,
    String reason) {

  /** The place of what the operator decides for all places. */
  public static final String HOUSE = "house";

  /** What the operator's file says. */
  public static Rule ofFile(Subject subject, Limit limit, Amount amount) {
    return new Rule(HOUSE, subject, limit, amount, Optional.empty(), "", "");
  }

  /** Whether it speaks of the asker at that time. */
  boolean holdsFor(Asking asking, Limit asked, Instant now) {
    return limit == asked
        && (place.equals(HOUSE) || place.equals(asking.place()))
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
        && place.equals(other.place)
        && subject.equals(other.subject);
  }

  /** Larger is more specific; a place knows its people better than the house. */
  int specificity() {
    return 2 * subject.kind().ordinal() + (place.equals(HOUSE) ? 0 : 1);
  }

  /**
   * What is counted against it: pictures of the channel, of the place, of the platform, or all.
   *
   * @return {@code all}, or the name that {@link Asking} gives to the scope
   */
  String scope(Asking asking) {
    if (place.equals(HOUSE)) {
      return subject.kind() == Subject.Kind.PLATFORM ? asking.platform() : Scopes.ALL;
    }
    return subject.kind() == Subject.Kind.CHANNEL ? Scopes.channel(asking) : Scopes.place(asking);
  }
}
