package org.vitrail.inference.model.export;

import java.util.Map;
import org.vitrail.inference.model.codec.vqgan.PixelRange;
import org.vitrail.inference.model.codec.vqgan.Vqgan;
import org.vitrail.inference.model.codec.vqgan.VqganConfig;
import org.vitrail.inference.model.family.dallemini.DalleMiniConfig;
import org.vitrail.inference.model.family.dallemini.DalleMiniNetwork;
import org.vitrail.inference.model.family.dallemini.PublishedShape;
import org.vitrail.inference.model.ranking.clip.Clip;
import org.vitrail.inference.model.ranking.clip.ClipConfig;
import org.vitrail.inference.model.tensor.TensorEngine;
import org.vitrail.inference.model.weights.RandomWeights;
import org.vitrail.inference.model.weights.WeightTable;

/**
 * A network of a published size that is timed with random weights.
 *
 * @param kind how it is timed: {@code tokens}, a step of a decoder at several batches, or {@code
 *     pictures}, one call for many of them
 * @param facts what timing it and knowing its floor takes; sizes are counts
 */
record TimedShape(
    String name,
    String kind,
    WeightTable random,
    NetworkExport.Loader<? extends AutoCloseable> loader,
    Map<String, Object> facts) {

  /** A transformer that draws image tokens. */
  static TimedShape of(PublishedShape shape) {
    return of(shape.toString(), shape.transformer());
  }

  static TimedShape of(String name, DalleMiniConfig config) {
    return new TimedShape(
        name,
        "tokens",
        config.weights(),
        (engine, random) -> new DalleMiniNetwork(engine, config, "random weights", random),
        Map.of(
            "width", config.width(),
            "heads", config.attentionHeadCount(),
            "decoderLayers", config.decoderLayerCount(),
            "textTokens", config.textTokenCount(),
            "imageTokens", config.imageTokenCount(),
            "startToken", config.startToken(),
            "stepWeights", config.decoderLinearWeights()));
  }

  /** A VQGAN's decoder. */
  static TimedShape of(String name, VqganConfig config) {
    int side = config.resolution() / config.pixelsPerToken();
    return new TimedShape(
        name,
        "pictures",
        config.weights(false, false),
        (engine, random) -> new Vqgan(engine, config, PixelRange.UNIT, "random weights", random),
        Map.of(
            "method",
            "decode",
            "tokens",
            new int[] {side, side},
            "codes",
            config.codeCount(),
            "operations",
            config.decodeOperations()));
  }

  /** A CLIP's vision tower. */
  static TimedShape of(String name, ClipConfig config) {
    int side = config.imageResolution();
    return new TimedShape(
        name,
        "pictures",
        config.weights(),
        (engine, random) -> new Clip(engine, config, "random weights", random),
        Map.of(
            "method",
            "encode_image",
            "pixels",
            new int[] {3, side, side},
            "operations",
            config.imageOperations()));
  }

  /** Goes through the network's preparation alone. */
  void prepare(TensorEngine engine) throws Exception {
    loader.load(engine, RandomWeights.placeholders(random)).close();
  }
}
