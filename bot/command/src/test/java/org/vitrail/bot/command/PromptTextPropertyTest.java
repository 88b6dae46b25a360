package org.vitrail.bot.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.text.Normalizer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;

class PromptTextPropertyTest {

  @Property
  void cleaning_twice_changes_nothing(@ForAll String typed) {
    String clean = PromptText.clean(typed);

    assertThat(PromptText.clean(clean)).isEqualTo(clean);
  }

  @Property
  void a_clean_prompt_is_one_line_of_well_formed_text(
      @ForAll @StringLength(max = 300) String typed) {
    String clean = PromptText.clean(typed);

    assertThat(clean).doesNotContainPattern("[\\p{Cc}\\p{Cs}\\x{202A}-\\x{202E}]|  |^ | $");
    assertThat(Normalizer.isNormalized(clean, Normalizer.Form.NFC)).isTrue();
  }
}
