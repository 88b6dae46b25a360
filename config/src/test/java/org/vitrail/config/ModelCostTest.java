package org.vitrail.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ModelCostTest {
  private static final ModelCost COST = new ModelCost(100, 256);

  @Test
  void iterations_count_as_pictures_by_their_number_and_by_their_pixels() {
    assertThat(COST.pictures(100, 0, 0)).isEqualTo(1);
    assertThat(COST.pictures(500, 0, 0)).isEqualTo(5);
    assertThat(COST.pictures(200, 512, 512)).isEqualTo(8);
    assertThat(COST.pictures(100, 512, 0)).isEqualTo(2);
    assertThat(COST.pictures(150, 384, 256)).isCloseTo(2.25, within(1e-9));
    assertThat(COST.pictures(10, 128, 128)).as("nothing is for nothing").isEqualTo(1);
  }

  @Test
  void a_cost_that_makes_no_sense_is_refused_with_what_does() {
    assertThatThrownBy(() -> new ModelCost(0, 256)).hasMessageContaining("1 to 100000 iterations");
    assertThatThrownBy(() -> new ModelCost(100, 8)).hasMessageContaining("16 to 8192 pixels");
  }

  @Test
  void every_model_that_draws_by_iterations_says_what_they_cost() {
    assertThat(ModelCatalogue.load(null).entries())
        .filteredOn(entry -> entry.options().containsKey("iterations"))
        .isNotEmpty()
        .allMatch(entry -> entry.cost().isPresent());
  }
}
