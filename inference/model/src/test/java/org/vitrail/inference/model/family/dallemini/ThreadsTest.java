package org.vitrail.inference.model.family.dallemini;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.vitrail.inference.model.Batch;
import org.vitrail.inference.model.Beginning;
import org.vitrail.inference.model.DrawOptions.Tokens;
import org.vitrail.inference.model.Drawn;
import org.vitrail.inference.model.RankedPicture;
import org.vitrail.inference.model.Request;
import org.vitrail.inference.model.TokenState;
import org.vitrail.inference.model.golden.BundledGolden;
import org.vitrail.inference.model.image.Pixels;
import org.vitrail.inference.model.tensor.ComputeDevice;
import org.vitrail.inference.model.tensor.Precision;
import org.vitrail.inference.model.tensor.RunOptions;

/**
 * The number of threads that draw tokens follows what is free, so tokens must not depend on it. The
 * VQGAN's does not change on one machine; between machines a byte of ten thousand differs by one.
 */
@Tag("slow")
class ThreadsTest {
  /**
   * What the pictures begin with: the last two rows take an eighth of the time, over the same
   * cache.
   */
  private static final Beginning GIVEN =
      new Beginning.Relative(
          TokenState.of(
              Arrays.copyOf(BundledGolden.all().get(0).ints("greedy_image_ids_guidance4"), 224)));

  @ParameterizedTest
  @EnumSource(
      value = Precision.class,
      names = {"AUTO", "F32"})
  void tokens_are_the_same_on_any_number_of_threads_and_pictures_look_the_same(
      Precision precision) {
    List<List<RankedPicture>> drawn = new ArrayList<>();
    for (int threads = 1; threads <= 3; threads++) {
      RunOptions options = new RunOptions(ComputeDevice.CPU, precision, threads);
      try (DalleMiniModel model = DalleMiniModel.open(BundledGolden.files(), options)) {
        assertThat(model.engine().threads().threads()).isEqualTo(threads);
        assertThat(model.engine().threads().isFixed()).isTrue();
        drawn.add(draw(model));
      }
    }

    for (List<RankedPicture> pictures : drawn) {
      assertThat(pictures).hasSize(2);
      for (int i = 0; i < pictures.size(); i++) {
        RankedPicture first = drawn.get(0).get(i);
        assertThat(pictures.get(i).state()).isEqualTo(first.state());
        assertThat(largestDifference(pictures.get(i).pixels(), first.pixels()))
            .isLessThanOrEqualTo(1);
      }
    }
  }

  private static int largestDifference(Pixels one, Pixels other) {
    int largest = 0;
    for (int i = 0; i < one.rgb().length; i++) {
      largest = Math.max(largest, Math.abs((one.rgb()[i] & 255) - (other.rgb()[i] & 255)));
    }
    return largest;
  }

  private static List<RankedPicture> draw(DalleMiniModel model) {
    String prompt = "a red apple on a blue background";
    Batch batch = model.newBatch(2);
    batch.join(new Request("a", prompt, 2, 7, new Tokens(2, .7f, 64, 1), GIVEN));
    List<Drawn> complete = List.of();
    while (complete.isEmpty()) {
      complete = batch.step();
    }
    return model.finish(complete.get(0), stage -> {});
  }
}
