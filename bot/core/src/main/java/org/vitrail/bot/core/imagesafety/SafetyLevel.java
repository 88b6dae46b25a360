package org.vitrail.bot.core.imagesafety;

import org.vitrail.config.SafetySettings;

/** How careful a community is, the most lenient first. */
public enum SafetyLevel {
  /** Everything is shown. */
  OFF,
  /** What may be a concern is hidden until somebody asks, what very probably is is kept back. */
  ON,
  /** Everything is hidden until somebody asks, what may be a concern is kept back. */
  STRICT;

  /** As an operator writes it. */
  public static SafetyLevel of(SafetySettings.Level level) {
    return valueOf(level.name());
  }

  /** The more careful of both. */
  SafetyLevel or(SafetyLevel other) {
    return compareTo(other) >= 0 ? this : other;
  }
}
