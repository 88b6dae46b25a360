package org.vitrail.inference.model.transformer;

import java.util.List;
import org.vitrail.inference.model.DrawOptions.Tokens;
import org.vitrail.inference.model.tensor.Program;
import org.vitrail.inference.model.tensor.Tensor;
import org.vitrail.inference.model.tensor.TensorEngine;
import org.vitrail.inference.model.tensor.TensorScope;

/**
 * Draws the tokens of many pictures where the logits are: the same tokens as {@link TokenSampler},
 * but of each step only they leave the device.
 */
final class DeviceSampler implements AutoCloseable {
  private final Program program;
  private final int vocabularySize;

  DeviceSampler(TensorEngine engine, int vocabularySize) {
    this.program = engine.load("sampler.py");
    this.vocabularySize = vocabularySize;
  }

  /** The parameters of a step on the device, ready before its logits are. */
  record Prepared(Tensor whole, Tensor real, int lastRank) {}

  Prepared prepare(TensorScope scope, List<Draw> draws) {
    int count = draws.size();
    long[] whole = new long[4 * count];
    float[] real = new float[3 * count];
    int mostRank = 0;
    for (int i = 0; i < count; i++) {
      Draw draw = draws.get(i);
      Tokens sampling = draw.sampling();
      int topK = sampling.topK() == 0 ? vocabularySize : sampling.topK();
      int lastRank = Math.min(topK, vocabularySize) - 1;
      mostRank = Math.max(mostRank, lastRank);
      whole[i] = draw.conditionalRow();
      whole[count + i] = draw.unconditionalRow();
      whole[2 * count + i] = lastRank;
      whole[3 * count + i] = draw.noise().key(draw.position());
      real[i] = sampling.guidance();
      real[count + i] = sampling.temperature();
      real[2 * count + i] = sampling.topP();
    }
    return new Prepared(scope.longs(whole, 4, count), scope.floats(real, 3, count), mostRank);
  }

  /**
   * The token of each draw, −1 where a logit is not a number.
   *
   * @param logits (row, token)
   */
  long[] draw(TensorScope scope, Tensor logits, Prepared step) {
    return program
        .tensor(scope, "draw", logits, step.whole(), step.real(), vocabularySize, step.lastRank())
        .longs();
  }

  @Override
  public void close() {
    program.close();
  }
}
