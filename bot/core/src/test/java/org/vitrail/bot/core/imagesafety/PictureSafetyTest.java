package org.vitrail.bot.core.imagesafety;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.vitrail.bot.core.imagesafety.PictureTreatment.Treatment;
import org.vitrail.config.SafetyCatalogue;
import org.vitrail.config.SafetyConcept;
import org.vitrail.config.SafetyThresholds;

class PictureSafetyTest {
  private static final SafetyCatalogue CONCEPTS =
      new SafetyCatalogue(
          new SafetyThresholds(0.5f, 0.8f),
          Map.of(
              "nudity", concept(Optional.empty()),
              "gore", concept(Optional.of(new SafetyThresholds(0.2f, 0.3f)))),
          List.of("a photo"));

  @ParameterizedTest
  @CsvSource({
    "OFF, 0.00, SHOW",
    "OFF, 1.00, SHOW",
    "ON, 0.00, SHOW",
    "ON, 0.49, SHOW",
    "ON, 0.50, BLUR",
    "ON, 0.79, BLUR",
    "ON, 0.80, REFUSE",
    "ON, 1.00, REFUSE",
    "STRICT, 0.00, BLUR",
    "STRICT, 0.49, BLUR",
    "STRICT, 0.50, REFUSE",
    "STRICT, 1.00, REFUSE"
  })
  void a_threshold_itself_counts_as_reached(
      SafetyLevel level, float probability, Treatment expected) {
    for (boolean harmless : new boolean[] {true, false}) {
      assertThat(judge(level, Map.of("nudity", probability), harmless).treatment())
          .isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "OFF, true, SHOW",
    "OFF, false, SHOW",
    "ON, true, SHOW",
    "ON, false, SHOW",
    "STRICT, true, SHOW",
    "STRICT, false, BLUR"
  })
  void a_picture_that_nobody_judged_is_hidden_where_it_is_strict_unless_its_model_is_harmless(
      SafetyLevel level, boolean harmless, Treatment expected) {
    assertThat(judge(level, Map.of(), harmless))
        .isEqualTo(new PictureTreatment(expected, Optional.empty()));
  }

  @Test
  void what_is_treated_worst_decides_and_is_named() {
    assertThat(judge(SafetyLevel.ON, Map.of("nudity", 0.6f, "gore", 0.3f), false))
        .isEqualTo(new PictureTreatment(Treatment.REFUSE, Optional.of("gore")));
    assertThat(judge(SafetyLevel.ON, Map.of("nudity", 0.6f, "gore", 0.25f), false))
        .isEqualTo(new PictureTreatment(Treatment.BLUR, Optional.of("nudity")));
    assertThat(judge(SafetyLevel.STRICT, Map.of("nudity", 0.1f, "gore", 0.25f), false))
        .isEqualTo(new PictureTreatment(Treatment.REFUSE, Optional.of("gore")));
  }

  @Test
  void a_community_s_own_thresholds_hold_for_all_concepts() {
    SafetyRules lenient =
        new SafetyRules(SafetyLevel.ON, CONCEPTS, Optional.of(0.9f), Optional.of(0.95f));
    SafetyRules refusing =
        new SafetyRules(SafetyLevel.ON, CONCEPTS, Optional.empty(), Optional.of(0.1f));

    assertThat(PictureSafety.judge(lenient, Map.of("gore", 0.89f), false).treatment())
        .isEqualTo(Treatment.SHOW);
    assertThat(PictureSafety.judge(lenient, Map.of("nudity", 0.9f), false).treatment())
        .isEqualTo(Treatment.BLUR);
    assertThat(PictureSafety.judge(refusing, Map.of("nudity", 0.1f), false).treatment())
        .isEqualTo(Treatment.REFUSE);
  }

  @Test
  void a_concept_of_a_worker_with_another_list_has_the_thresholds_of_all() {
    assertThat(judge(SafetyLevel.ON, Map.of("spiders", 0.8f), false))
        .isEqualTo(new PictureTreatment(Treatment.REFUSE, Optional.of("spiders")));
  }

  @ParameterizedTest
  @EnumSource(SafetyLevel.class)
  void of_two_levels_the_more_careful_one_holds(SafetyLevel level) {
    assertThat(level.or(SafetyLevel.OFF)).isEqualTo(level);
    assertThat(SafetyLevel.OFF.or(level)).isEqualTo(level);
    assertThat(level.or(SafetyLevel.STRICT)).isEqualTo(SafetyLevel.STRICT);
    assertThat(level.or(level)).isEqualTo(level);
  }

  private static PictureTreatment judge(
      SafetyLevel level, Map<String, Float> concerns, boolean harmless) {
    return PictureSafety.judge(new SafetyRules(level, CONCEPTS), concerns, harmless);
  }

  private static SafetyConcept concept(Optional<SafetyThresholds> thresholds) {
    return new SafetyConcept(
        Map.of("en", "something"), List.of("a photo of something"), thresholds);
  }
}
