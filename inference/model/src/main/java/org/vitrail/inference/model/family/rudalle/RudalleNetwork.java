package org.vitrail.inference.model.family.rudalle;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.vitrail.inference.model.tensor.Program;
import org.vitrail.inference.model.tensor.Tensor;
import org.vitrail.inference.model.tensor.TensorEngine;
import org.vitrail.inference.model.tensor.TensorScope;
import org.vitrail.inference.model.tokens.TokenNetwork;
import org.vitrail.inference.model.weights.Checkpoint;
import org.vitrail.inference.model.weights.NameTable;
import org.vitrail.inference.model.weights.RandomWeights;
import org.vitrail.inference.model.weights.WeightLoader;
import org.vitrail.inference.model.weights.file.CheckpointException;
import org.vitrail.inference.model.weights.file.WeightTensor;

/**
 * The ruDALL-E network: one step for pictures of any age, each behind a text of its own. Knows
 * nothing of sampling, text or pixels. Keeps the rows' keys and values, so it belongs to one
 * thread.
 */
public final class RudalleNetwork implements TokenNetwork, AutoCloseable {
  /** Of the texts that were read last. */
  private static final long PREFIX_BYTES = 256L << 20;

  /** What version 2 puts before a text: the token that begins one. */
  private static final int PREPENDED = 2;

  private final TensorEngine engine;
  private final Program program;
  private final RudalleConfig config;
  private final PassInputs inputs;
  private final TextPrefixes prefixes;

  /**
   * Loads a network.
   *
   * @param source what to call the checkpoint in an error
   * @param tensors by the authors' names, without masks
   */
  public RudalleNetwork(
      TensorEngine engine, RudalleConfig config, String source, Map<String, WeightTensor> tensors) {
    this(engine, config, source, tensors, false);
  }

  /**
   * The same, if asked for with the logits of text tokens before those of image tokens.
   *
   * @param wholeHead takes more memory and time, and draws nothing more
   */
  RudalleNetwork(
      TensorEngine engine,
      RudalleConfig config,
      String source,
      Map<String, WeightTensor> tensors,
      boolean wholeHead) {
    this.engine = engine;
    this.config = config;
    this.inputs = PassInputs.of(config);
    this.program = engine.loadWithLinears("rudalle/rudalle.py");
    program.number(
        "begin",
        config.attentionHeadCount(),
        config.imageTokenSide(),
        config.textTokenCount(),
        config.version().prependsToken() ? 0 : 1,
        LayerKind.ofLayers(config.layerCount()),
        config.textVocabularySize(),
        wholeHead);
    inputs.places().forEach(this::see);
    WeightLoader.load(engine, program, source, tensors);
    program.number("ready");
    this.prefixes =
        new TextPrefixes(
            engine,
            this::prefix,
            PREFIX_BYTES,
            2L * config.layerCount() * config.textTokenCount() * config.width() * Float.BYTES);
  }

  private void see(KeyPlaces kind) {
    int cells = config.imageTokenCount();
    long[][] lists = IntStream.range(0, cells).mapToObj(kind::seenFrom).toArray(long[][]::new);
    try (TensorScope scope = engine.open()) {
      program.number(
          "see",
          kind.count(),
          longs(scope, Arrays.stream(lists).flatMapToLong(Arrays::stream).toArray()),
          Arrays.stream(lists).mapToLong(list -> list.length).toArray(),
          IntStream.range(0, cells).mapToLong(kind::step).toArray());
    }
  }

  /**
   * Reads and checks a file.
   *
   * @param heads attention heads; empty where the width tells them
   * @throws CheckpointException if it does not hold this network
   */
  public static RudalleNetwork read(
      TensorEngine engine, Path file, RudalleVersion version, OptionalInt heads) {
    try (Checkpoint checkpoint = Checkpoint.open(file)) {
      return named(engine, file.toString(), checkpoint.tensors(), version, heads);
    }
  }

  /** From tensors by the names of any published layout. */
  static RudalleNetwork named(
      TensorEngine engine,
      String source,
      Map<String, WeightTensor> tensors,
      RudalleVersion version,
      OptionalInt heads) {
    NameTable layout = NameTable.best(source, tensors, RudalleLayouts.ALL);
    RudalleConfig config = RudalleConfig.of(source, tensors, version, heads);
    config.fileWeights().check(source, tensors);
    return new RudalleNetwork(engine, config, source, layout.apply(source, tensors));
  }

  /**
   * A network that nobody trained, to be timed.
   *
   * @param source what to call it in an error
   */
  static RudalleNetwork random(TensorEngine engine, RudalleConfig config, String source) {
    return new RudalleNetwork(engine, config, source, RandomWeights.of(config.weights()));
  }

  /** What it computes with. */
  public TensorEngine engine() {
    return engine;
  }

  public RudalleConfig config() {
    return config;
  }

  @Override
  public TensorScope open() {
    return engine.open();
  }

  /** The first token of a picture follows the text; what stands for it is not read. */
  @Override
  public int startToken() {
    return 0;
  }

  @Override
  public int readableTokenCount() {
    return config.imageVocabularySize();
  }

  /** How many texts are kept. */
  int keptTextCount() {
    return prefixes.count();
  }

  @Override
  public int join(List<long[]> conditions, int pictures) {
    if (conditions.size() != 1) {
      throw new IllegalArgumentException(
          "ruDALL-E draws with one condition, not with " + conditions.size() + ": guidance 1.");
    }
    long[] text = text(conditions.get(0));
    Tensor keys = prefixes.of(Arrays.copyOf(text, config.textTokenCount()));
    try (TensorScope scope = engine.open()) {
      return (int) program.number("join", keys, longs(scope, text[text.length - 1]), pictures);
    }
  }

  /**
   * A text as the network reads it: where there is no word, a token that says so of each position.
   *
   * @throws IllegalArgumentException if it is too long or has an id that is none of a word
   */
  private long[] text(long[] ids) {
    int length = config.textTokenCount();
    int words = config.textVocabularySize() - length;
    if (ids.length > length) {
      throw new IllegalArgumentException(
          "A text of " + ids.length + " tokens is too long: " + length + " are read.");
    }
    int before = config.version().prependsToken() ? 1 : 0;
    long[] text = new long[before + length];
    for (int i = 0; i < length; i++) {
      long id = i < ids.length ? ids[i] : 0;
      if (id < 0 || id >= words) {
        throw new IllegalArgumentException(
            "Text token %d is unknown: those of words are 1 to %d.".formatted(id, words - 1));
      }
      text[before + i] = id == 0 ? words + i : id;
    }
    if (before == 1) {
      text[0] = PREPENDED;
    }
    return text;
  }

  private Tensor prefix(TensorScope scope, long[] text) {
    try (TensorScope passing = engine.open()) {
      Tensor ids = longs(passing, text);
      Tensor mask = inputs.textMask(passing);
      return engine.onFreeThreads(() -> program.tensor(scope, "prefix", ids, mask));
    }
  }

  @Override
  public void leave(int group) {
    program.number("leave", group);
  }

  @Override
  public void clear() {
    program.number("clear");
  }

  @Override
  public Tensor step(TensorScope scope, long[] tokens, long[] positions) {
    return engine.onFreeThreads(
        () -> program.tensor(scope, "step", longs(scope, tokens), positions));
  }

  @Override
  public void fill(int group, int position, long[][] tokens) {
    // The text's last token is read with the text where it is text to the masks.
    int known = Math.max(0, -config.version().slot(position));
    int slot = config.version().slot(position + known);
    long[] flat =
        Arrays.stream(tokens)
            .flatMapToLong(picture -> Arrays.stream(picture, known, picture.length))
            .toArray();
    if (flat.length == 0) {
      return;
    }
    int length = flat.length / tokens.length;
    try (TensorScope scope = engine.open()) {
      Tensor read = scope.longs(flat, tokens.length, length);
      List<Tensor> past = inputs.past(scope, slot, length);
      List<Tensor> masks = inputs.chunkMasks(scope, slot, length);
      List<Tensor> kept = inputs.kept(scope, slot, length);
      engine.onFreeThreads(() -> program.number("fill", group, slot, read, past, masks, kept));
    }
  }

  /**
   * Logits of all positions of a text and of a picture's tokens so far, in one pass that keeps
   * nothing.
   */
  Tensor logits(TensorScope scope, long[] ids, long[] tokens) {
    long[] text = text(ids);
    return program.tensor(
        scope,
        "logits",
        longs(scope, text),
        longs(scope, tokens),
        inputs.wholeMasks(scope, tokens.length));
  }

  @Override
  public void count(int group, boolean[] cells) {
    long[] counted = new long[cells.length];
    Arrays.setAll(counted, cell -> cells[cell] ? 1 : 0);
    try (TensorScope scope = engine.open()) {
      program.number("count", group, longs(scope, counted));
    }
  }

  /** As ru-dalle orders pictures: their first tokens do not count, nor those that were certain. */
  @Override
  public Optional<float[]> perplexities(int group, long[] lastTokens) {
    try (TensorScope scope = engine.open()) {
      return Optional.of(
          program.tensor(scope, "perplexities", group, longs(scope, lastTokens)).floats());
    }
  }

  private static Tensor longs(TensorScope scope, long... values) {
    return scope.longs(values, values.length);
  }

  @Override
  public void close() {
    prefixes.close();
    program.close();
  }
}
