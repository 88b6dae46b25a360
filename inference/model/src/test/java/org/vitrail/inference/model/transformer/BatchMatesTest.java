package org.vitrail.inference.model.transformer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.vitrail.inference.model.DrawOptions.Tokens;
import org.vitrail.inference.model.golden.FillRule;
import org.vitrail.inference.model.tensor.ComputeDevice;
import org.vitrail.inference.model.tensor.Precision;
import org.vitrail.inference.model.tensor.RunOptions;
import org.vitrail.inference.model.tensor.TensorEngine;

/**
 * A request's tokens do not depend on who shares its batch, whoever joins, leaves or is cancelled
 * when. A small network of the same code, so that many timetables can be tried.
 */
class BatchMatesTest {
  private static final DalleMiniConfig SMALL =
      new DalleMiniConfig(50, 12, 40, 9, 32, 1, 2, 2, 24, 40, 1);

  /** Cold, so that a draw depends on the logits more than on its noise. */
  private static final Tokens COLD = new Tokens(3, .05f, 0, 1);

  private static final Map<Precision, TensorEngine> ENGINES = new EnumMap<>(Precision.class);
  private static final Map<Precision, DalleMini> NETWORKS = new EnumMap<>(Precision.class);

  @BeforeContainer
  static void load() {
    for (Precision precision : List.of(Precision.F32, Precision.F16, Precision.INT8)) {
      TensorEngine engine =
          TensorEngine.start(new RunOptions(ComputeDevice.CPU, precision, 0), Long.MAX_VALUE);
      ENGINES.put(precision, engine);
      NETWORKS.put(
          precision,
          new DalleMini(
              engine,
              SMALL,
              "the fill rule",
              DalleMini.joined(
                  FillRule.weights(SMALL.encoderWeights(), "encoder.", .3),
                  FillRule.weights(SMALL.decoderWeights(), "decoder.", .3))));
    }
  }

  @AfterContainer
  static void close() {
    NETWORKS.values().forEach(DalleMini::close);
    ENGINES.values().forEach(TensorEngine::close);
  }

  @Property(tries = 40)
  void a_request_draws_the_same_tokens_alone_and_among_others_that_come_and_go(
      @ForAll Random random, @ForAll("precisions") Precision precision) {
    DalleMini network = NETWORKS.get(precision);
    List<DrawRequest> waiting = new ArrayList<>();
    Map<String, int[][]> expected = new HashMap<>();
    for (int i = 0; i < 5; i++) {
      waiting.add(request("r" + i, random));
      expected.put("r" + i, alone(network, waiting.get(i)));
    }

    DrawingBatch batch = batch(network, 7);
    Map<String, int[][]> drawn = new HashMap<>();
    while (drawn.size() < expected.size()) {
      if (!waiting.isEmpty()
          && random.nextInt(3) == 0
          && waiting.get(0).imageCount() <= batch.freeImages()) {
        batch.join(waiting.remove(0));
      }
      if (random.nextInt(6) == 0 && batch.freeImages() > 2) {
        batch.join(request("cancelled", random));
      }
      if (random.nextInt(6) == 0) {
        batch.leave("cancelled");
      }
      batch.step().forEach(drawing -> drawn.put(drawing.request().id(), drawing.tokens()));
      drawn.remove("cancelled");
    }

    expected.forEach((id, tokens) -> assertThat(drawn.get(id)).as(id).isDeepEqualTo(tokens));
  }

  /** In bf16 a batch of another size may round a number the other way, so it is not here. */
  @Provide
  Arbitrary<Precision> precisions() {
    return Arbitraries.of(NETWORKS.keySet());
  }

  private static DrawRequest request(String id, Random random) {
    int[] kept = random.ints(random.nextInt(4), 0, 40).toArray();
    return new DrawRequest(
        id,
        random.longs(2 + random.nextInt(10), 2, 50).toArray(),
        new long[] {0, 2},
        1 + random.nextInt(3),
        random.nextLong(),
        COLD,
        kept);
  }

  private static int[][] alone(DalleMini network, DrawRequest request) {
    DrawingBatch batch = batch(network, request.imageCount());
    batch.join(request);
    List<Drawing> complete = List.of();
    while (complete.isEmpty()) {
      complete = batch.step();
    }
    return complete.get(0).tokens();
  }

  private static DrawingBatch batch(DalleMini network, int imageCapacity) {
    return new DrawingBatch(network, SMALL.imageVocabularySize(), imageCapacity);
  }
}
