package org.vitrail.inference.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class AspectRatioTest {
  @Test
  void a_ratio_is_in_lowest_terms() {
    assertThat(AspectRatio.of("1920:1080")).isEqualTo(new AspectRatio(16, 9)).hasToString("16:9");
    assertThat(AspectRatio.of("4:4").isSquare()).isTrue();
    assertThat(AspectRatio.of("3:1").isSquare()).isFalse();
  }

  @Test
  void what_is_too_wide_too_high_or_no_ratio_is_refused() {
    for (String text : new String[] {"0:1", "1:0", "31:10", "10:31", "", "16", "16x9", "-1:1"}) {
      assertThatThrownBy(() -> AspectRatio.of(text))
          .hasMessage(
              "ar: "
                  + text
                  + " is not allowed; give width to height from 1:3 to 3:1, such as 16:9.");
    }
  }
}
