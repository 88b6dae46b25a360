package org.vitrail.bot.core.imagesafety;

import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import org.vitrail.bot.core.imagesafety.PictureTreatment.Treatment;

/** Judges a picture by what CLIP saw in it. Sees no picture itself, and remembers nothing. */
public final class PictureSafety {
  private PictureSafety() {}

  /**
   * What becomes of a picture.
   *
   * @param concerns probability by concept; empty where nobody judged it
   * @param harmless whether its model can draw nothing to worry about
   */
  public static PictureTreatment judge(
      SafetyRules rules, Map<String, Float> concerns, boolean harmless) {
    return switch (rules.level()) {
      case OFF -> PictureTreatment.SHOWN;
      case ON -> worst(rules, concerns).orElse(PictureTreatment.SHOWN);
      case STRICT -> strictly(rules, concerns, harmless);
    };
  }

  private static PictureTreatment strictly(
      SafetyRules rules, Map<String, Float> concerns, boolean harmless) {
    if (concerns.isEmpty() && harmless) {
      return PictureTreatment.SHOWN;
    }
    return worst(rules, concerns)
        .map(found -> new PictureTreatment(Treatment.REFUSE, found.concept()))
        .orElse(PictureTreatment.HIDDEN);
  }

  /** The concept that is treated worst; of several, the likeliest. */
  private static Optional<PictureTreatment> worst(SafetyRules rules, Map<String, Float> concerns) {
    return concerns.entrySet().stream()
        .sorted(
            Map.Entry.<String, Float>comparingByValue()
                .reversed()
                .thenComparing(Map.Entry.comparingByKey()))
        .map(concern -> judge(rules, concern))
        .filter(judgement -> !judgement.is(Treatment.SHOW))
        .min(Comparator.comparing(PictureTreatment::treatment, Comparator.reverseOrder()));
  }

  private static PictureTreatment judge(SafetyRules rules, Map.Entry<String, Float> concern) {
    if (concern.getValue() >= rules.refuseAt(concern.getKey())) {
      return new PictureTreatment(Treatment.REFUSE, Optional.of(concern.getKey()));
    }
    return concern.getValue() >= rules.blurAt(concern.getKey())
        ? new PictureTreatment(Treatment.BLUR, Optional.of(concern.getKey()))
        : PictureTreatment.SHOWN;
  }
}
