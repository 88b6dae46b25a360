package org.vitrail.bot.core;

import java.time.Instant;

/**
 * The system's clock, which for as long as a test says throws an Error where it is asked: as a
 * class of the JDK does that could not be initialised.
 */
public final class BrokenClock extends HurriedTime {
  private volatile boolean isBroken;

  /** Breaks it, or mends it. */
  public BrokenClock breaks(boolean nowBroken) {
    isBroken = nowBroken;
    return this;
  }

  @Override
  public Instant instant() {
    if (isBroken) {
      throw new NoClassDefFoundError("Could not initialize class sun.awt.X11GraphicsEnvironment");
    }
    return super.instant();
  }
}
