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
  void a_state_of_another_shape_says_how_long_its_rows_are() {
    byte[] wide = TokenState.of(new int[] {5, 6, 7, 8, 9, 10}, 3);

    assertThat(wide).hasSize(29).startsWith(2, 0, 0, 0, 3, 0, 0, 0, 5);
    assertThat(TokenState.tokens(wide)).containsExactly(5, 6, 7, 8, 9, 10);
    assertThat(TokenState.columns(wide)).hasValue(3);
    byte[] square = TokenState.of(new int[] {5, 6, 7, 8}, 2);
    assertThat(square).isEqualTo(TokenState.of(new int[] {5, 6, 7, 8}));
    assertThat(TokenState.columns(square)).isEmpty();
    assertThat(TokenState.columns("7,8,9,10".getBytes(US_ASCII))).isEmpty();
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
