package org.vitrail.inference.model.upscaling.rrdbnet;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.vitrail.inference.model.image.Pixels;
import org.vitrail.inference.model.tensor.Program;
import org.vitrail.inference.model.tensor.Tensor;
import org.vitrail.inference.model.tensor.TensorEngine;
import org.vitrail.inference.model.tensor.TensorScope;
import org.vitrail.inference.model.tensor.TensorType;
import org.vitrail.inference.model.upscaling.NetworkKeys;
import org.vitrail.inference.model.upscaling.TileListener;
import org.vitrail.inference.model.upscaling.TiledPicture;
import org.vitrail.inference.model.upscaling.Tiling;
import org.vitrail.inference.model.upscaling.Upscaler;
import org.vitrail.inference.model.weights.Checkpoint;
import org.vitrail.inference.model.weights.RandomWeights;
import org.vitrail.inference.model.weights.WeightLoader;
import org.vitrail.inference.model.weights.file.WeightTensor;

/**
 * Enlarges pictures with ESRGAN's large network; knows nothing of how they were made.
 *
 * <p>Its blocks see whole tiles, as the authors' do. What follows them sees less than two of their
 * features around its own, so it is computed for the tile's kept part alone and in strips, with the
 * same result: the memory is a strip's, however large the picture and the factor are.
 */
public final class RrdbNet implements Upscaler {
  /** Features around a part of which its pixels see five pixels, or nine where eight are one. */
  private static final int MARGIN = 2;

  /** Enlarged pixels of one strip: a feature map of 64 channels takes 64 MB in f32. */
  private static final int STRIP_PIXELS = 1 << 18;

  private final TensorEngine engine;
  private final Program program;
  private final RrdbConfig config;
  private final RrdbRecipe recipe;
  private final Tiling tiling;

  /**
   * Loads a network from tensors in BasicSR's layout.
   *
   * @param source what to call the checkpoint in an error
   */
  public RrdbNet(
      TensorEngine engine,
      RrdbConfig config,
      RrdbRecipe recipe,
      String source,
      Map<String, WeightTensor> tensors) {
    this(engine, config, recipe, engine.pictureType(), source, tensors);
  }

  private RrdbNet(
      TensorEngine engine,
      RrdbConfig config,
      RrdbRecipe recipe,
      TensorType type,
      String source,
      Map<String, WeightTensor> tensors) {
    this.engine = engine;
    this.config = config;
    this.recipe = recipe;
    this.tiling = recipe.tiling(config);
    this.program = engine.load("upscaling/rrdbnet.py");
    program.number("begin", config.blockCount(), config.unshuffle(), type.scriptCode());
    WeightLoader.load(engine, program, source, tensors);
    program.number("arrange");
  }

  /**
   * Reads and checks a file; the network's shape follows from its tensors.
   *
   * @throws org.vitrail.inference.model.weights.file.CheckpointException if it does not hold this
   *     network
   */
  public static RrdbNet read(TensorEngine engine, RrdbRecipe recipe, Path weights) {
    try (Checkpoint checkpoint = Checkpoint.open(weights)) {
      return of(engine, recipe, weights.toString(), checkpoint.tensors());
    }
  }

  /** From tensors as the authors' files hold them. */
  static RrdbNet of(
      TensorEngine engine, RrdbRecipe recipe, String source, Map<String, WeightTensor> tensors) {
    Map<String, WeightTensor> network = NetworkKeys.under(recipe.keys(), tensors);
    RrdbConfig config = RrdbConfig.of(source, network);
    config.weights().check(source, network);
    return new RrdbNet(engine, config, recipe, source, network);
  }

  /** A network that nobody trained, to be timed. */
  public static RrdbNet random(TensorEngine engine, RrdbConfig config, RrdbRecipe recipe) {
    return new RrdbNet(
        engine, config, recipe, "random weights", RandomWeights.of(config.weights()));
  }

  public RrdbConfig config() {
    return config;
  }

  @Override
  public int factor() {
    return config.factor();
  }

  @Override
  public List<Pixels> upscale(List<Pixels> pictures, TileListener listener) {
    return TiledPicture.upscale(
        pictures,
        tiling,
        config.factor(),
        listener,
        (picture, rows, columns) -> upscale(picture, rows, columns, listener));
  }

  private void upscale(
      TiledPicture picture, Tiling.Span rows, Tiling.Span columns, TileListener listener) {
    int unshuffle = config.unshuffle();
    Part across = new Part(columns, unshuffle);
    int width = across.features() * config.enlargement();
    int atOnce = Math.max(1, STRIP_PIXELS / (width * config.enlargement()) - 2 * MARGIN);
    try (TensorScope scope = engine.open()) {
      Tensor bytes = scope.bytes(List.of(picture.seen(rows, columns)));
      Tensor features = features(scope, bytes, listener);
      int stripRows = atOnce * unshuffle;
      for (int y = rows.keptBegin(); y < rows.keptEnd(); y += stripRows) {
        int end = Math.min(y + stripRows, rows.keptEnd());
        Part down = new Part(new Tiling.Span(rows.begin(), rows.end(), y, end), unshuffle);
        picture.put(
            y, columns.keptBegin(), end - y, columns.keptLength(), strip(features, down, across));
      }
    }
  }

  private Tensor features(TensorScope scope, Tensor bytes, TileListener listener) {
    try {
      program.number("begin_tile", bytes);
      for (int block = 0; block < config.blockCount(); block++) {
        program.number("advance_tile", block);
        listener.within((block + 1.) / (config.blockCount() + 1));
      }
      return program.tensor(scope, "end_tile");
    } catch (RuntimeException e) {
      program.number("drop_tile");
      throw e;
    }
  }

  private ByteBuffer strip(Tensor features, Part down, Part across) {
    int factor = config.factor();
    try (TensorScope scope = engine.open()) {
      return program
          .tensor(
              scope,
              "enlarge_to_bytes",
              features,
              down.begin(),
              down.end(),
              across.begin(),
              across.end(),
              down.cut() * factor,
              down.kept() * factor,
              across.cut() * factor,
              across.kept() * factor,
              recipe.rounded())
          .bytes();
    }
  }

  /**
   * Of a tile's features along one side, those that its kept pixels depend on.
   *
   * @param begin first feature
   * @param end behind the last one
   * @param cut pixels of the tile that these are made of, before the kept ones
   * @param kept pixels
   */
  private record Part(int begin, int end, int cut, int kept) {
    Part(Tiling.Span span, int unshuffle) {
      this(span, unshuffle, Math.max(0, (span.keptBegin() - span.begin()) / unshuffle - MARGIN));
    }

    private Part(Tiling.Span span, int unshuffle, int begin) {
      this(
          begin,
          Math.min(
              span.length() / unshuffle,
              (span.keptEnd() - span.begin() + unshuffle - 1) / unshuffle + MARGIN),
          span.keptBegin() - span.begin() - begin * unshuffle,
          span.keptLength());
    }

    int features() {
      return end - begin;
    }
  }

  /** Pixels (image, 3, y, x) in 0..1, not clamped, without tiles. */
  Tensor upscale(TensorScope scope, Tensor pixels) {
    return program.tensor(scope, "upscale", pixels);
  }

  @Override
  public void close() {
    program.close();
  }
}
