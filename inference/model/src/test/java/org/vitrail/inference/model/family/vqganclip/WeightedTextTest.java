package org.vitrail.inference.model.family.vqganclip;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.vitrail.inference.model.CannotBeginException;

class WeightedTextTest {
  @Test
  void what_cannot_be_read_is_refused_in_a_sentence() {
    assertThatThrownBy(() -> Story.parse("a cat|dog:big"))
        .isInstanceOf(CannotBeginException.class)
        .hasMessage(
            "\"big\" in \"dog:big\" is no weight: give a number from -1000 to 1000, as in desert:50 |"
                + " in the snow:25, or write a blank behind the colon if it belongs to the text.");
    assertThatThrownBy(() -> Story.parse(":50"))
        .hasMessageStartingWith("There is no text before the weight in \":50\"");
    assertThatThrownBy(() -> Story.parse("a||b")).hasMessageContaining("beside a bar");
    assertThatThrownBy(() -> Story.parse("a:1:")).hasMessageContaining("to stop at");
  }
}
