package org.vitrail.inference.model.family.rudalle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class VisibleCellsTest {
  private static final int SIDE = 32;

  @Test
  void small_pictures_have_the_masks_that_the_authors_tests_print() {
    assertThat(mask(VisibleCells.rows(4)))
        .isEqualTo(
            "1000000000000000 1100000000000000 1110000000000000 1111000000000000 "
                + "1111100000000000 0111110000000000 0011111000000000 0001111100000000 "
                + "0000111110000000 0000011111000000 0000001111100000 0000000111110000 "
                + "0000000011111000 0000000001111100 0000000000111110 0000000000011111");
    assertThat(mask(VisibleCells.columns(4)))
        .isEqualTo(
            "1000000000000000 0100000000000000 0010000000000000 0001000000000000 "
                + "1000100000000000 0100010000000000 0010001000000000 0001000100000000 "
                + "1000100010000000 0100010001000000 0010001000100000 0001000100010000 "
                + "1000100010001000 0100010001000100 0010001000100010 0001000100010001");
  }

  @Test
  void a_neighbourhood_ends_at_the_edge_or_wraps_as_the_authors_code_has_it() {
    assertThat(mask(VisibleCells.neighbourhoods(4, 3, false)))
        .isEqualTo(
            "1000000000000000 1100000000000000 0110000000000000 0011000000000000 "
                + "1100100000000000 1110110000000000 0111011000000000 0011001100000000 "
                + "0000110010000000 0000111011000000 0000011101100000 0000001100110000 "
                + "0000000011001000 0000000011101100 0000000001110110 0000000000110011");
    assertThat(mask(VisibleCells.neighbourhoods(4, 3, true)))
        .isEqualTo(
            "1000000000000000 1100000000000000 0110000000000000 1011000000000000 "
                + "1101100000000000 1110110000000000 0111011000000000 1011101100000000 "
                + "0000110110000000 0000111011000000 0000011101100000 0000101110110000 "
                + "1101000011011000 1110000011101100 0111000001110110 1011000010111011");
  }

  @Test
  void at_full_size_every_list_is_what_marking_each_keys_surroundings_gives() {
    assertThat(lists(VisibleCells.rows(SIDE))).isEqualTo(marked(this::rowAfter));
    assertThat(lists(VisibleCells.columns(SIDE))).isEqualTo(marked(this::columnBelow));
    assertThat(lists(VisibleCells.neighbourhoods(SIDE, 11, false)))
        .isEqualTo(marked(key -> square(key, false)));
    assertThat(lists(VisibleCells.neighbourhoods(SIDE, 11, true)))
        .isEqualTo(marked(key -> square(key, true)));
  }

  @Test
  void only_rows_and_neighbourhoods_that_do_not_wrap_look_back_a_short_way() {
    assertThat(VisibleCells.rows(SIDE).lookBack()).isEqualTo(33);
    assertThat(VisibleCells.columns(SIDE).lookBack()).isEqualTo(993);
    assertThat(VisibleCells.neighbourhoods(SIDE, 11, false).lookBack()).isEqualTo(166);
    assertThat(VisibleCells.neighbourhoods(SIDE, 11, true).lookBack()).isEqualTo(1024);
  }

  /** Which queries a key shows itself to. */
  private interface Marks {
    Set<Integer> of(int key);
  }

  private static List<List<Integer>> marked(Marks marks) {
    List<List<Integer>> lists = new ArrayList<>();
    for (int query = 0; query < SIDE * SIDE; query++) {
      lists.add(new ArrayList<>());
    }
    for (int key = 0; key < SIDE * SIDE; key++) {
      Set<Integer> queries = new TreeSet<>(marks.of(key));
      queries.add(key);
      for (int query : queries) {
        if (query >= key && query < SIDE * SIDE) {
          lists.get(query).add(key);
        }
      }
    }
    return lists;
  }

  private Set<Integer> rowAfter(int key) {
    Set<Integer> queries = new TreeSet<>();
    for (int query = key; query <= key + SIDE; query++) {
      queries.add(query);
    }
    return queries;
  }

  private Set<Integer> columnBelow(int key) {
    Set<Integer> queries = new TreeSet<>();
    for (int query = key; query < SIDE * SIDE; query += SIDE) {
      queries.add(query);
    }
    return queries;
  }

  private static Set<Integer> square(int key, boolean wraps) {
    Set<Integer> queries = new TreeSet<>();
    for (int down = -5; down <= 5; down++) {
      for (int right = -5; right <= 5; right++) {
        int row = key / SIDE + down;
        int column = key % SIDE + right;
        if (wraps) {
          row = Math.floorMod(row, SIDE);
          column = Math.floorMod(column, SIDE);
        } else {
          row = Math.max(0, Math.min(row, SIDE - 1));
          column = Math.max(0, Math.min(column, SIDE - 1));
        }
        queries.add(row * SIDE + column);
      }
    }
    return queries;
  }

  private static List<List<Integer>> lists(VisibleCells cells) {
    List<List<Integer>> lists = new ArrayList<>();
    for (int cell = 0; cell < cells.cellCount(); cell++) {
      List<Integer> seen = new ArrayList<>();
      for (int key : cells.from(cell)) {
        seen.add(key);
      }
      lists.add(seen);
    }
    return lists;
  }

  private static String mask(VisibleCells cells) {
    List<String> rows = new ArrayList<>();
    for (int cell = 0; cell < cells.cellCount(); cell++) {
      StringBuilder row = new StringBuilder("0".repeat(cells.cellCount()));
      for (int key : cells.from(cell)) {
        row.setCharAt(key, '1');
      }
      rows.add(row.toString());
    }
    return String.join(" ", rows);
  }
}
