package org.vitrail.inference.model.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;

class SelectionTest {
  @Property
  void the_largest_are_those_at_the_end_of_the_sorted_values(
      @ForAll("logits") float[] values, @ForAll @IntRange(min = 1, max = 40) int most) {
    int k = Math.min(most, values.length);
    float[] sorted = values.clone();
    Arrays.sort(sorted);

    float least = Selection.largest(values, k);
    Arrays.sort(values, values.length - k, values.length);

    assertThat(least).isEqualTo(sorted[values.length - k]);
    assertThat(Arrays.copyOfRange(values, values.length - k, values.length))
        .containsExactly(Arrays.copyOfRange(sorted, values.length - k, values.length));
  }

  /** Many of them equal, some infinite. */
  @Provide
  Arbitrary<float[]> logits() {
    Arbitrary<Float> one =
        Arbitraries.frequencyOf(
            Tuple.of(5, Arbitraries.floats().between(-9, 9).ofScale(0)),
            Tuple.of(5, Arbitraries.floats()),
            Tuple.of(1, Arbitraries.just(Float.NEGATIVE_INFINITY)));
    // Zero has one sign here: sorting tells the two apart, comparing does not.
    return one.map(value -> value + 0f).array(float[].class).ofMinSize(1).ofMaxSize(60);
  }
}
