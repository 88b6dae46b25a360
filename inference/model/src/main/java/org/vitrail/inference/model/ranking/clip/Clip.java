package org.vitrail.inference.model.ranking.clip;

import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vitrail.inference.model.image.Pixels;
import org.vitrail.inference.model.tensor.Program;
import org.vitrail.inference.model.tensor.Tensor;
import org.vitrail.inference.model.tensor.TensorEngine;
import org.vitrail.inference.model.tensor.TensorScope;
import org.vitrail.inference.model.tensor.TensorType;
import org.vitrail.inference.model.text.TextTokenizer;
import org.vitrail.inference.model.weights.Checkpoint;
import org.vitrail.inference.model.weights.NameTable;
import org.vitrail.inference.model.weights.RandomWeights;
import org.vitrail.inference.model.weights.WeightLoader;
import org.vitrail.inference.model.weights.file.WeightTensor;

/** Scores pictures against a text; knows nothing of how they were made. */
public final class Clip implements AutoCloseable {
  private final TensorEngine engine;
  private final Program program;
  private final ClipConfig config;
  private final ClipInput input;

  /**
   * What was looked at last: ranking and judging look at the same pictures, one after the other.
   */
  private List<Pixels> seenPictures = List.of();

  private float[] seenEmbeddings = {};

  /**
   * Loads a network from tensors in OpenAI's layout.
   *
   * @param source what to call the checkpoint in an error
   */
  public Clip(
      TensorEngine engine, ClipConfig config, String source, Map<String, WeightTensor> tensors) {
    this(engine, config, ClipInput.OPENAI, engine.pictureType(), source, tensors);
  }

  /** The same for pictures that are prepared in a way of one's own. */
  public Clip(
      TensorEngine engine,
      ClipConfig config,
      ClipInput input,
      String source,
      Map<String, WeightTensor> tensors) {
    this(engine, config, input, engine.pictureType(), source, tensors);
  }

  private Clip(
      TensorEngine engine,
      ClipConfig config,
      ClipInput input,
      TensorType linearType,
      String source,
      Map<String, WeightTensor> tensors) {
    this.engine = engine;
    this.config = config;
    this.input = input;
    this.program = engine.load("clip/clip.py");
    program.number(
        "begin",
        config.visionLayerCount(),
        config.visionHeadCount(),
        config.textLayerCount(),
        config.textHeadCount(),
        config.imageResolution(),
        config.patchSize(),
        config.endToken(),
        linearType.scriptCode());
    WeightLoader.load(engine, program, source, tensors);
  }

  /**
   * Reads and checks the files, in any of the published layouts.
   *
   * @param configFile may be absent: the shape follows from the tensors
   * @throws org.vitrail.inference.model.weights.file.CheckpointException if they do not hold a CLIP
   */
  public static Clip read(TensorEngine engine, Optional<Path> configFile, Path weights) {
    return read(engine, configFile, weights, engine.pictureType());
  }

  /** With the linear layers' arithmetic in a type of one's own choice. */
  static Clip read(
      TensorEngine engine, Optional<Path> configFile, Path weights, TensorType linearType) {
    try (Checkpoint checkpoint = Checkpoint.open(weights)) {
      return named(engine, configFile, linearType, weights.toString(), checkpoint.tensors());
    }
  }

  /** From tensors by the names of any published layout. */
  static Clip named(
      TensorEngine engine,
      Optional<Path> configFile,
      TensorType linearType,
      String source,
      Map<String, WeightTensor> tensors) {
    NameTable layout = NameTable.best(source, tensors, ClipLayouts.ALL);
    Map<String, WeightTensor> named = layout.apply(source, tensors);
    ClipConfig config =
        configFile.flatMap(ClipConfig::read).orElseGet(() -> ClipConfig.of(source, named));
    config.weights().check(source, named);
    return new Clip(engine, config, ClipInput.OPENAI, linearType, source, named);
  }

  /** A network that nobody trained, to be timed. */
  public static Clip random(TensorEngine engine, ClipConfig config) {
    return new Clip(engine, config, "random weights", RandomWeights.of(config.weights()));
  }

  public ClipConfig config() {
    return config;
  }

  /** Start id, the text's pieces as many as fit, end id. */
  public long[] textIds(TextTokenizer tokenizer, String text) {
    long[] pieces = tokenizer.pieces(ClipText.clean(text));
    int kept = Math.min(pieces.length, config.textTokenCount() - 2);
    long[] ids = new long[kept + 2];
    ids[0] = config.startToken();
    System.arraycopy(pieces, 0, ids, 1, kept);
    ids[kept + 1] = config.endToken();
    return ids;
  }

  /** The cosine between the text and each picture, −1 to 1; higher fits better. */
  public float[] similarities(long[] textIds, List<Pixels> pictures) {
    try (TensorScope scope = engine.open()) {
      Tensor text = encodeText(scope, textIds);
      return program.tensor(scope, "similarity", look(scope, pictures), text).floats();
    }
  }

  /** The same for the mean of several texts' embeddings. */
  public float[] similarities(List<long[]> texts, List<Pixels> pictures) {
    try (TensorScope scope = engine.open()) {
      Tensor text =
          program.tensor(scope, "mean", texts.stream().map(it -> encodeText(scope, it)).toList());
      return program.tensor(scope, "similarity", look(scope, pictures), text).floats();
    }
  }

  /**
   * How the likeness of each picture is shared out among texts (picture, text).
   *
   * @param texts embeddings (text, channel)
   */
  float[] shares(List<Pixels> pictures, float[] texts) {
    try (TensorScope scope = engine.open()) {
      int width = config.embeddingWidth();
      Tensor embeddings = scope.floats(texts, texts.length / width, width);
      return program.tensor(scope, "shares", look(scope, pictures), embeddings).floats();
    }
  }

  /** Embeddings (picture, channel), not normalised; the same list of pictures is seen once. */
  private Tensor look(TensorScope scope, List<Pixels> pictures) {
    if (pictures == seenPictures) {
      return scope.floats(seenEmbeddings, pictures.size(), config.embeddingWidth());
    }
    Tensor images = encodeImages(scope, pictures);
    seenEmbeddings = images.floats();
    seenPictures = pictures;
    return images;
  }

  /**
   * Embeddings (picture, channel), not normalised.
   *
   * @param pictures of 0 to 1 (picture, 3, y, x), at the network's resolution
   */
  public Tensor look(TensorScope scope, Tensor pictures) {
    return program.tensor(scope, "look", pictures);
  }

  /** The same, so that a gradient can go {@link #back} until it sees others. */
  public Tensor see(TensorScope scope, Tensor pictures) {
    return program.tensor(scope, "see", pictures);
  }

  /**
   * Goes back through what was seen last, once.
   *
   * @param gradient with respect to the embeddings (picture, channel)
   * @return with respect to the pictures (picture, 3, y, x)
   */
  public Tensor back(TensorScope scope, Tensor gradient) {
    return program.tensor(scope, "back", gradient);
  }

  /** Embeddings (text, channel), not normalised. */
  public float[] embed(List<long[]> texts) {
    FloatBuffer embeddings = FloatBuffer.allocate(texts.size() * config.embeddingWidth());
    for (long[] ids : texts) {
      try (TensorScope scope = engine.open()) {
        embeddings.put(encodeText(scope, ids).floats());
      }
    }
    return embeddings.array();
  }

  /** Embeddings (1, channel), not normalised. */
  Tensor encodeText(TensorScope scope, long[] textIds) {
    return program.tensor(scope, "encode_text", scope.longs(textIds, 1, textIds.length));
  }

  /** Embeddings (picture, channel), not normalised. */
  Tensor encodeImages(TensorScope scope, List<Pixels> pictures) {
    return program.tensor(scope, "encode_image", input.prepare(program, scope, pictures));
  }

  Program program() {
    return program;
  }

  @Override
  public void close() {
    program.close();
  }
}
