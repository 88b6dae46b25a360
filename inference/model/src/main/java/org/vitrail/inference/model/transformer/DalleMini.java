package org.vitrail.inference.model.transformer;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.vitrail.inference.model.tensor.Program;
import org.vitrail.inference.model.tensor.Tensor;
import org.vitrail.inference.model.tensor.TensorEngine;
import org.vitrail.inference.model.tensor.TensorScope;
import org.vitrail.inference.model.weights.LoadedWeights;
import org.vitrail.inference.model.weights.SafetensorsFile;
import org.vitrail.inference.model.weights.WeightTensor;

/**
 * The DALL·E mini network: text ids to an encoder state, and one decoder step for rows of any age.
 * Knows nothing of sampling, text or pixels. Keeps the rows' keys and values, so it belongs to one
 * thread.
 */
public final class DalleMini implements AutoCloseable {
  /**
   * Below this width a layer of one step is done before a second thread has woken up: with 256, two
   * threads take twice as long as one. The published models are wider.
   */
  private static final int SMALL_WIDTH = 512;

  private final TensorEngine engine;
  private final Program program;
  private final DalleMiniConfig config;
  private final boolean smallLayers;
  private int groupCount;

  /**
   * Loads a network from tensors named as min-dalle does, after {@code encoder.} / {@code decoder.}
   */
  public DalleMini(TensorEngine engine, DalleMiniConfig config, Map<String, WeightTensor> tensors) {
    this.engine = engine;
    this.config = config;
    this.smallLayers = config.width() < SMALL_WIDTH;
    this.program = engine.loadWithLinears("dalle_mini.py");
    try (TensorScope scope = engine.open()) {
      program.number(
          "load",
          LoadedWeights.in(scope, tensors),
          config.attentionHeadCount(),
          config.encoderLayerCount(),
          config.decoderLayerCount(),
          config.imageTokenCount());
    }
  }

  /**
   * Reads and checks the files.
   *
   * @throws org.vitrail.inference.model.weights.CheckpointException if they do not hold this
   *     network
   */
  public static DalleMini read(
      TensorEngine engine, Path configFile, Path encoderFile, Path decoderFile) {
    DalleMiniConfig config = DalleMiniConfig.read(configFile);
    Map<String, WeightTensor> encoder = SafetensorsFile.read(encoderFile);
    config.encoderWeights().check(encoderFile.toString(), encoder);
    Map<String, WeightTensor> decoder = SafetensorsFile.read(decoderFile);
    config.decoderWeights().check(decoderFile.toString(), decoder);
    return new DalleMini(engine, config, joined(encoder, decoder));
  }

  static Map<String, WeightTensor> joined(
      Map<String, WeightTensor> encoder, Map<String, WeightTensor> decoder) {
    Map<String, WeightTensor> tensors = new HashMap<>();
    encoder.forEach((name, tensor) -> tensors.put("encoder." + name, tensor));
    decoder.forEach((name, tensor) -> tensors.put("decoder." + name, tensor));
    return tensors;
  }

  public DalleMiniConfig config() {
    return config;
  }

  TensorScope open() {
    return engine.open();
  }

  /** The encoder's state of one text, row by row (text, width). */
  public float[] encoderState(TensorScope scope, long[] textIds) {
    return encode(scope, textIds).floats();
  }

  /** Encoder states (text, width) of one text. */
  Tensor encode(TensorScope scope, long[] textIds) {
    return encode(scope, new long[][] {textIds}).at(0);
  }

  /** Encoder states (prompt, text, width) of texts of one length, padded where shorter. */
  Tensor encode(TensorScope scope, long[][] textIds) {
    int length = textIds[0].length;
    long[] flat = Arrays.stream(textIds).flatMapToLong(Arrays::stream).toArray();
    Tensor ids = scope.longs(flat, textIds.length, length);
    return smallLayers
        ? engine.onOneThread(() -> program.tensor(scope, "encode", ids, config.padToken()))
        : program.tensor(scope, "encode", ids, config.padToken());
  }

  /** A new group of rows for one encoder state (text, width), behind all others. */
  void join(Tensor encoderState, int rowCount) {
    program.number("join", encoderState, rowCount);
    groupCount++;
  }

  /** Takes a group out; those behind it move up. */
  void leave(int group) {
    program.number("leave", group);
    groupCount--;
  }

  /** Takes all groups out. */
  void clear() {
    while (groupCount > 0) {
      leave(groupCount - 1);
    }
  }

  /**
   * One decoder step.
   *
   * @param tokens of each row: what it drew last, or the start token
   * @param positions of each row: where it stands
   * @return logits, row by row, {@code imageVocabularySize + 1} each
   */
  float[] step(long[] tokens, long[] positions) {
    long lowest = Long.MAX_VALUE;
    long highest = 0;
    for (long position : positions) {
      lowest = Math.min(lowest, position);
      highest = Math.max(highest, position);
    }
    int filled = (int) highest + 1;
    boolean aligned = lowest == highest;
    return smallLayers
        ? engine.onOneThread(() -> step(tokens, positions, filled, aligned))
        : step(tokens, positions, filled, aligned);
  }

  private float[] step(long[] tokens, long[] positions, int filled, boolean aligned) {
    try (TensorScope scope = engine.open()) {
      Tensor rowTokens = scope.longs(tokens, tokens.length);
      Tensor rowPositions = scope.longs(positions, positions.length);
      return program.tensor(scope, "step", rowTokens, rowPositions, filled, aligned).floats();
    }
  }

  @Override
  public void close() {
    program.close();
  }
}
