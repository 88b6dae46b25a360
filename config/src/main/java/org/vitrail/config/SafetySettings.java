package org.vitrail.config;

/** How careful places are that have not chosen for themselves. */
public record SafetySettings(Level level) {

  /** See {@code vitrail.yaml}. */
  public enum Level {
    OFF,
    ON,
    STRICT
  }
}
