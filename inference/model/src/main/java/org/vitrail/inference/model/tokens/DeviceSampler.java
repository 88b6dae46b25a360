package org.vitrail.inference.model.tokens;

import java.util.List;
import java.util.Optional;
import org.vitrail.inference.model.DrawOptions.Tokens;
import org.vitrail.inference.model.tensor.Program;
import org.vitrail.inference.model.tensor.Tensor;
import org.vitrail.inference.model.tensor.TensorEngine;
import org.vitrail.inference.model.tensor.TensorScope;

/**
 * Draws the tokens of many pictures where the logits are: the same tokens as {@link TokenSampler},
 * but of each step only they leave the device.
 */
public final class DeviceSampler implements AutoCloseable {
  private final Program program;
  private final TokenGrid grid;

  private DeviceSampler(TensorEngine engine, TokenGrid grid) {
    this.program = engine.load("shared/sampler.py");
    this.grid = grid;
  }

  /** One for a grid, wherever the engine computes. */
  public static DeviceSampler on(TensorEngine engine, TokenGrid grid) {
    return new DeviceSampler(engine, grid);
  }

  /** One for a grid, where the engine computes elsewhere than on the processor. */
  public static Optional<DeviceSampler> of(TensorEngine engine, TokenGrid grid) {
    return engine.drawsTokens() ? Optional.of(on(engine, grid)) : Optional.empty();
  }

  /** The parameters of a step on the device, ready before its logits are. */
  record Prepared(Tensor whole, Tensor real, int lastRank, boolean ranked) {}

  Prepared prepare(TensorScope scope, List<NextToken> draws, CandidateRule rule) {
    int count = draws.size();
    long[] whole = new long[4 * count];
    float[] real = new float[3 * count];
    int maxRank = 0;
    for (int i = 0; i < count; i++) {
      NextToken draw = draws.get(i);
      Tokens sampling = draw.options();
      int topK = sampling.topK() == 0 ? grid.codeCount() : sampling.topK();
      int lastRank = Math.min(topK, grid.codeCount()) - 1;
      maxRank = Math.max(maxRank, lastRank);
      whole[i] = draw.conditionalRow();
      whole[count + i] = draw.unconditionalRow();
      whole[2 * count + i] = lastRank;
      whole[3 * count + i] = draw.noise().key(draw.cell());
      real[i] = sampling.guidance();
      real[count + i] = sampling.temperature();
      real[2 * count + i] = sampling.topP();
    }
    return new Prepared(
        scope.longs(whole, 4, count),
        scope.floats(real, 3, count),
        maxRank,
        rule == CandidateRule.RANKS);
  }

  /**
   * The token of each draw, −1 where a logit is not a number.
   *
   * @param logits (row, token)
   */
  long[] draw(TensorScope scope, Tensor logits, Prepared step) {
    return program
        .tensor(
            scope,
            "draw",
            logits,
            step.whole(),
            step.real(),
            grid.firstCode(),
            grid.codeCount(),
            step.lastRank(),
            step.ranked())
        .longs();
  }

  /**
   * The natural logarithms of how probable drawn tokens were, as {@link TokenSampler#likelihood}.
   *
   * @param logits (row, token)
   * @param tokens of each draw
   */
  float[] likelihoods(TensorScope scope, Tensor logits, Prepared step, long[] tokens) {
    return program
        .tensor(
            scope,
            "likelihoods",
            logits,
            step.whole(),
            step.real(),
            grid.firstCode(),
            grid.codeCount(),
            scope.longs(tokens, tokens.length))
        .floats();
  }

  @Override
  public void close() {
    program.close();
  }
}
