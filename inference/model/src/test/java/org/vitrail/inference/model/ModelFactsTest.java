package org.vitrail.inference.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vitrail.inference.model.image.Pixels;

class ModelFactsTest {
  private static final ModelFacts FACTS =
      new ModelFacts("small", "fake", "hash", 16, 16, 64, Set.of());

  @ParameterizedTest
  @CsvSource({"16, 16, 1", "64, 64, 1", "32, 16, 2", "16, 48, 3", "128, 64, 2"})
  void a_picture_is_as_large_as_its_shape_whatever_it_was_enlarged_by(
      int width, int height, double squares) {
    assertThat(FACTS.squares(new Pixels(width, height, new byte[3 * width * height])))
        .isEqualTo(squares);
  }
}
