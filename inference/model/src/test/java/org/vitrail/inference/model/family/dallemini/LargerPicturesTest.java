package org.vitrail.inference.model.family.dallemini;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vitrail.inference.model.DrawProgress;
import org.vitrail.inference.model.Request;
import org.vitrail.inference.model.golden.FillRule;
import org.vitrail.inference.model.image.Pixels;
import org.vitrail.inference.model.tensor.RunOptions;
import org.vitrail.inference.model.tensor.TensorEngine;
import org.vitrail.inference.model.tokens.BarePrompts;
import org.vitrail.inference.model.tokens.LargerPictures;
import org.vitrail.inference.model.tokens.TokenBatch;
import org.vitrail.inference.model.tokens.TokenGrid;

/** Pictures wider or higher than those that a network was trained on, with a small one. */
class LargerPicturesTest {
  private static final DalleMiniConfig SMALL =
      new DalleMiniConfig(50, 12, 40, 36, 32, 1, 2, 2, 24, 40, 1);

  private static final TokenGrid WINDOW = new TokenGrid(6, 6, 40, 0);
  private static final String PROMPT = "0 7 21 2";

  private static TensorEngine engine;
  private static DalleMiniNetwork network;

  @BeforeAll
  static void load() {
    engine = TensorEngine.start(RunOptions.REFERENCE, 0);
    network =
        new DalleMiniNetwork(
            engine,
            SMALL,
            "the fill rule",
            DalleMiniNetwork.joined(
                FillRule.weights(SMALL.encoderWeights(), "encoder.", .3),
                FillRule.weights(SMALL.decoderWeights(), "decoder.", .3)));
  }

  @AfterAll
  static void close() {
    network.close();
    engine.close();
  }

  @ParameterizedTest
  @CsvSource({"1:1, 1", "2:1, 3", "1:2, 3", "16:9, 1", "3:1, 3", "7:6, 0"})
  void each_window_reads_what_was_drawn_before_and_draws_the_rest(String aspect, float guidance) {
    Request request = LargerPictures.request(PROMPT, guidance, aspect, Optional.empty());

    LargerPictures.assertDrawnWindowByWindow(network, prompts(), request);
  }

  @ParameterizedTest
  @CsvSource({"2:1, 36", "2:1, 5", "1:2, 36", "1:2, 40", "16:9, 33"})
  void what_is_given_is_given_to_every_window_that_sees_it(String aspect, int count) {
    int[] beginning = new int[count];
    Arrays.setAll(beginning, cell -> (7 * cell + 3) % 40);
    Request request = LargerPictures.request(PROMPT, 3, aspect, Optional.of(beginning));

    LargerPictures.assertDrawnWindowByWindow(network, prompts(), request);
  }

  @Test
  void pictures_differ_and_so_does_each_window_of_one() {
    Request request = LargerPictures.request(PROMPT, 0, "3:1", Optional.empty());

    int[][] drawn = BarePrompts.draw(batch(), request).get(request.id());

    Set<String> different = new HashSet<>();
    for (int[] picture : drawn) {
      for (int window = 0; window < 3; window++) {
        StringBuilder tokens = new StringBuilder();
        for (int row = 0; row < 6; row++) {
          int from = 18 * row + 6 * window;
          tokens.append(Arrays.toString(Arrays.copyOfRange(picture, from, from + 6)));
        }
        different.add(tokens.toString());
      }
    }
    assertThat(different).hasSize(6);
  }

  @Test
  void progress_counts_the_cells_of_the_whole_picture_and_so_many_steps_are_taken() {
    Request request = LargerPictures.request(PROMPT, 1, "2:1", Optional.empty());
    TokenBatch batch = batch();
    batch.join(request);

    assertThat(batch.progress("2:1")).isEqualTo(new DrawProgress(0, 72));
    for (int step = 1; step < 72; step++) {
      assertThat(batch.step()).isEmpty();
      assertThat(batch.progress("2:1")).isEqualTo(new DrawProgress(step, 72));
    }
    assertThat(batch.step()).hasSize(1);
  }

  @Test
  void a_preview_has_the_whole_shape_and_runs_on_where_nothing_is_drawn() {
    Request request = LargerPictures.request(PROMPT, 1, "2:1", Optional.empty());
    TokenBatch batch = batch();
    batch.join(request);
    for (int step = 0; step < 36; step++) {
      batch.step();
    }

    List<Pixels> preview = batch.preview("2:1").orElseThrow();

    assertThat(preview.get(0).width()).isEqualTo(12);
    assertThat(preview.get(0).height()).isEqualTo(6);
    int[] seen = BarePrompts.tokens(preview.get(0));
    while (!batch.isEmpty()) {
      int[] last = BarePrompts.tokens(batch.preview("2:1").orElseThrow().get(0));
      batch.step().forEach(it -> assertThat(BarePrompts.tokens(it)[0]).hasSameSizeAs(last));
    }
    for (int row = 0; row < 6; row++) {
      for (int column = 6; column < 12; column++) {
        assertThat(seen[12 * row + column]).isEqualTo(seen[12 * row + 5]);
      }
    }
  }

  @Test
  void one_that_leaves_in_the_middle_of_a_window_leaves_nothing_behind() {
    Request wide = LargerPictures.request(PROMPT, 3, "2:1", Optional.empty());
    Request high = LargerPictures.request(PROMPT, 3, "1:2", Optional.empty());
    int[][] alone = BarePrompts.draw(batch(), high).get("1:2");
    TokenBatch batch = new TokenBatch(prompts(), network, WINDOW, 4, Optional.empty());
    batch.join(wide);
    for (int step = 0; step < 45; step++) {
      batch.step();
    }
    batch.join(high);
    for (int step = 0; step < 5; step++) {
      batch.step();
    }

    batch.leave("2:1");

    int[][] left = null;
    while (left == null) {
      left = batch.step().stream().map(BarePrompts::tokens).findFirst().orElse(null);
    }
    assertThat(left).isDeepEqualTo(alone);
  }

  private static TokenBatch batch() {
    return new TokenBatch(prompts(), network, WINDOW, 2, Optional.empty());
  }

  private static BarePrompts prompts() {
    return new BarePrompts(WINDOW, text -> BarePrompts.numbers(text.isEmpty() ? "0 2" : text));
  }
}
