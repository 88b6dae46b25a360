package org.vitrail.inference.model.transformer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.vitrail.inference.model.golden.FillRule;
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
  private static final Sampling COLD = new Sampling(3, .05f, 0, 1);

  private static TensorEngine engine;
  private static DalleMini network;

  @BeforeContainer
  static void load() {
    engine = TensorEngine.start(RunOptions.REFERENCE, 0);
    network =
        new DalleMini(
            engine,
            SMALL,
            "the fill rule",
            DalleMini.joined(
                FillRule.weights(SMALL.encoderWeights(), "encoder.", .3),
                FillRule.weights(SMALL.decoderWeights(), "decoder.", .3)));
  }

  @AfterContainer
  static void close() {
    network.close();
    engine.close();
  }

  @Property(tries = 20)
  void a_request_draws_the_same_tokens_alone_and_among_others_that_come_and_go(
      @ForAll Random random) {
    List<DrawRequest> waiting = new ArrayList<>();
    Map<String, int[][]> expected = new HashMap<>();
    for (int i = 0; i < 5; i++) {
      waiting.add(request("r" + i, random));
      expected.put("r" + i, alone(waiting.get(i)));
    }

    DrawingBatch batch = batch(7);
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

  private static int[][] alone(DrawRequest request) {
    DrawingBatch batch = batch(request.imageCount());
    batch.join(request);
    List<Drawing> complete = List.of();
    while (complete.isEmpty()) {
      complete = batch.step();
    }
    return complete.get(0).tokens();
  }

  private static DrawingBatch batch(int imageCapacity) {
    return new DrawingBatch(network, SMALL.imageVocabularySize(), imageCapacity);
  }
}
