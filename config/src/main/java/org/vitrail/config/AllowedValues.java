package org.vitrail.config;

import java.util.Optional;

/** What people may choose for one of a model's own options, and what holds for who chooses none. */
public sealed interface AllowedValues permits OptionRange, OptionChoice {
  /** The value for those who choose none, as it is typed. */
  String standardText();

  /** Whether people may choose the value. */
  boolean allows(String value);

  /** Whether there is more than one. */
  boolean leavesChoice();

  /** All of them in few characters, as {@code 0–50} or {@code fast|slow}. */
  String shown();

  /**
   * What both allow, with this one's value for those who choose none, as far as the other allows
   * it; empty where they have nothing in common.
   */
  Optional<AllowedValues> common(AllowedValues other);

  /** Calls the method for what this is. */
  <T> T accept(Visitor<T> visitor);

  /** One method for each kind of values. */
  interface Visitor<T> {
    T range(OptionRange range);

    T choice(OptionChoice choice);
  }
}
