package org.vitrail.inference.model.family.dallemini;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.vitrail.inference.model.tensor.Program;
import org.vitrail.inference.model.tensor.Tensor;
import org.vitrail.inference.model.tensor.TensorEngine;
import org.vitrail.inference.model.tensor.TensorScope;
import org.vitrail.inference.model.tokens.TokenNetwork;
import org.vitrail.inference.model.weights.Checkpoint;
import org.vitrail.inference.model.weights.NameTable;
import org.vitrail.inference.model.weights.RandomWeights;
import org.vitrail.inference.model.weights.WeightLoader;
import org.vitrail.inference.model.weights.file.WeightTensor;

/**
 * The DALL·E mini network: text ids to an encoder state, and one decoder step for rows of any age.
 * Knows nothing of sampling, text or pixels. Keeps the rows' keys and values, so it belongs to one
 * thread.
 */
public final class DalleMiniNetwork implements TokenNetwork, AutoCloseable {
  /**
   * Below this width a layer of one step is done before a second thread has woken up: with 256, two
   * threads take twice as long as one; with 448 two take two thirds of the time.
   */
  private static final int SMALL_WIDTH = 400;

  private final TensorEngine engine;
  private final Program program;
  private final DalleMiniConfig config;
  private final boolean smallLayers;

  /**
   * Loads a network from tensors named as min-dalle does, after {@code encoder.} / {@code decoder.}
   *
   * @param source what to call the checkpoint in an error
   */
  public DalleMiniNetwork(
      TensorEngine engine,
      DalleMiniConfig config,
      String source,
      Map<String, WeightTensor> tensors) {
    this.engine = engine;
    this.config = config;
    this.smallLayers = config.width() < SMALL_WIDTH;
    this.program = engine.loadWithLinears("dallemini/dalle_mini.py");
    program.number(
        "begin",
        config.attentionHeadCount(),
        config.encoderLayerCount(),
        config.decoderLayerCount(),
        config.imageTokenCount());
    WeightLoader.load(engine, program, source, tensors);
    program.number("ready");
  }

  /**
   * Reads and checks the files, in any of the published layouts.
   *
   * @param configFile absent for one of the published shapes
   * @param encoderFile may hold both halves; then {@code decoderFile} is the same
   * @throws org.vitrail.inference.model.weights.file.CheckpointException if they do not hold this
   *     network
   */
  public static DalleMiniNetwork read(
      TensorEngine engine, Optional<Path> configFile, Path encoderFile, Path decoderFile) {
    Optional<DalleMiniConfig> config = configFile.map(DalleMiniConfig::read);
    return tensors(
        encoderFile, decoderFile, (source, tensors) -> named(engine, config, source, tensors));
  }

  /**
   * Does something with the files while they are open.
   *
   * @param work told what to call them in an error
   */
  static <T> T tensors(
      Path encoderFile, Path decoderFile, BiFunction<String, Map<String, WeightTensor>, T> work) {
    try (Checkpoint encoder = Checkpoint.open(encoderFile)) {
      if (encoderFile.equals(decoderFile)) {
        return work.apply(encoderFile.toString(), encoder.tensors());
      }
      try (Checkpoint decoder = Checkpoint.open(decoderFile)) {
        String source = encoderFile + " with " + decoderFile.getFileName();
        return work.apply(source, joined(encoder.tensors(), decoder.tensors()));
      }
    }
  }

  /** From tensors by the names of any published layout. */
  static DalleMiniNetwork named(
      TensorEngine engine,
      Optional<DalleMiniConfig> known,
      String source,
      Map<String, WeightTensor> tensors) {
    NameTable layout = NameTable.best(source, tensors, DalleMiniLayouts.ALL);
    Map<String, WeightTensor> weights = layout.apply(source, tensors);
    DalleMiniConfig config = known.orElseGet(() -> DalleMiniConfig.of(source, weights));
    config.weights().check(source, weights);
    return new DalleMiniNetwork(engine, config, source, weights);
  }

  /** A network that nobody trained, to be timed. */
  public static DalleMiniNetwork random(TensorEngine engine, DalleMiniConfig config) {
    return new DalleMiniNetwork(
        engine, config, "random weights", RandomWeights.of(config.weights()));
  }

  static Map<String, WeightTensor> joined(
      Map<String, WeightTensor> encoder, Map<String, WeightTensor> decoder) {
    Map<String, WeightTensor> tensors = new LinkedHashMap<>();
    encoder.forEach((name, tensor) -> tensors.put("encoder." + name, tensor));
    decoder.forEach((name, tensor) -> tensors.put("decoder." + name, tensor));
    return tensors;
  }

  /** What it computes with. */
  public TensorEngine engine() {
    return engine;
  }

  public DalleMiniConfig config() {
    return config;
  }

  @Override
  public TensorScope open() {
    return engine.open();
  }

  @Override
  public int startToken() {
    return config.startToken();
  }

  /** One more than the vocabulary, for the start. */
  @Override
  public int readableTokenCount() {
    return config.imageVocabularySize() + 1;
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
    return run(scope, "encode", ids, config.padToken());
  }

  @Override
  public int join(List<long[]> conditions, int pictures) {
    try (TensorScope scope = engine.open()) {
      return joinStates(conditions.stream().map(ids -> encode(scope, ids)).toList(), pictures);
    }
  }

  /** A text is encoded once for all pictures beside each other that read it. */
  @Override
  public int joinCaptioned(List<long[]> captions, List<long[]> others) {
    List<long[]> texts = new ArrayList<>();
    List<Long> rows = new ArrayList<>();
    for (long[] caption : captions) {
      int last = texts.size() - 1;
      if (last >= 0 && Arrays.equals(texts.get(last), caption)) {
        rows.set(last, rows.get(last) + 1);
      } else {
        texts.add(caption);
        rows.add(1L);
      }
    }
    for (long[] other : others) {
      texts.add(other);
      rows.add((long) captions.size());
    }
    try (TensorScope scope = engine.open()) {
      List<Tensor> states = texts.stream().map(ids -> encode(scope, ids)).toList();
      return joinStates(states, rows.stream().mapToLong(it -> it).toArray(), 1 + others.size());
    }
  }

  /** A new group for encoder states (text, width), each read by all pictures. */
  int joinStates(List<Tensor> states, int pictures) {
    long[] rows = new long[states.size()];
    Arrays.fill(rows, pictures);
    return joinStates(states, rows, states.size());
  }

  private int joinStates(List<Tensor> states, long[] rows, int conditions) {
    return (int) program.number("join", states, rows, conditions);
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
    return run(scope, "step", scope.longs(tokens, tokens.length), positions);
  }

  @Override
  public void fill(int group, int position, long[][] tokens) {
    long[] flat = Arrays.stream(tokens).flatMapToLong(Arrays::stream).toArray();
    try (TensorScope scope = engine.open()) {
      Tensor read = scope.longs(flat, tokens.length, tokens[0].length);
      engine.onFreeThreads(() -> program.number("fill", group, position, read));
    }
  }

  private Tensor run(TensorScope scope, String method, Object... arguments) {
    Supplier<Tensor> work = () -> program.tensor(scope, method, arguments);
    return smallLayers ? engine.onOneThread(work) : engine.onFreeThreads(work);
  }

  @Override
  public void close() {
    program.close();
  }
}
