package org.vitrail.bot.core.imagesafety;

import java.util.Optional;

/**
 * What becomes of one picture.
 *
 * @param concept that decided; empty for what is shown, and for what a strict community hides for
 *     no other reason
 */
public record PictureTreatment(Treatment treatment, Optional<String> concept) {
  static final PictureTreatment SHOWN = new PictureTreatment(Treatment.SHOW, Optional.empty());
  static final PictureTreatment HIDDEN = new PictureTreatment(Treatment.BLUR, Optional.empty());

  /** How a picture is treated, the most lenient first. */
  public enum Treatment {
    SHOW,
    /** Hidden until somebody asks for it. */
    BLUR,
    /** Never leaves. */
    REFUSE
  }

  /** The more careful of both. */
  PictureTreatment or(PictureTreatment other) {
    return other.treatment.compareTo(treatment) > 0 ? other : this;
  }

  boolean is(Treatment other) {
    return treatment == other;
  }
}
