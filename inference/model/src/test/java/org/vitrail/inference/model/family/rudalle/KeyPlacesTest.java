package org.vitrail.inference.model.family.rudalle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class KeyPlacesTest {
  private static final RudalleConfig V3 = RudalleConfig.MALEVICH;
  private static final RudalleConfig V2 =
      new RudalleConfig(RudalleVersion.V2, 16512, 128, 8192, 32, 2048, 24, 16);

  @Test
  void what_looks_back_a_short_way_keeps_a_ring() {
    assertThat(counts(V3)).containsExactly(33, 1024, 166);
    assertThat(counts(V2)).containsExactly(33, 1024, 1024);
  }

  @Test
  void no_cell_takes_the_place_of_one_that_is_still_seen() {
    for (RudalleConfig config : List.of(V2, V3)) {
      for (LayerKind kind : LayerKind.values()) {
        VisibleCells visible = kind.visible(config);
        KeyPlaces places = new KeyPlaces(visible);
        int[] cellAt = new int[places.count()];
        for (int cell = 0; cell < visible.cellCount(); cell++) {
          cellAt[places.of(cell)] = cell;
          Set<Integer> seen = new HashSet<>();
          Arrays.stream(places.seenFrom(cell)).forEach(place -> seen.add(cellAt[(int) place]));
          Set<Integer> expected = new HashSet<>();
          Arrays.stream(visible.from(cell)).forEach(expected::add);
          assertThat(seen).as(kind + " " + cell).isEqualTo(expected);
        }
      }
    }
  }

  @Test
  void rows_and_columns_lie_at_equal_distances() {
    KeyPlaces rows = new KeyPlaces(LayerKind.ROW.visible(V3));
    KeyPlaces columns = new KeyPlaces(LayerKind.COLUMN.visible(V3));
    KeyPlaces around = new KeyPlaces(LayerKind.NEIGHBOURHOOD.visible(V3));

    assertThat(IntStream.range(0, 1024).map(rows::step)).containsOnly(1);
    assertThat(IntStream.range(0, 1024).map(columns::step)).containsOnly(1, 32);
    assertThat(around.step(500)).isZero();
  }

  @Test
  void layers_are_of_the_kinds_that_the_authors_give_them() {
    assertThat(LayerKind.ofLayers(6)).containsExactly(0, 1, 0, 0, 0, 1);
    assertThat(LayerKind.ofLayers(8)).containsExactly(0, 1, 0, 0, 0, 1, 0, 2);
    assertThat(Arrays.stream(LayerKind.ofLayers(24)).filter(kind -> kind == 1)).hasSize(6);
    assertThat(LayerKind.ofLayers(24)[23]).isEqualTo(2);
    assertThat(LayerKind.ofLayers(64)[63]).isEqualTo(2);
  }

  private static int[] counts(RudalleConfig config) {
    return Arrays.stream(LayerKind.values())
        .mapToInt(kind -> new KeyPlaces(kind.visible(config)).count())
        .toArray();
  }
}
