package org.vitrail.inference.model.sticker;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vitrail.inference.model.image.ArgbPixels;
import org.vitrail.inference.model.image.PixelScaler;
import org.vitrail.inference.model.image.Pixels;
import org.vitrail.inference.model.sticker.CutoutConfig.Window;
import org.vitrail.inference.model.tensor.Program;
import org.vitrail.inference.model.tensor.RunOptions;
import org.vitrail.inference.model.tensor.Tensor;
import org.vitrail.inference.model.tensor.TensorEngine;
import org.vitrail.inference.model.tensor.TensorScope;
import org.vitrail.inference.model.weights.Checkpoint;
import org.vitrail.inference.model.weights.WeightLoader;
import org.vitrail.inference.model.weights.file.WeightTensor;

/**
 * Tells the thing in a picture from what is behind it by a network, whatever colour that has: the
 * U-Net that was trained with Emojich (ai-forever/ru-dalle, {@code rudalle/emojich_unet}, and
 * {@code convert_emoji_to_rgba} in {@code rudalle/pipelines.py}).
 */
public final class CutoutNetwork implements AutoCloseable {
  /** Pixels along a side of what the network looks at. */
  private static final int SIDE = 512;

  /** The authors take its word only where it is as sure as that on the mean of all pixels. */
  private static final double SURE = .99;

  private final TensorEngine engine;
  private final boolean ownsEngine;
  private final Program program;

  private CutoutNetwork(
      TensorEngine engine, boolean ownsEngine, String source, Map<String, WeightTensor> tensors) {
    this.engine = engine;
    this.ownsEngine = ownsEngine;
    CutoutConfig config = CutoutConfig.of(source, tensors);
    config.weights().check(source, tensors);
    Map<String, WeightTensor> used = new LinkedHashMap<>(tensors);
    used.keySet().removeIf(name -> !CutoutConfig.isUsed(name));
    List<Window> windows = config.windows();
    this.program = engine.load("sticker/unet.py");
    program.number(
        "begin",
        windows.stream().mapToLong(Window::stride).toArray(),
        windows.stream().mapToLong(Window::before).toArray(),
        windows.stream().mapToLong(Window::after).toArray(),
        config.seenBlocks());
    WeightLoader.load(engine, program, source, used);
    program.number("ready");
  }

  /**
   * Loads the network with an engine of its own.
   *
   * @throws org.vitrail.inference.model.weights.file.CheckpointException if the file does not hold
   *     it
   * @throws IllegalArgumentException if the options ask for what this machine lacks
   */
  public static CutoutNetwork open(Path weights, RunOptions options) {
    try (Checkpoint checkpoint = Checkpoint.open(weights)) {
      TensorEngine engine = TensorEngine.start(options, weights.toFile().length());
      try {
        return new CutoutNetwork(engine, true, weights.toString(), checkpoint.tensors());
      } catch (RuntimeException e) {
        engine.close();
        throw e;
      }
    }
  }

  /** From tensors by the names of segmentation_models.pytorch. */
  static CutoutNetwork of(TensorEngine engine, String source, Map<String, WeightTensor> tensors) {
    return new CutoutNetwork(engine, false, source, tensors);
  }

  /**
   * The picture without what is behind its thing; empty where the network is not sure, or sees
   * nothing in front or nothing behind.
   */
  Optional<ArgbPixels> cutOut(Pixels picture) {
    float[] likelihoods = likelihoods(PixelScaler.scale(picture, SIDE, SIDE));
    int size = SIDE * SIDE;
    double sure = 0;
    int inFront = 0;
    for (int at = 0; at < size; at++) {
      sure += Math.max(likelihoods[at], likelihoods[size + at]);
      inFront += likelihoods[size + at] > likelihoods[at] ? 1 : 0;
    }
    if (sure / size <= SURE || inFront == 0 || inFront == size) {
      return Optional.empty();
    }
    return Optional.of(masked(picture, likelihoods));
  }

  private static ArgbPixels masked(Pixels picture, float[] likelihoods) {
    int width = picture.width();
    int[] argb = new int[width * picture.height()];
    for (int at = 0; at < argb.length; at++) {
      int x = (int) ((at % width + .5) * SIDE / width);
      int y = (int) ((at / width + .5) * SIDE / picture.height());
      int cell = y * SIDE + x;
      if (likelihoods[SIDE * SIDE + cell] > likelihoods[cell]) {
        argb[at] =
            0xff << 24
                | (picture.rgb()[3 * at] & 255) << 16
                | (picture.rgb()[3 * at + 1] & 255) << 8
                | picture.rgb()[3 * at + 2] & 255;
      }
    }
    return new ArgbPixels(width, picture.height(), argb);
  }

  /**
   * How likely each pixel is of the background, then of the thing.
   *
   * @param picture whose sides are multiples of 32
   */
  float[] likelihoods(Pixels picture) {
    try (TensorScope scope = engine.open()) {
      Tensor bytes = scope.bytes(List.of(picture));
      return program.tensor(scope, "likelihoods", bytes).floats();
    }
  }

  @Override
  public void close() {
    program.close();
    if (ownsEngine) {
      engine.close();
    }
  }
}
