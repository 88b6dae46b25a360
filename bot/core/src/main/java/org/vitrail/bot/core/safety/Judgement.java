package org.vitrail.bot.core.safety;

import java.util.Optional;

/**
 * What becomes of one picture.
 *
 * @param concept that decided; empty for what is shown, and for what a strict place hides for no
 *     other reason
 */
public record Judgement(Treatment treatment, Optional<String> concept) {
  static final Judgement SHOWN = new Judgement(Treatment.SHOW, Optional.empty());
  static final Judgement HIDDEN = new Judgement(Treatment.BLUR, Optional.empty());

  /** How a picture is treated, the most lenient first. */
  public enum Treatment {
    SHOW,
    /** Hidden until somebody asks for it. */
    BLUR,
    /** Never leaves. */
    REFUSE
  }

  /** The more careful of both. */
  Judgement or(Judgement other) {
    return other.treatment.compareTo(treatment) > 0 ? other : this;
  }

  boolean is(Treatment other) {
    return treatment == other;
  }
}
