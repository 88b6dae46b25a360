package org.vitrail.deploy.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.vitrail.config.Printable;
import org.vitrail.inference.model.weights.file.EscapedText;

/** Settings and weights know nothing of each other, and show strangers' text in the same way. */
class EscapedTextTest {
  @Test
  void both_modules_show_every_character_alike() {
    for (int point = 0; point <= Character.MAX_CODE_POINT; point++) {
      String text = new String(new int[] {point, 0x200d, point}, 0, 3);
      String twin = EscapedText.text(text);
      if (!twin.equals(Printable.text(text))) {
        assertThat(twin).as("U+%04X", point).isEqualTo(Printable.text(text));
      }
    }
    String text = "a\u001b".repeat(5_000);
    assertThat(EscapedText.text(text, 7)).isEqualTo(Printable.text(text, 7));
    assertThat(EscapedText.text(text)).isEqualTo(Printable.text(text));
  }
}
