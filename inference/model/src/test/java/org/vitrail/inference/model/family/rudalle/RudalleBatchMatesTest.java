package org.vitrail.inference.model.family.rudalle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.vitrail.inference.model.Beginning;
import org.vitrail.inference.model.CannotBeginException;
import org.vitrail.inference.model.DrawOptions.Tokens;
import org.vitrail.inference.model.Drawn;
import org.vitrail.inference.model.ImagePrompt;
import org.vitrail.inference.model.Request;
import org.vitrail.inference.model.TokenState;
import org.vitrail.inference.model.golden.FillRule;
import org.vitrail.inference.model.image.Pixels;
import org.vitrail.inference.model.tensor.RunOptions;
import org.vitrail.inference.model.tensor.TensorEngine;
import org.vitrail.inference.model.tensor.TensorScope;
import org.vitrail.inference.model.tokens.BarePrompts;
import org.vitrail.inference.model.tokens.Company;
import org.vitrail.inference.model.tokens.GivenCells;
import org.vitrail.inference.model.tokens.TokenBatch;
import org.vitrail.inference.model.tokens.TokenGrid;

/**
 * A request's tokens do not depend on who shares its batch, whoever joins, leaves or is cancelled
 * when, and how surprising they are adds up to what one pass over the whole picture says.
 */
class RudalleBatchMatesTest {
  /** Cold, so that a draw depends on the logits more than on its noise. */
  private static final Tokens COLD = new Tokens(1, .05f, 0, 1);

  private static final Map<RudalleVersion, RudalleNetwork> NETWORKS =
      new EnumMap<>(RudalleVersion.class);

  private static TensorEngine engine;

  @BeforeContainer
  static void load() {
    engine = TensorEngine.start(RunOptions.REFERENCE, 0);
    for (RudalleVersion version : RudalleVersion.values()) {
      NETWORKS.put(version, network(new RudalleConfig(version, 40, 8, 16, 6, 32, 5, 4)));
    }
  }

  private static RudalleNetwork network(RudalleConfig config) {
    return new RudalleNetwork(
        engine, config, "the fill rule", FillRule.weights(config.weights(), "", .4));
  }

  @AfterContainer
  static void close() {
    NETWORKS.values().forEach(RudalleNetwork::close);
    engine.close();
  }

  @Property(tries = 5)
  @Tag("slow")
  void a_request_draws_the_same_tokens_alone_and_among_others_that_come_and_go(
      @ForAll Random random, @ForAll RudalleVersion version) {
    RudalleNetwork network = NETWORKS.get(version);
    List<Request> requests = new ArrayList<>();
    Map<String, int[][]> expected = new HashMap<>();
    for (int i = 0; i < 5; i++) {
      Request request = request("r" + i, random);
      requests.add(request);
      TokenBatch alone = batch(network, request.imageCount());
      expected.put("r" + i, BarePrompts.draw(alone, request).get("r" + i));
    }

    Map<String, Drawn> drawn =
        Company.draw(batch(network, 7), requests, RudalleBatchMatesTest::request, random);

    expected.forEach(
        (id, tokens) -> assertThat(BarePrompts.tokens(drawn.get(id))).as(id).isDeepEqualTo(tokens));
    drawn.values().forEach(it -> assertThatPerplexitiesAreRight(network, it));
  }

  @Example
  void a_long_run_of_given_cells_behind_drawn_ones_is_read_after_each_picture_of_its_own() {
    RudalleConfig config = new RudalleConfig(RudalleVersion.V3, 40, 8, 16, 20, 32, 5, 4);
    TokenGrid grid = grid(config);
    GivenCells lower = GivenCells.none(grid);
    for (int cell = 40; cell < 395; cell++) {
      lower = lower.and(grid, cell % 20, cell / 20, cell * cell % 16);
    }
    GivenCells given = lower;
    try (RudalleNetwork network = network(config)) {
      BarePrompts prompts = new BarePrompts(grid, BarePrompts::numbers, request -> given);
      TokenBatch batch = new TokenBatch(prompts, network, grid, 3, Optional.empty());
      batch.join(new Request("r", "2 9 21 3", 3, 5, new Tokens(1, 2, 0, 1), Beginning.NOISE));
      List<Drawn> drawn = new ArrayList<>();
      int steps = 0;
      while (drawn.isEmpty()) {
        drawn.addAll(batch.step());
        steps++;
      }

      assertThat(steps)
          .as("45 draws, and two between the three pieces of 355 given cells")
          .isEqualTo(45 + 2);
      int[][] tokens = BarePrompts.tokens(drawn.get(0));
      assertThat(tokens[0]).isNotEqualTo(tokens[1]);
      assertThat(Arrays.copyOfRange(tokens[0], 40, 395))
          .isEqualTo(Arrays.copyOfRange(tokens[1], 40, 395));
      assertThatPerplexitiesAreRight(network, drawn.get(0));
    }
  }

  @Example
  void a_request_goes_on_from_its_saved_tokens_and_begins_anew_where_they_cannot_be_read() {
    TokenBatch batch = batch(NETWORKS.get(RudalleVersion.V3), 2);
    Request request = new Request("r", "2 9", 2, 5, COLD, Beginning.NOISE);
    int[][] expected = BarePrompts.draw(batch, request).get("r");
    batch.join(resumed(new byte[] {7, 7}));
    batch.step();

    byte[] saved = batch.save("r").orElseThrow();
    assertThat(batch.endEarly("r")).isEmpty();
    assertThatThrownBy(() -> batch.save("s")).isInstanceOf(NoSuchElementException.class);
    assertThatThrownBy(() -> batch.endEarly("s")).isInstanceOf(NoSuchElementException.class);
    List<Drawn> drawn = new ArrayList<>();
    while (drawn.isEmpty()) {
      drawn.addAll(batch.step());
    }
    assertThat(BarePrompts.tokens(drawn.get(0))).isDeepEqualTo(expected);
    assertThat(BarePrompts.draw(batch, resumed(saved)).get("r")).isDeepEqualTo(expected);
  }

  private static Request resumed(byte[] saved) {
    Beginning beginning = new Beginning.Resumed(saved, Beginning.NOISE);
    return new Request("r", "2 9", 2, 5, COLD, beginning);
  }

  @Example
  void a_model_that_draws_tokens_is_shown_no_pictures_to_draw_towards() {
    TokenBatch batch = batch(NETWORKS.get(RudalleVersion.V3), 2);
    ImagePrompt target = new ImagePrompt(new Pixels(1, 1, new byte[3]), .5f);

    assertThatThrownBy(
            () -> batch.join(new Request("r", "2 9", 2, 5, COLD, Beginning.NOISE, List.of(target))))
        .isInstanceOf(CannotBeginException.class)
        .hasMessageStartingWith("This model draws towards words alone.");
    assertThat(batch.isEmpty()).isTrue();
  }

  private static void assertThatPerplexitiesAreRight(RudalleNetwork network, Drawn drawn) {
    long[] text = BarePrompts.numbers(drawn.request().prompt());
    float[] perplexities = drawn.perplexities().orElseThrow();
    for (int i = 0; i < perplexities.length; i++) {
      int[] state = TokenState.tokens(drawn.states().get(i));
      long[] tokens = Arrays.stream(state).asLongStream().toArray();
      try (TensorScope scope = engine.open()) {
        long[] read = Arrays.copyOf(tokens, tokens.length - 1);
        float[] logits = network.logits(scope, text, read).floats();
        assertThat(perplexities[i])
            .as(drawn.request().id() + ", picture " + i)
            .isCloseTo(Perplexities.of(logits, 16, tokens), withinPercentage(.01));
      }
    }
  }

  private static Request request(String id, Random random) {
    String prompt =
        random
            .longs(2 + random.nextInt(6), 2, 32)
            .mapToObj(Long::toString)
            .collect(Collectors.joining(" "));
    return new Request(id, prompt, 1 + random.nextInt(3), random.nextLong(), COLD, Beginning.NOISE);
  }

  /** None, or cells anywhere, single ones and runs, as the request's seed says. */
  private static GivenCells given(TokenGrid grid, Request request) {
    GivenCells given = GivenCells.none(grid);
    for (int cell = 0; cell < grid.cellCount() && request.seed() % 3 != 0; cell++) {
      if ((request.seed() >> cell / 2 & 1) == 1) {
        int token = Math.floorMod(31 * request.seed() + cell, grid.codeCount());
        given = given.and(grid, cell % grid.columns(), cell / grid.columns(), token);
      }
    }
    return given;
  }

  private static TokenGrid grid(RudalleConfig config) {
    return new TokenGrid(
        config.imageTokenSide(), config.imageTokenSide(), config.imageVocabularySize(), 0);
  }

  private static TokenBatch batch(RudalleNetwork network, int imageCapacity) {
    TokenGrid grid = grid(network.config());
    BarePrompts prompts =
        new BarePrompts(grid, BarePrompts::numbers, request -> given(grid, request));
    return new TokenBatch(prompts, network, grid, imageCapacity, Optional.empty());
  }
}
