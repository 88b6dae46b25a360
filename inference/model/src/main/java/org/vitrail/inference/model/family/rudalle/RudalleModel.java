package org.vitrail.inference.model.family.rudalle;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.vitrail.inference.model.Ability;
import org.vitrail.inference.model.DrawOptions;
import org.vitrail.inference.model.DrawOptions.Tokens;
import org.vitrail.inference.model.Drawn;
import org.vitrail.inference.model.InstrumentedModel;
import org.vitrail.inference.model.ModelFacts;
import org.vitrail.inference.model.ModelOption;
import org.vitrail.inference.model.PipelineStage;
import org.vitrail.inference.model.RankedPicture;
import org.vitrail.inference.model.Ranking;
import org.vitrail.inference.model.Request;
import org.vitrail.inference.model.Trace;
import org.vitrail.inference.model.Workload;
import org.vitrail.inference.model.codec.ImageCodec;
import org.vitrail.inference.model.codec.vqgan.PixelRange;
import org.vitrail.inference.model.codec.vqgan.Vqgan;
import org.vitrail.inference.model.codec.vqgan.VqganConfig;
import org.vitrail.inference.model.image.PixelScaler;
import org.vitrail.inference.model.image.Pixels;
import org.vitrail.inference.model.ranking.Finishing;
import org.vitrail.inference.model.ranking.ruclip.RuClip;
import org.vitrail.inference.model.tensor.RunOptions;
import org.vitrail.inference.model.tensor.TensorEngine;
import org.vitrail.inference.model.tokens.BegunCells;
import org.vitrail.inference.model.tokens.CandidateRule;
import org.vitrail.inference.model.tokens.DeviceSampler;
import org.vitrail.inference.model.tokens.TokenBatch;
import org.vitrail.inference.model.tokens.TokenGrid;
import org.vitrail.inference.model.tokens.TokenModel;
import org.vitrail.inference.model.tokens.TokenPrompt;
import org.vitrail.inference.model.upscaling.Upscaler;
import org.vitrail.inference.model.upscaling.srvgg.Srvgg;
import org.vitrail.inference.model.weights.WeightsHash;
import org.vitrail.inference.model.weights.file.CheckpointException;

/**
 * The whole pipeline of one loaded model: tokenizer → transformer → VQGAN → ruCLIP; without a
 * ruCLIP, pictures are ordered by how little they surprise the transformer. Knows neither queues
 * nor chats. One thread.
 */
final class RudalleModel implements InstrumentedModel, TokenModel {
  private final String id;
  private final String weightsHash;
  private final TensorEngine engine;
  private final Function<String, long[]> prompts;
  private final RudalleNetwork network;
  private final ImageCodec codec;
  private final VqganConfig codecShape;
  private final TokenGrid grid;
  private final Optional<DeviceSampler> onDevice;
  private final Optional<RuClip> ranker;
  private final Upscaler upscaler;

  private RudalleModel(RudalleFiles files, TensorEngine engine) {
    // Hashing reads every byte once: let it run beside the loading.
    CompletableFuture<String> hash =
        CompletableFuture.supplyAsync(() -> WeightsHash.ofFiles(files.weights()));
    this.id = files.id();
    this.engine = engine;
    network =
        RudalleNetwork.read(
            engine, files.transformer(), files.version(), files.attentionHeadCount());
    prompts = new RudallePrompts(files.tokenizer(), network.config())::encode;
    Vqgan vqgan = Vqgan.read(engine, files.vqganConfig(), files.vqgan(), files.pixelRange());
    codec = vqgan;
    codecShape = vqgan.config();
    grid = grid();
    onDevice = DeviceSampler.of(engine, grid);
    ranker =
        files
            .clip()
            .map(clip -> RuClip.read(engine, files.clipConfig(), clip, files.clipTokenizer()));
    upscaler = Srvgg.read(engine, files.upscalerConfig(), files.upscaler());
    weightsHash = result(hash);
  }

  /** Random weights; the files lend their upscaler. */
  private RudalleModel(PublishedRudalle shape, RudalleFiles files, TensorEngine engine) {
    this.id = shape + " with random weights";
    this.engine = engine;
    network = RudalleNetwork.random(engine, shape.transformer(), id);
    prompts = RudalleModel::letters;
    codec = Vqgan.random(engine, VqganConfig.F8_8192, PixelRange.TRUNCATED);
    codecShape = VqganConfig.F8_8192;
    grid = grid();
    onDevice = DeviceSampler.of(engine, grid);
    ranker = Optional.empty();
    upscaler = Srvgg.read(engine, files.upscalerConfig(), files.upscaler());
    weightsHash = "";
  }

  /** A token for each letter, to whom nobody taught words. */
  private static long[] letters(String prompt) {
    return prompt.chars().limit(64).mapToLong(letter -> 4 + letter % 1000).toArray();
  }

  private TokenGrid grid() {
    RudalleConfig shape = network.config();
    if (codec.codeCount() < shape.imageVocabularySize()) {
      throw new CheckpointException(
          "The model %s draws with %d image tokens, of which its VQGAN knows %d. Give the one that belongs to it."
              .formatted(id, shape.imageVocabularySize(), codec.codeCount()));
    }
    return new TokenGrid(
        shape.imageTokenSide(), shape.imageTokenSide(), shape.imageVocabularySize(), 0);
  }

  /** A file that vanishes while it is hashed is the same error as one that was never there. */
  private static String result(CompletableFuture<String> hash) {
    try {
      return hash.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof CheckpointException cause ? cause : e;
    }
  }

  /**
   * Loads a model.
   *
   * @param batchImages pictures drawn at once: a GPU must have the memory for them
   * @throws CheckpointException if a file is missing, broken or of another kind
   * @throws IllegalArgumentException if the options ask for what this machine lacks
   */
  static RudalleModel open(RudalleFiles files, RunOptions options, int batchImages) {
    TensorEngine engine =
        TensorEngine.start(
            options, files.weightBytes(), () -> RudalleMemory.need(files, options, batchImages));
    try {
      return new RudalleModel(files, engine);
    } catch (RuntimeException e) {
      engine.close();
      throw e;
    }
  }

  /**
   * A model of a published size, to be timed: it draws noise.
   *
   * @param lender its upscaler is used
   * @throws CheckpointException if it does not fit into this machine's memory
   * @throws IllegalArgumentException if the options ask for what this machine lacks
   */
  static RudalleModel random(PublishedRudalle shape, RudalleFiles lender, RunOptions options) {
    TensorEngine engine = TensorEngine.start(options, Long.MAX_VALUE);
    try {
      return new RudalleModel(shape, lender, engine);
    } catch (RuntimeException e) {
      engine.close();
      throw e;
    }
  }

  @Override
  public ModelFacts facts() {
    Set<Ability> abilities = EnumSet.of(Ability.VARY, Ability.ASPECT);
    if (codec.encodes()) {
      abilities.add(Ability.INIT_IMAGE);
      abilities.add(Ability.KEEP);
    }
    int side = codec.pixelsPerToken();
    return new ModelFacts(
        id,
        RudalleFamily.NAME,
        weightsHash,
        grid.columns() * side,
        grid.rows() * side,
        grid.cellCount(),
        abilities,
        Optional.of(new ModelFacts.Cells(grid.columns(), grid.rows())));
  }

  @Override
  public List<ModelOption> options() {
    return RudalleFamily.options(grid.codeCount(), rankings());
  }

  @Override
  public DrawOptions drawOptions(Map<String, String> named) {
    return RudalleFamily.chosen(named, rankings());
  }

  @Override
  public String runsOn() {
    return engine.deviceName() + ", " + engine.kernelName();
  }

  @Override
  public TokenBatch newBatch(int imageCapacity) {
    return new TokenBatch(this, network, grid, imageCapacity, onDevice);
  }

  @Override
  public TokenPrompt prompt(Request request) {
    Tokens options = request.options().tokens();
    return new TokenPrompt(
        List.of(encode(request.prompt())),
        options,
        request
            .beginning()
            .accept(
                new BegunCells(
                    id, grid.shaped(options.aspect()), codec, options.picture().cropsFirst())));
  }

  @Override
  public CandidateRule candidates() {
    return CandidateRule.RANKS;
  }

  /** A prompt as the network reads it. */
  long[] encode(String prompt) {
    return prompts.apply(prompt);
  }

  @Override
  public List<Pixels> decode(int[][] tokens, int columns) {
    return codec.decode(tokens, columns);
  }

  @Override
  public List<RankedPicture> finish(Drawn drawn, Consumer<PipelineStage> stages) {
    stages.accept(PipelineStage.DECODING);
    List<Pixels> pictures = drawn.pictures();
    stages.accept(PipelineStage.RANKING);
    Ranking by = ranking(drawn.request());
    float[] scores = by == Ranking.RUCLIP ? similarities(drawn, pictures) : perplexities(drawn);
    stages.accept(PipelineStage.UPSCALING);
    return Finishing.best(drawn, by, scores, shown(pictures), concerns(pictures));
  }

  @Override
  public List<Map<String, Float>> concerns(List<Pixels> pictures) {
    return Collections.nCopies(pictures.size(), Map.of());
  }

  /** What may order the pictures: ruCLIP first, where it is here. */
  private List<Ranking> rankings() {
    return RudalleFamily.rankings(ranker.isPresent());
  }

  private Ranking ranking(Request request) {
    return request
        .options()
        .tokens()
        .ranking()
        .filter(rankings()::contains)
        .orElse(rankings().get(0));
  }

  private float[] similarities(Drawn drawn, List<Pixels> pictures) {
    // A ruCLIP looks at the square in the middle: of what is none it is to see all.
    List<Pixels> seen = pictures.stream().map(PixelScaler::squeezed).toList();
    return ranker.orElseThrow().scores(drawn.request().prompt(), seen);
  }

  private static float[] perplexities(Drawn drawn) {
    return drawn.perplexities().orElseThrow();
  }

  /** As large as they are shown. */
  List<Pixels> shown(List<Pixels> pictures) {
    return Finishing.enlargeToShow(upscaler, pictures);
  }

  @Override
  public Upscaler upscaler() {
    return upscaler;
  }

  @Override
  public Workload workload(int imageCount) {
    return new RudalleWorkload(this, imageCount);
  }

  @Override
  public Trace trace(Request request) {
    return new RudalleTrace(this, request);
  }

  RudalleNetwork network() {
    return network;
  }

  ImageCodec codec() {
    return codec;
  }

  VqganConfig codecShape() {
    return codecShape;
  }

  @Override
  public TensorEngine engine() {
    return engine;
  }

  @Override
  public void close() {
    upscaler.close();
    ranker.ifPresent(RuClip::close);
    onDevice.ifPresent(DeviceSampler::close);
    codec.close();
    network.close();
    engine.close();
  }
}
