package org.vitrail.inference.protocol;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the operator what is the matter with Redis: each trouble in one line when it comes, and
 * then rarely as long as it goes on, however many commands fail of it. Safe for several threads.
 */
final class TroubleLog {
  private static final Logger LOG = LoggerFactory.getLogger(TroubleLog.class);
  private static final long REPEAT = Duration.ofMinutes(10).toNanos();

  /** Coming and going within this while is one trouble. */
  private static final long FLICKER = Duration.ofMinutes(1).toNanos();

  private static final class Spell {
    private boolean isNew = true;
    private long toldAt;
    private long silently;
    private boolean over = true;

    /** Whether a line says that it is on, so that one is due when it ends. */
    private boolean told;
  }

  private final String subject;
  private final LongSupplier nanos;
  private final Map<RedisTrouble, Spell> spells = new EnumMap<>(RedisTrouble.class);
  private volatile boolean away;

  /**
   * @param subject of the lines, such as {@code Redis at redis://host:6379}
   * @param nanos as {@link System#nanoTime}
   */
  TroubleLog(String subject, LongSupplier nanos) {
    this.subject = subject;
    this.nanos = nanos;
  }

  /** A command failed; {@link RedisTrouble#OTHER} is left to whoever sent it. */
  synchronized void failed(RedisTrouble trouble) {
    if (trouble == RedisTrouble.OTHER) {
      return;
    }
    away |= trouble.isOutage();
    Spell spell = spells.computeIfAbsent(trouble, none -> new Spell());
    spell.told &= !spell.over;
    long now = nanos.getAsLong();
    if (spell.isNew || now - spell.toldAt >= (spell.told ? REPEAT : FLICKER)) {
      tell(trouble, spell.silently);
      spell.isNew = false;
      spell.told = true;
      spell.toldAt = now;
      spell.silently = 0;
    } else {
      spell.silently++;
    }
    spell.over = false;
  }

  private void tell(RedisTrouble trouble, long before) {
    String more = before == 0 ? "" : " (" + before + " commands failed of it meanwhile)";
    if (trouble.isLasting()) {
      LOG.error("{}{}", trouble.about(subject), more);
    } else {
      LOG.warn("{}{}", trouble.about(subject), more);
    }
  }

  /** A command was carried out; costs next to nothing while all is well. */
  void answered() {
    if (away) {
      noteBack();
    }
  }

  private synchronized void noteBack() {
    boolean told = false;
    for (Map.Entry<RedisTrouble, Spell> each : spells.entrySet()) {
      Spell spell = each.getValue();
      if (each.getKey().isOutage() && !spell.over) {
        spell.over = true;
        told |= spell.told;
      }
    }
    away = false;
    if (told) {
      LOG.info("{} answers again.", subject);
    }
  }
}
