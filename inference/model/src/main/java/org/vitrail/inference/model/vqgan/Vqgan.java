package org.vitrail.inference.model.vqgan;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.vitrail.inference.model.tensor.Pixels;
import org.vitrail.inference.model.tensor.Program;
import org.vitrail.inference.model.tensor.Tensor;
import org.vitrail.inference.model.tensor.TensorEngine;
import org.vitrail.inference.model.tensor.TensorScope;
import org.vitrail.inference.model.weights.CheckpointException;
import org.vitrail.inference.model.weights.LoadedWeights;
import org.vitrail.inference.model.weights.SafetensorsFile;
import org.vitrail.inference.model.weights.WeightTensor;

/** Turns image tokens into pictures and pictures into image tokens; knows nothing of text. */
public final class Vqgan implements AutoCloseable {
  private final TensorEngine engine;
  private final Program program;
  private final VqganConfig config;
  private final PixelRange range;

  /** Loads a network from tensors in taming-transformers' layout. */
  public Vqgan(
      TensorEngine engine,
      VqganConfig config,
      PixelRange range,
      Map<String, WeightTensor> tensors) {
    this.engine = engine;
    this.config = config;
    this.range = range;
    this.program = engine.load("vqgan.py");
    try (TensorScope scope = engine.open()) {
      program.number(
          "load", LoadedWeights.in(scope, tensors), config.levelCount(), config.blocksPerLevel());
    }
  }

  /**
   * Reads and checks the files.
   *
   * @throws CheckpointException if they do not hold a VQGAN
   */
  public static Vqgan read(TensorEngine engine, Path configFile, Path weights, PixelRange range) {
    VqganConfig config = VqganConfig.read(configFile);
    Map<String, WeightTensor> tensors = SafetensorsFile.read(weights);
    config.weights().check(weights.toString(), tensors);
    return new Vqgan(engine, config, range, tensors);
  }

  public VqganConfig config() {
    return config;
  }

  /** One picture for each row of {@code side * side} tokens. */
  public List<Pixels> decode(int[][] tokens) {
    try (TensorScope scope = engine.open()) {
      Tensor pixels = decode(scope, tokens);
      return TensorScope.pictures(
          program.tensor(scope, "to_bytes", pixels, range == PixelRange.SYMMETRIC));
    }
  }

  /** Pixels (image, 3, y, x) in the checkpoint's own range. */
  Tensor decode(TensorScope scope, int[][] tokens) {
    int side = (int) Math.round(Math.sqrt(tokens[0].length));
    long[] flat = Stream.of(tokens).flatMapToLong(Vqgan::longs).toArray();
    return program.tensor(scope, "decode", scope.longs(flat, tokens.length, side, side));
  }

  /**
   * The tokens of each picture, row by row from the top; sizes are multiples of a token's pixels.
   */
  public int[][] encode(List<Pixels> pictures) {
    try (TensorScope scope = engine.open()) {
      Tensor pixels =
          program.tensor(scope, "from_bytes", scope.bytes(pictures), range == PixelRange.SYMMETRIC);
      return encode(scope, pixels);
    }
  }

  int[][] encode(TensorScope scope, Tensor pixels) {
    Tensor tokens = program.tensor(scope, "encode", pixels);
    long[] flat = tokens.longs();
    int length = tokens.size(1) * tokens.size(2);
    int[][] rows = new int[tokens.size(0)][length];
    for (int i = 0; i < flat.length; i++) {
      rows[i / length][i % length] = (int) flat[i];
    }
    return rows;
  }

  Program program() {
    return program;
  }

  private static LongStream longs(int[] tokens) {
    return Arrays.stream(tokens).asLongStream();
  }

  @Override
  public void close() {
    program.close();
  }
}
