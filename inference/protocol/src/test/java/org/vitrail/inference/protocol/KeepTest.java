package org.vitrail.inference.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vitrail.inference.protocol.Keep.Cells;

/** What people say about the sides that they keep, and what that is of a picture. */
class KeepTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          up              | up 50%
          Down            | down 50%
          border          | border 25%
          up 12           | up 12
          LEFT 30%        | left 30%
          left 4, up 8    | up 8 left 4
          up:3 right      | up 3 right 50%
          up down         | up 25% down 25%
          up down 2       | up 25% down 2
          border 2 up     | up 25% border 2
          """)
  void what_is_typed_has_one_text_for_one_meaning(String typed, String text) {
    Keep keep = Keep.read(typed);

    assertThat(keep.text()).isEqualTo(text);
    assertThat(Keep.read(text)).isEqualTo(keep);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "upp",
        "12",
        "up 0",
        "up 0%",
        "up 100%",
        "up -3",
        "up 2.5",
        "up up",
        "up 3 3",
        "up 99999",
        "up 99999999999",
        "the sky"
      })
  void what_keeps_no_side_is_refused(String typed) {
    assertThatThrownBy(() -> Keep.read(typed)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void sides_are_counted_in_the_cells_of_a_picture() {
    assertThat(Keep.read("up").on(32, 32)).contains(new Cells(16, 0, 0, 0));
    assertThat(Keep.read("border").on(16, 16)).contains(new Cells(4, 4, 4, 4));
    assertThat(Keep.read("border 10%").on(32, 16)).contains(new Cells(1, 1, 3, 3));
    assertThat(Keep.read("border 2 up 6").on(16, 16)).contains(new Cells(6, 2, 2, 2));
    assertThat(Keep.read("left 1%").on(16, 16)).as("at least one").contains(new Cells(0, 0, 1, 0));
    assertThat(Keep.read("up 99%").on(16, 16)).contains(new Cells(15, 0, 0, 0));
    assertThat(Keep.read("border 49%").on(16, 16)).contains(new Cells(7, 7, 7, 7));
  }

  @Test
  void what_would_leave_nothing_to_draw_is_no_choice() {
    assertThat(Keep.read("up 15").on(16, 16)).isPresent();
    for (String all : List.of("up 16", "up 40", "up 8 down 8", "border 8", "left 12 right 4")) {
      assertThat(Keep.read(all).on(16, 16)).as(all).isEmpty();
    }
  }

  @Test
  void an_amount_and_further_sides_behind_a_side_belong_to_it_and_other_words_do_not() {
    assertThat(Keep.goesOn("up", "12")).isTrue();
    assertThat(Keep.goesOn("up", "0")).as("to be asked about").isTrue();
    assertThat(Keep.goesOn("up", "30%")).isTrue();
    assertThat(Keep.goesOn("up 12", "left")).isTrue();
    assertThat(Keep.goesOn("up", "left,")).isTrue();
    assertThat(Keep.goesOn("up", "4,left")).isTrue();
    assertThat(Keep.goesOn("up 12", "3")).isFalse();
    assertThat(Keep.goesOn("up", "the")).isFalse();
    assertThat(Keep.goesOn("upp", "12")).isFalse();
    assertThat(Keep.goesOn("up", "")).isFalse();
  }
}
