package org.vitrail.bot.initimage.format;

import java.time.Duration;
import java.util.function.LongSupplier;

/** When decoding a picture has to end. */
public final class Deadline {
  private final LongSupplier nanoTime;
  private final long end;

  /**
   * @param nanoTime a clock like {@link System#nanoTime}
   */
  public Deadline(LongSupplier nanoTime, Duration allowed) {
    this.nanoTime = nanoTime;
    this.end = nanoTime.getAsLong() + allowed.toNanos();
  }

  void check() throws PictureException {
    if (nanoTime.getAsLong() - end > 0) {
      throw PictureException.costly("Decoding took too long.");
    }
  }
}
