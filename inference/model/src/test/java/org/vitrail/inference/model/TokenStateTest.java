package org.vitrail.inference.model;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.vitrail.inference.model.CannotBeginException.Reason;

class TokenStateTest {
  @Test
  void a_state_has_a_version_and_its_tokens() {
    byte[] state = TokenState.of(new int[] {0, 16_383, 70_000});

    assertThat(state).hasSize(13).startsWith(1, 0, 0, 0, 0);
    assertThat(TokenState.tokens(state)).containsExactly(0, 16_383, 70_000);
  }

  @Test
  void what_the_version_before_wrote_as_text_is_read() {
    assertThat(TokenState.tokens("7".getBytes(US_ASCII))).containsExactly(7);
    assertThat(TokenState.tokens("0,16383,70000".getBytes(US_ASCII)))
        .containsExactly(0, 16_383, 70_000);
  }

  @Test
  void a_state_of_another_form_is_refused() {
    for (byte[] state : new byte[][] {{}, {2, 0, 0, 0, 0}, {1, 0, 0, 0}, {'7', ','}, {'7', 'x'}}) {
      assertThatThrownBy(() -> TokenState.tokens(state))
          .isInstanceOfSatisfying(
              CannotBeginException.class,
              e -> assertThat(e.reason()).isEqualTo(Reason.NOT_RELATED));
    }
  }
}
