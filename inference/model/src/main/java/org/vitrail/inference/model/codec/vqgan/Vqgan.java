package org.vitrail.inference.model.codec.vqgan;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.vitrail.inference.model.codec.DifferentiableCodec;
import org.vitrail.inference.model.image.Pixels;
import org.vitrail.inference.model.tensor.GradientRecording;
import org.vitrail.inference.model.tensor.Program;
import org.vitrail.inference.model.tensor.Tensor;
import org.vitrail.inference.model.tensor.TensorEngine;
import org.vitrail.inference.model.tensor.TensorScope;
import org.vitrail.inference.model.tensor.TensorType;
import org.vitrail.inference.model.weights.Checkpoint;
import org.vitrail.inference.model.weights.NameTable;
import org.vitrail.inference.model.weights.RandomWeights;
import org.vitrail.inference.model.weights.WeightLoader;
import org.vitrail.inference.model.weights.file.CheckpointException;
import org.vitrail.inference.model.weights.file.WeightTensor;

/** The VQGAN of taming-transformers, and ruDALL-E's with a decoder for twice the size. */
public final class Vqgan implements DifferentiableCodec {
  /**
   * Pixels decoded at once: three pictures of 256. More are no faster on a processor, and the
   * layers at full size take a kilobyte and more a pixel.
   */
  private static final int PROCESSOR_PIXELS = 3 << 16;

  private static final int GPU_PIXELS = 36 << 16;

  /** Feature maps of the size of the picture that live at once while it is decoded. */
  private static final int MAPS = 4;

  private final TensorEngine engine;
  private final Program program;
  private final VqganConfig config;
  private final PixelRange range;
  private final boolean encodes;

  /**
   * Loads a network from tensors in taming-transformers' layout.
   *
   * @param source what to call the checkpoint in an error
   */
  public Vqgan(
      TensorEngine engine,
      VqganConfig config,
      PixelRange range,
      String source,
      Map<String, WeightTensor> tensors) {
    this(engine, config, range, engine.pictureType(), source, tensors);
  }

  private Vqgan(
      TensorEngine engine,
      VqganConfig config,
      PixelRange range,
      TensorType decoderType,
      String source,
      Map<String, WeightTensor> tensors) {
    this.engine = engine;
    this.config = config;
    this.range = range;
    this.encodes = tensors.containsKey("quant_conv.weight");
    this.program = engine.load("codec/vqgan.py");
    program.number(
        "begin",
        config.levelCount(),
        config.blocksPerLevel(),
        decoderType.scriptCode(),
        engine.paintsInTf32());
    WeightLoader.load(engine, program, source, tensors);
  }

  /**
   * Reads and checks the files, in any of the published layouts.
   *
   * @param configFile may be absent: the shape follows from the tensors
   * @throws CheckpointException if they do not hold a VQGAN
   */
  public static Vqgan read(
      TensorEngine engine, Optional<Path> configFile, Path weights, PixelRange range) {
    return read(engine, configFile, weights, range, engine.pictureType());
  }

  /** With the decoder's arithmetic in a type of one's own choice. */
  static Vqgan read(
      TensorEngine engine,
      Optional<Path> configFile,
      Path weights,
      PixelRange range,
      TensorType decoderType) {
    Optional<VqganConfig> config = configFile.map(VqganConfig::read);
    try (Checkpoint checkpoint = Checkpoint.open(weights)) {
      return named(engine, config, range, decoderType, weights.toString(), checkpoint.tensors());
    }
  }

  /** From tensors by the names of any published layout. */
  static Vqgan named(
      TensorEngine engine,
      Optional<VqganConfig> known,
      PixelRange range,
      TensorType decoderType,
      String source,
      Map<String, WeightTensor> tensors) {
    NameTable layout = NameTable.best(source, tensors, VqganLayouts.ALL);
    Map<String, WeightTensor> named = layout.apply(source, tensors);
    VqganConfig config = known.orElseGet(() -> new VqganShape(source, named).read());
    boolean gumbel = named.containsKey("quantize.proj.weight");
    config.weights(layout != VqganLayouts.DETOKER, gumbel).check(source, named);
    return new Vqgan(engine, config, range, decoderType, source, named);
  }

  /** A network that nobody trained, to be timed. */
  public static Vqgan random(TensorEngine engine, VqganConfig config, PixelRange range) {
    return new Vqgan(
        engine, config, range, "random weights", RandomWeights.of(config.weights(false, false)));
  }

  @Override
  public int codeCount() {
    return config.codeCount();
  }

  @Override
  public int pixelsPerToken() {
    return config.pixelsPerToken();
  }

  @Override
  public boolean encodes() {
    return encodes;
  }

  public VqganConfig config() {
    return config;
  }

  @Override
  public List<Pixels> decode(int[][] tokens, int columns) {
    int side = config.networkPixelsPerToken();
    int pixelCount = tokens[0].length * side * side;
    int atOnce = Math.max(1, (engine.isCuda() ? GPU_PIXELS : PROCESSOR_PIXELS) / pixelCount);
    List<Pixels> pictures = new ArrayList<>();
    for (int from = 0; from < tokens.length; from += atOnce) {
      int to = Math.min(tokens.length, from + atOnce);
      try (TensorScope scope = engine.open()) {
        Tensor pixels = decode(scope, Arrays.copyOfRange(tokens, from, to), columns);
        pictures.addAll(
            TensorScope.pictures(
                program.tensor(scope, "to_bytes", pixels, range.isSymmetric(), range.isRounded())));
      }
    }
    return pictures;
  }

  /**
   * Bytes that decoding pictures takes of a GPU's memory, weights left out, about.
   *
   * @param pixels of all pictures that are ready at once
   * @param bytes of one number
   */
  public static long decodingBytes(VqganConfig config, long pixels, int bytes) {
    long inside = config.wavelet() ? pixels / VqganConfig.WAVELET_PARTS : pixels;
    return Math.min(inside, GPU_PIXELS) * config.channels() * MAPS * bytes;
  }

  /** Pixels (image, 3, y, x) in the checkpoint's own range. */
  Tensor decode(TensorScope scope, int[][] tokens, int columns) {
    int rows = tokens[0].length / columns;
    long[] flat = Stream.of(tokens).flatMapToLong(Vqgan::longs).toArray();
    return program.tensor(scope, "decode", scope.longs(flat, tokens.length, rows, columns));
  }

  @Override
  public int codeWidth() {
    return config.codeWidth();
  }

  @Override
  public Tensor bounds(TensorScope scope) {
    return program.tensor(scope, "bounds");
  }

  @Override
  public Tensor nearest(TensorScope scope, Tensor points) {
    return program.tensor(scope, "nearest", points);
  }

  @Override
  public Painting paint(GradientRecording recording, Tensor points, Tensor tokens) {
    TensorScope scope = recording.scope();
    Tensor pixels = paint(scope, program.tensor(scope, "codes", tokens));
    Tensor picture = range.isSymmetric() ? program.tensor(scope, "colours", pixels) : pixels;
    return new Painting() {
      @Override
      public Tensor picture() {
        return picture;
      }

      @Override
      public Tensor back(Tensor gradient) {
        return Vqgan.this.back(
            scope,
            range.isSymmetric() ? program.tensor(scope, "colours_back", gradient) : gradient);
      }
    };
  }

  /** Pixels (1, 3, y, x) in the checkpoint's own range, of codes or points between them. */
  Tensor paint(TensorScope scope, Tensor codes) {
    return program.tensor(scope, "paint", codes);
  }

  /**
   * The gradient with respect to the codes that were painted last.
   *
   * @param gradient with respect to the pixels
   */
  Tensor back(TensorScope scope, Tensor gradient) {
    return program.tensor(scope, "back", gradient);
  }

  @Override
  public Tensor codes(TensorScope scope, int[] tokens, int columns) {
    long[] ids = longs(tokens).toArray();
    return program.tensor(scope, "codes", scope.longs(ids, 1, tokens.length / columns, columns));
  }

  @Override
  public int[][] encode(List<Pixels> pictures) {
    if (!encodes) {
      throw new IllegalStateException(
          "This model's VQGAN has no encoder, so it cannot begin from a picture. Choose a model"
              + " with a whole VQGAN.");
    }
    try (TensorScope scope = engine.open()) {
      Tensor pixels =
          program.tensor(scope, "from_bytes", scope.bytes(pictures), range.isSymmetric());
      // The encoder was trained on pictures of half the size that such a decoder gives.
      return encode(scope, config.wavelet() ? program.tensor(scope, "halve", pixels) : pixels);
    }
  }

  /** Tokens of pixels (image, 3, y, x) in the checkpoint's range, of the encoder's own size. */
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
