package org.vitrail.inference.model.family.dallemini;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.vitrail.inference.model.AspectRatio;
import org.vitrail.inference.model.Beginning;
import org.vitrail.inference.model.DrawOptions.Tokens;
import org.vitrail.inference.model.Drawn;
import org.vitrail.inference.model.RandomSource;
import org.vitrail.inference.model.Request;
import org.vitrail.inference.model.golden.FillRule;
import org.vitrail.inference.model.tensor.ComputeDevice;
import org.vitrail.inference.model.tensor.Precision;
import org.vitrail.inference.model.tensor.RunOptions;
import org.vitrail.inference.model.tensor.TensorEngine;
import org.vitrail.inference.model.tokens.BarePrompts;
import org.vitrail.inference.model.tokens.Company;
import org.vitrail.inference.model.tokens.GivenCells;
import org.vitrail.inference.model.tokens.TokenBatch;
import org.vitrail.inference.model.tokens.TokenGrid;

/**
 * A request's tokens do not depend on who shares its batch, whoever joins, leaves or is cancelled
 * when. A small network of the same code, so that many timetables can be tried.
 */
@Tag("slow")
class BatchMatesTest {
  private static final DalleMiniConfig SMALL =
      new DalleMiniConfig(50, 12, 40, 16, 32, 1, 2, 2, 24, 40, 1);

  /** Not square, and of fewer codes than the network knows. */
  private static final TokenGrid GRID = new TokenGrid(8, 2, 37, 1);

  private static final Map<Precision, TensorEngine> ENGINES = new EnumMap<>(Precision.class);
  private static final Map<Precision, DalleMiniNetwork> NETWORKS = new EnumMap<>(Precision.class);

  @BeforeContainer
  static void load() {
    for (Precision precision : List.of(Precision.F32, Precision.F16, Precision.INT8)) {
      TensorEngine engine =
          TensorEngine.start(new RunOptions(ComputeDevice.CPU, precision, 0), Long.MAX_VALUE);
      ENGINES.put(precision, engine);
      NETWORKS.put(
          precision,
          new DalleMiniNetwork(
              engine,
              SMALL,
              "the fill rule",
              DalleMiniNetwork.joined(
                  FillRule.weights(SMALL.encoderWeights(), "encoder.", .3),
                  FillRule.weights(SMALL.decoderWeights(), "decoder.", .3))));
    }
  }

  @AfterContainer
  static void close() {
    NETWORKS.values().forEach(DalleMiniNetwork::close);
    ENGINES.values().forEach(TensorEngine::close);
  }

  @Property(tries = 25)
  void a_request_draws_the_same_tokens_alone_and_among_others_that_come_and_go(
      @ForAll Random random, @ForAll("precisions") Precision precision) {
    DalleMiniNetwork network = NETWORKS.get(precision);
    List<Request> requests = new ArrayList<>();
    Map<String, int[][]> expected = new HashMap<>();
    for (int i = 0; i < 5; i++) {
      requests.add(request("r" + i, random));
      expected.put("r" + i, alone(network, requests.get(i)));
    }

    Map<String, Drawn> drawn =
        Company.draw(batch(network, 7), requests, BatchMatesTest::request, random);

    expected.forEach(
        (id, tokens) -> assertThat(BarePrompts.tokens(drawn.get(id))).as(id).isDeepEqualTo(tokens));
  }

  @Property(tries = 20)
  void cells_that_are_given_anywhere_keep_their_tokens(
      @ForAll Random random, @ForAll("precisions") Precision precision) {
    Request request = request("r", random);
    GivenCells given = given(request);

    int[][] drawn = alone(NETWORKS.get(precision), request);

    TokenGrid grid = GRID.shaped(BarePrompts.aspect(request));
    for (int[] picture : drawn) {
      assertThat(picture).hasSize(grid.cellCount());
      for (int cell = 0; cell < picture.length; cell++) {
        assertThat(picture[cell]).isBetween(0, GRID.codeCount() - 1);
        int row = cell / grid.columns();
        int token = picture[cell];
        if (!drawsAt(request, cell)) {
          assertThat(given)
              .usingRecursiveComparison()
              .isEqualTo(given.and(grid, cell % grid.columns(), row, token));
        }
      }
    }
  }

  /** In bf16 a batch of another size may round a number the other way, so it is not here. */
  @Provide
  Arbitrary<Precision> precisions() {
    return Arbitraries.of(NETWORKS.keySet());
  }

  /**
   * Of one text or, one time in three, of several. With guidance, or with one of its two conditions
   * alone; every other one is no square.
   */
  private static Request request(String id, Random random) {
    String prompt =
        Stream.generate(() -> text(random))
            .limit(1 + random.nextInt(2) * random.nextInt(3))
            .collect(Collectors.joining("|"));
    // Cold, so that a draw depends on the logits more than on its noise.
    float guidance = List.of(3f, 3f, 1f, 0f).get(random.nextInt(4));
    AspectRatio aspect =
        List.of(
                AspectRatio.SQUARE,
                AspectRatio.SQUARE,
                new AspectRatio(2, 1),
                new AspectRatio(1, 2),
                new AspectRatio(13, 10))
            .get(random.nextInt(5));
    Tokens cold =
        new Tokens(guidance, .05f, 0, 1, RandomSource.GUMBEL, OptionalInt.empty(), aspect);
    return new Request(id, prompt, 1 + random.nextInt(3), random.nextLong(), cold, Beginning.NOISE);
  }

  private static String text(Random random) {
    return random
        .longs(2 + random.nextInt(10), 2, 50)
        .mapToObj(Long::toString)
        .collect(Collectors.joining(" "));
  }

  /** None, a beginning, or cells anywhere, single ones and runs, as the request's seed says. */
  private static GivenCells given(Request request) {
    TokenGrid grid = GRID.shaped(BarePrompts.aspect(request));
    GivenCells given = GivenCells.none(grid);
    for (int cell = 0; cell < grid.cellCount(); cell++) {
      if (!drawsAt(request, cell)) {
        int token = Math.floorMod(31 * request.seed() + cell, grid.codeCount());
        given = given.and(grid, cell % grid.columns(), cell / grid.columns(), token);
      }
    }
    return given;
  }

  private static boolean drawsAt(Request request, int cell) {
    int kind = Math.floorMod(request.seed(), 3);
    boolean beginning = cell < Math.floorMod(request.seed() >> 8, 8);
    boolean anywhere = (request.seed() >> (cell + 16) & 1) == 1;
    return kind == 0 || !(kind == 1 ? beginning : anywhere);
  }

  private static int[][] alone(DalleMiniNetwork network, Request request) {
    return BarePrompts.draw(batch(network, request.imageCount()), request).get(request.id());
  }

  private static TokenBatch batch(DalleMiniNetwork network, int imageCapacity) {
    BarePrompts prompts =
        new BarePrompts(
            GRID,
            text -> BarePrompts.numbers(text.isEmpty() ? "0 2" : text),
            BatchMatesTest::given);
    return new TokenBatch(prompts, network, GRID, imageCapacity, Optional.empty());
  }
}
