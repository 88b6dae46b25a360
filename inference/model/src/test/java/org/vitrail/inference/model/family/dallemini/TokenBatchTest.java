package org.vitrail.inference.model.family.dallemini;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.vitrail.inference.model.Beginning;
import org.vitrail.inference.model.DrawOptions.Tokens;
import org.vitrail.inference.model.DrawProgress;
import org.vitrail.inference.model.RandomSource;
import org.vitrail.inference.model.Request;
import org.vitrail.inference.model.TokenState;
import org.vitrail.inference.model.golden.BundledGolden;
import org.vitrail.inference.model.golden.TinyModel;
import org.vitrail.inference.model.image.Pixels;
import org.vitrail.inference.model.tensor.RunOptions;
import org.vitrail.inference.model.tensor.TensorEngine;
import org.vitrail.inference.model.text.TextTokenizer;
import org.vitrail.inference.model.tokens.BarePrompts;
import org.vitrail.inference.model.tokens.DeviceSampler;
import org.vitrail.inference.model.tokens.TokenBatch;
import org.vitrail.inference.model.tokens.TokenGrid;

/**
 * What a person relies on: a seed's pictures, whoever else is drawing. In f32, with the bundled
 * weights where their numbers decide, else with a network that is as quick as it is untrained.
 */
@Tag("slow")
class TokenBatchTest {
  private static final Tokens SAMPLING = new Tokens(2, .7f, 64, 1);

  /** As many cells as the network was trained on. */
  private static final TokenGrid WHOLE = new TokenGrid(16, 16, 1024, 0);

  /** The upper quarter, which takes a quarter of the time. */
  private static final TokenGrid GRID = new TokenGrid(16, 4, 1024, 0);

  private static TensorEngine engine;
  private static TextTokenizer tokenizer;
  private static DalleMiniNetwork network;
  private static DalleMiniNetwork trained;

  @BeforeAll
  static void load() {
    DalleMiniFiles files = BundledGolden.files();
    engine = TensorEngine.start(RunOptions.REFERENCE, 0);
    tokenizer = new TextTokenizer(files.tokenizer());
    network = DalleMiniNetwork.random(engine, TinyModel.TRANSFORMER);
    trained =
        DalleMiniNetwork.read(engine, files.transformerConfig(), files.encoder(), files.decoder());
  }

  @AfterAll
  static void close() {
    network.close();
    trained.close();
    tokenizer.close();
    engine.close();
  }

  @Test
  void the_same_seed_draws_the_same_tokens_and_another_seed_others() {
    int[][] first = alone(request("a", "a red apple", 2, 7));
    int[][] again = alone(request("b", "a red apple", 2, 7));
    int[][] other = alone(request("c", "a red apple", 2, 8));

    assertThat(again).isDeepEqualTo(first);
    assertThat(other[0]).isNotEqualTo(first[0]);
  }

  @Test
  void every_picture_of_a_request_is_a_draw_of_its_own_and_does_not_depend_on_the_count() {
    int[][] nine = alone(request("a", "a red apple", 9, 7));
    int[][] two = alone(request("b", "a red apple", 2, 7));

    assertThat(Arrays.copyOf(nine, 2)).isDeepEqualTo(two);
    Set<String> different = new HashSet<>();
    Arrays.stream(nine).map(Arrays::toString).forEach(different::add);
    assertThat(different).hasSize(9);
  }

  @Test
  void a_request_draws_the_same_tokens_alone_and_among_others() {
    // The last eighth of a picture, where each step looks back at all of it.
    int[] kept = Arrays.copyOf(BundledGolden.all().get(0).ints("greedy_image_ids_guidance4"), 224);
    List<Request> requests =
        List.of(
            request("a", "a cat on a blue background", 2, 4, SAMPLING, kept),
            request("b", "кошка", 1, 5, SAMPLING, kept),
            request("c", "", 2, 6, SAMPLING, kept));
    TokenBatch batch = batch(trained, WHOLE, 5);
    Map<String, int[][]> drawn = new HashMap<>();
    for (int step = 0; step < WHOLE.cellCount() - kept.length + 14; step++) {
      if (step % 6 == 0 && step / 6 < requests.size()) {
        batch.join(requests.get(step / 6));
      }
      batch.step().forEach(it -> drawn.put(it.request().id(), BarePrompts.tokens(it)));
    }

    for (Request request : requests) {
      assertThat(drawn.get(request.id())).isDeepEqualTo(alone(trained, WHOLE, request));
    }
  }

  @Test
  void a_request_goes_on_where_it_was_saved_and_draws_the_same_tokens() {
    Request whole = request("a", "a red apple", 2, 7);
    TokenBatch batch = batch(2);
    batch.join(whole);
    for (int step = 0; step < 20; step++) {
      batch.step();
    }
    byte[] saved = batch.save("a").orElseThrow();
    Request resumed =
        new Request(
            "a", "a red apple", 2, 7, SAMPLING, new Beginning.Resumed(saved, Beginning.NOISE));

    TokenBatch another = batch(2);
    another.join(resumed);
    assertThat(another.progress("a")).isEqualTo(new DrawProgress(20, GRID.cellCount()));
    another.leave("a");
    assertThat(alone(resumed)).isDeepEqualTo(alone(whole));
  }

  @Test
  void what_was_saved_of_other_pictures_is_drawn_anew() {
    Request whole = request("a", "a red apple", 1, 7);
    byte[] ofTwo = new byte[] {1, 0, 0, 0, 2, 0, 0, 0, 9, 0, 0, 0, 9};

    assertThat(
            alone(
                new Request(
                    "a",
                    "a red apple",
                    1,
                    7,
                    SAMPLING,
                    new Beginning.Resumed(ofTwo, Beginning.NOISE))))
        .isDeepEqualTo(alone(whole));
  }

  @Test
  void kept_tokens_stay_and_the_rest_is_drawn_anew() {
    int[] source = alone(request("a", "a pink car", 1, 5))[0];
    int[] kept = Arrays.copyOf(source, GRID.cellCount() / 2);

    int[][] variations = alone(request("b", "a pink car", 2, 99, SAMPLING, kept));

    for (int[] variation : variations) {
      assertThat(variation).startsWith(kept).isNotEqualTo(source);
    }
  }

  @Test
  void drawn_where_the_logits_are_the_tokens_are_the_same() {
    Request whole = request("whole", "a red apple", 2, 7);
    int[] kept = Arrays.copyOf(alone(whole)[0], 9);
    Request begun = request("begun", "a pink car", 1, 3, new Tokens(2, 1, 0, .9f), kept);
    Map<String, int[][]> drawn = new HashMap<>();
    try (DeviceSampler sampler = DeviceSampler.on(engine, GRID)) {
      TokenBatch batch = new TokenBatch(prompts(GRID), network, GRID, 3, Optional.of(sampler));
      batch.join(begun);
      for (int step = 0; step < GRID.cellCount() + 12; step++) {
        if (step == 4) {
          batch.join(whole);
        }
        batch.step().forEach(it -> drawn.put(it.request().id(), BarePrompts.tokens(it)));
      }
    }

    assertThat(drawn.get("whole")).isDeepEqualTo(alone(whole));
    assertThat(drawn.get("begun")).isDeepEqualTo(alone(begun));
  }

  @Test
  void a_first_token_that_is_none_is_refused() {
    TokenBatch batch = batch(1);
    Tokens sampling = new Tokens(3, 1, 0, 1, RandomSource.GUMBEL, OptionalInt.of(1_000_000));

    assertThatThrownBy(() -> batch.join(request("a", "a cat", 1, 1, sampling)))
        .hasMessage("start-token: 1000000 is not allowed; give 0 to 1024.");
  }

  @Test
  void a_preview_runs_down_like_paint_from_the_second_row_on() {
    int[] whole = alone(request("a", "a red apple", 1, 1))[0];
    TokenBatch batch = batch(1);
    batch.join(request("a", "a red apple", 1, 1));
    for (int step = 1; step < GRID.cellCount(); step++) {
      batch.step();
      assertThat(batch.progress("a")).isEqualTo(new DrawProgress(step, GRID.cellCount()));
      Optional<List<Pixels>> preview = batch.preview("a");
      assertThat(preview.isPresent()).isEqualTo(step > GRID.columns());
      if (preview.isPresent()) {
        int[] shown = BarePrompts.tokens(preview.get().get(0));
        assertThat(shown).startsWith(Arrays.copyOf(whole, step));
        for (int cell = step; cell < shown.length; cell++) {
          assertThat(shown[cell]).isEqualTo(shown[cell - GRID.columns()]);
        }
      }
    }
    assertThat(batch.step()).hasSize(1);
    assertThat(batch.isEmpty()).isTrue();
  }

  @Test
  void what_does_not_fit_is_refused_and_changes_nothing() {
    TokenBatch batch = batch(4);
    batch.join(request("a", "a red apple", 3, 1));

    assertThatThrownBy(() -> batch.join(request("b", "a red apple", 2, 1)))
        .hasMessage("2 pictures do not fit: 1 are free.");
    assertThat(batch.freeImages()).isEqualTo(1);
    batch.leave("a");
  }

  private static int[][] alone(Request request) {
    return alone(network, GRID, request);
  }

  private static int[][] alone(DalleMiniNetwork network, TokenGrid grid, Request request) {
    return BarePrompts.draw(batch(network, grid, request.imageCount()), request).get(request.id());
  }

  private static TokenBatch batch(int imageCapacity) {
    return batch(network, GRID, imageCapacity);
  }

  private static TokenBatch batch(DalleMiniNetwork network, TokenGrid grid, int imageCapacity) {
    return new TokenBatch(prompts(grid), network, grid, imageCapacity, Optional.empty());
  }

  private static BarePrompts prompts(TokenGrid grid) {
    return new BarePrompts(grid, tokenizer::encode);
  }

  private static Request request(String id, String prompt, int count, long seed) {
    return request(id, prompt, count, seed, SAMPLING);
  }

  private static Request request(
      String id, String prompt, int count, long seed, Tokens options, int... kept) {
    Beginning beginning =
        kept.length == 0 ? Beginning.NOISE : new Beginning.Relative(TokenState.of(kept));
    return new Request(id, prompt, count, seed, options, beginning);
  }
}
