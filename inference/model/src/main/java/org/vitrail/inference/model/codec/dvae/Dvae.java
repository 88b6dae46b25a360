package org.vitrail.inference.model.codec.dvae;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.vitrail.inference.model.codec.DifferentiableCodec;
import org.vitrail.inference.model.image.Pixels;
import org.vitrail.inference.model.tensor.GradientRecording;
import org.vitrail.inference.model.tensor.Program;
import org.vitrail.inference.model.tensor.Tensor;
import org.vitrail.inference.model.tensor.TensorEngine;
import org.vitrail.inference.model.tensor.TensorScope;
import org.vitrail.inference.model.weights.Checkpoint;
import org.vitrail.inference.model.weights.WeightLoader;
import org.vitrail.inference.model.weights.file.CheckpointException;
import org.vitrail.inference.model.weights.file.WeightTensor;

/**
 * The discrete VAE of OpenAI's DALL·E (arXiv:2102.12092, github.com/openai/DALL-E): a token is the
 * likeliest of the codes that the encoder sees in a square of pixels.
 */
public final class Dvae implements DifferentiableCodec {
  /** Pixels that are computed at once: three pictures of 256, whose layers take 70 MB each. */
  private static final int PROCESSOR_PIXELS = 3 << 16;

  private static final int GPU_PIXELS = 36 << 16;

  private static final String ENCODER = "encoder.";
  private static final String DECODER = "decoder.";

  private final TensorEngine engine;
  private final Program program;
  private final DvaeConfig config;

  /**
   * Loads a network.
   *
   * @param source what to call the files in an error
   * @param tensors by the names of {@link DvaeConfig#weights}
   */
  public Dvae(
      TensorEngine engine, DvaeConfig config, String source, Map<String, WeightTensor> tensors) {
    this.engine = engine;
    this.config = config;
    this.program = engine.load("codec/dvae.py");
    program.number(
        "begin",
        DvaeConfig.GROUPS,
        config.encoder().blocksPerGroup(),
        config.decoder().blocksPerGroup(),
        engine.paintsInTf32());
    WeightLoader.load(engine, program, source, tensors);
  }

  /**
   * Reads and checks the authors' two files, whole modules or state dicts.
   *
   * @throws CheckpointException if they do not hold the halves of one network
   */
  public static Dvae read(TensorEngine engine, Path encoder, Path decoder) {
    try (Checkpoint encoding = Checkpoint.open(encoder);
        Checkpoint decoding = Checkpoint.open(decoder)) {
      return of(
          engine, encoder.toString(), encoding.tensors(), decoder.toString(), decoding.tensors());
    }
  }

  /** The same for {@link org.vitrail.inference.model.tensor.Gradients}. */
  public static Dvae readForGradients(TensorEngine engine, Path encoder, Path decoder) {
    Dvae dvae = read(engine, encoder, decoder);
    dvae.unfreeze();
    return dvae;
  }

  /** From tensors by their names in the authors' modules. */
  static Dvae of(
      TensorEngine engine,
      String encoderSource,
      Map<String, WeightTensor> encoder,
      String decoderSource,
      Map<String, WeightTensor> decoder) {
    Map<String, WeightTensor> tensors = new LinkedHashMap<>();
    encoder.forEach((name, tensor) -> tensors.put(ENCODER + name, tensor));
    decoder.forEach((name, tensor) -> tensors.put(DECODER + name, tensor));
    String both = encoderSource + " with " + decoderSource;
    refuseOther(encoderSource, encoder, "encoder", "decoder", DvaeConfig.CODE_KERNEL);
    refuseOther(decoderSource, decoder, "decoder", "encoder", DvaeConfig.PIXEL_KERNEL);
    DvaeConfig config = DvaeConfig.of(both, tensors);
    config.encoderWeights().check(encoderSource, encoder);
    config.decoderWeights().check(decoderSource, decoder);
    return new Dvae(engine, config, both, tensors);
  }

  /** Both halves name their layers alike, but only the encoder's first sees squares of pixels. */
  private static void refuseOther(
      String source, Map<String, WeightTensor> tensors, String wanted, String other, int kernel) {
    WeightTensor first = tensors.get("blocks.input.w");
    if (first != null && first.shape().length == 4 && first.shape()[3] == kernel) {
      throw new CheckpointException(
          "%s holds a dVAE's %s where its %s belongs. Give %s.pkl there."
              .formatted(source, other, wanted, wanted));
    }
  }

  void unfreeze() {
    try (TensorScope scope = engine.open()) {
      program.unfreeze(scope);
    }
  }

  public DvaeConfig config() {
    return config;
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
    return true;
  }

  @Override
  public List<Pixels> decode(int[][] tokens, int columns) {
    int side = pixelsPerToken();
    int atOnce = atOnce(tokens[0].length * side * side);
    List<Pixels> pictures = new ArrayList<>();
    for (int from = 0; from < tokens.length; from += atOnce) {
      int[][] some = Arrays.copyOfRange(tokens, from, Math.min(tokens.length, from + atOnce));
      try (TensorScope scope = engine.open()) {
        Tensor pixels = program.tensor(scope, "decode", ids(scope, some, columns));
        pictures.addAll(TensorScope.pictures(program.tensor(scope, "to_bytes", pixels)));
      }
    }
    return pictures;
  }

  @Override
  public int[][] encode(List<Pixels> pictures) {
    int atOnce = atOnce(pictures.get(0).width() * pictures.get(0).height());
    List<int[]> rows = new ArrayList<>();
    for (int from = 0; from < pictures.size(); from += atOnce) {
      List<Pixels> some = pictures.subList(from, Math.min(pictures.size(), from + atOnce));
      try (TensorScope scope = engine.open()) {
        Tensor tokens = program.tensor(scope, "encode", scope.bytes(some));
        int length = tokens.size(1) * tokens.size(2);
        long[] flat = tokens.longs();
        for (int image = 0; image < some.size(); image++) {
          rows.add(
              Arrays.stream(flat, image * length, (image + 1) * length)
                  .mapToInt(Math::toIntExact)
                  .toArray());
        }
      }
    }
    return rows.toArray(int[][]::new);
  }

  private int atOnce(int pixelCount) {
    return Math.max(1, (engine.isCuda() ? GPU_PIXELS : PROCESSOR_PIXELS) / pixelCount);
  }

  /** What every code becomes in the decoder's first layer (code, channel), its codebook. */
  public Tensor codebook(TensorScope scope) {
    return program.tensor(scope, "codebook");
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
    Tensor at = recording.variable(points);
    Tensor picture =
        decodeForGradients(scope, program.forward(scope, "straight_through", at, tokens));
    return new Painting() {
      @Override
      public Tensor picture() {
        return picture;
      }

      @Override
      public Tensor back(Tensor gradient) {
        recording.backward(picture, gradient);
        return recording.gradient(at);
      }
    };
  }

  @Override
  public Tensor codes(TensorScope scope, int[] tokens, int columns) {
    return program.tensor(scope, "codes", ids(scope, new int[][] {tokens}, columns));
  }

  /**
   * Pixels (image, 3, y, x) from 0 to 1 and a little beyond, with gradients.
   *
   * @param codes (image, channel, y, x), or points between codes, as a mixture of them is
   */
  public Tensor decodeForGradients(TensorScope scope, Tensor codes) {
    return program.forward(scope, "decode_codes", codes);
  }

  private static Tensor ids(TensorScope scope, int[][] tokens, int columns) {
    long[] flat = Stream.of(tokens).flatMapToLong(Dvae::longs).toArray();
    return scope.longs(flat, tokens.length, tokens[0].length / columns, columns);
  }

  private static LongStream longs(int[] tokens) {
    return Arrays.stream(tokens).asLongStream();
  }

  Program program() {
    return program;
  }

  @Override
  public void close() {
    program.close();
  }
}
