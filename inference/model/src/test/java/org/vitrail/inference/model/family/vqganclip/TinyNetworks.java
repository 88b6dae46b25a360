package org.vitrail.inference.model.family.vqganclip;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vitrail.inference.model.codec.vqgan.PixelRange;
import org.vitrail.inference.model.codec.vqgan.Vqgan;
import org.vitrail.inference.model.codec.vqgan.VqganConfig;
import org.vitrail.inference.model.golden.FillRule;
import org.vitrail.inference.model.ranking.clip.Clip;
import org.vitrail.inference.model.ranking.clip.ClipConfig;
import org.vitrail.inference.model.tensor.RunOptions;
import org.vitrail.inference.model.tensor.TensorEngine;
import org.vitrail.inference.model.tensor.TensorScope;
import org.vitrail.inference.model.weights.file.WeightTensor;

/** A codec of two pixels a token and a CLIP of 32 pixels, whose weights follow from their names. */
final class TinyNetworks implements AutoCloseable {
  private static final VqganConfig VQGAN =
      new VqganConfig(32, List.of(1, 2), 1, List.of(8), 16, 8, 8, 32);

  private static final ClipConfig CLIP = new ClipConfig(16, 32, 8, 64, 2, 12, 100, 64, 2, 98, 99);

  final TensorEngine engine = TensorEngine.start(RunOptions.REFERENCE, 0);
  final Vqgan codec;
  final Clip clip;
  final Objective objective;
  final CodeBounds bounds;

  TinyNetworks() {
    Map<String, WeightTensor> weights =
        new LinkedHashMap<>(FillRule.weights(VQGAN.weights(), "", .1));
    weights.put(
        "quantize.embedding.weight",
        FillRule.weights(VQGAN.weights(), "", 1).get("quantize.embedding.weight"));
    codec = new Vqgan(engine, VQGAN, PixelRange.SYMMETRIC, "the fill rule", weights);
    clip = new Clip(engine, CLIP, "the fill rule", FillRule.weights(CLIP.weights(), "", .1));
    objective = new Objective(engine, codec, clip);
    try (TensorScope scope = engine.open()) {
      bounds = CodeBounds.of(codec.bounds(scope).floats());
    }
  }

  @Override
  public void close() {
    objective.close();
    clip.close();
    codec.close();
    engine.close();
  }
}
