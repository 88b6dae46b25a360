package org.vitrail.inference.model.family.dallemini;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.vitrail.inference.model.Ability;
import org.vitrail.inference.model.Beginning;
import org.vitrail.inference.model.CaptionedState;
import org.vitrail.inference.model.Concepts;
import org.vitrail.inference.model.DrawOptions;
import org.vitrail.inference.model.DrawOptions.Tokens;
import org.vitrail.inference.model.Drawn;
import org.vitrail.inference.model.InstrumentedModel;
import org.vitrail.inference.model.ModelFacts;
import org.vitrail.inference.model.ModelOption;
import org.vitrail.inference.model.PipelineStage;
import org.vitrail.inference.model.RankedPicture;
import org.vitrail.inference.model.Request;
import org.vitrail.inference.model.Trace;
import org.vitrail.inference.model.Workload;
import org.vitrail.inference.model.codec.vqgan.PixelRange;
import org.vitrail.inference.model.codec.vqgan.Vqgan;
import org.vitrail.inference.model.codec.vqgan.VqganConfig;
import org.vitrail.inference.model.image.Pixels;
import org.vitrail.inference.model.lexicon.Lexicon;
import org.vitrail.inference.model.lexicon.Proposals;
import org.vitrail.inference.model.lexicon.Reading;
import org.vitrail.inference.model.ranking.Finishing;
import org.vitrail.inference.model.ranking.clip.Clip;
import org.vitrail.inference.model.ranking.clip.ClipConfig;
import org.vitrail.inference.model.ranking.clip.ClipRanker;
import org.vitrail.inference.model.ranking.clip.ConceptJudge;
import org.vitrail.inference.model.tensor.RunOptions;
import org.vitrail.inference.model.tensor.TensorEngine;
import org.vitrail.inference.model.text.TextTokenizer;
import org.vitrail.inference.model.tokens.BegunCells;
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
 * The whole pipeline of one loaded model: tokenizer → transformer → VQGAN → CLIP → upscaler. Knows
 * neither queues nor chats. One thread.
 */
final class DalleMiniModel implements InstrumentedModel, TokenModel {
  /** The largest grid. */
  private static final int GRID_IMAGES = 9;

  private final String id;
  private final String weightsHash;
  private final TensorEngine engine;
  private final PromptEncoder prompts;
  private final Captions captions;
  private final DalleMiniNetwork network;
  private final Vqgan vqgan;
  private final TokenGrid grid;
  private final Optional<DeviceSampler> onDevice;
  private final Finishing finishing;
  private final DalleMiniShapes shapes;

  private DalleMiniModel(DalleMiniFiles files, TensorEngine engine, Concepts concepts) {
    // Hashing reads every byte once: let it run beside the loading.
    CompletableFuture<String> hash =
        CompletableFuture.supplyAsync(() -> WeightsHash.ofFiles(files.weights()));
    this.id = files.id();
    this.engine = engine;
    prompts = PromptEncoder.open(files.textPath(), files.tokenizer(), files.merges());
    captions = new Captions(files.lexicon().map(Lexicon::read));
    network =
        DalleMiniNetwork.read(engine, files.transformerConfig(), files.encoder(), files.decoder());
    vqgan = Vqgan.read(engine, files.vqganConfig(), files.vqgan(), files.pixelRange());
    grid = grid();
    onDevice = DeviceSampler.of(engine, grid);
    Clip clip = Clip.read(engine, files.clipConfig(), files.clip());
    TextTokenizer tokenizer = new TextTokenizer(files.clipTokenizer());
    Srvgg upscaler = Srvgg.read(engine, files.upscalerConfig(), files.upscaler());
    Optional<ConceptJudge> judge = ConceptJudge.of(clip, tokenizer, concepts);
    finishing = new Finishing(new ClipRanker(clip, tokenizer), judge, upscaler);
    shapes =
        new DalleMiniShapes(network.config(), vqgan.config(), clip.config(), upscaler.config());
    weightsHash = result(hash);
  }

  /** Random weights; the files lend their tokenizers and their upscaler. */
  private DalleMiniModel(PublishedShape shape, DalleMiniFiles files, TensorEngine engine) {
    this.id = shape + " with random weights";
    this.engine = engine;
    prompts = PromptEncoder.open(files.textPath(), files.tokenizer(), files.merges());
    captions = new Captions(Optional.empty());
    network = DalleMiniNetwork.random(engine, shape.transformer());
    vqgan = Vqgan.random(engine, VqganConfig.F16_16384, PixelRange.UNIT);
    grid = grid();
    onDevice = DeviceSampler.of(engine, grid);
    Clip clip = Clip.random(engine, ClipConfig.VIT_B_32);
    TextTokenizer tokenizer = new TextTokenizer(files.clipTokenizer());
    Srvgg upscaler = Srvgg.read(engine, files.upscalerConfig(), files.upscaler());
    finishing = new Finishing(new ClipRanker(clip, tokenizer), Optional.empty(), upscaler);
    shapes =
        new DalleMiniShapes(network.config(), vqgan.config(), clip.config(), upscaler.config());
    weightsHash = "";
  }

  /** Mega's vocabulary is larger than what its pictures can be decoded from. */
  private TokenGrid grid() {
    DalleMiniConfig shape = network.config();
    int codes = Math.min(shape.imageVocabularySize(), vqgan.codeCount());
    return new TokenGrid(shape.imageTokenSide(), shape.imageTokenSide(), codes, 0);
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
   * Loads a model that judges no pictures.
   *
   * @throws org.vitrail.inference.model.weights.file.CheckpointException if a file is missing,
   *     broken or of another kind
   * @throws IllegalArgumentException if the options ask for what this machine lacks
   */
  public static DalleMiniModel open(DalleMiniFiles files, RunOptions options) {
    return open(files, options, Concepts.NONE);
  }

  /**
   * Loads a model that draws no more than a grid at once.
   *
   * @param concepts what its pictures are searched for, if its CLIP is large enough to be asked
   * @throws org.vitrail.inference.model.weights.file.CheckpointException if a file is missing,
   *     broken or of another kind
   * @throws IllegalArgumentException if the options ask for what this machine lacks
   */
  public static DalleMiniModel open(DalleMiniFiles files, RunOptions options, Concepts concepts) {
    return open(files, options, concepts, GRID_IMAGES);
  }

  /**
   * Loads a model.
   *
   * @param concepts what its pictures are searched for, if its CLIP is large enough to be asked
   * @param batchImages pictures drawn at once: a GPU must have the memory for them
   * @throws org.vitrail.inference.model.weights.file.CheckpointException if a file is missing,
   *     broken or of another kind
   * @throws IllegalArgumentException if the options ask for what this machine lacks
   */
  public static DalleMiniModel open(
      DalleMiniFiles files, RunOptions options, Concepts concepts, int batchImages) {
    TensorEngine engine =
        TensorEngine.start(
            options, files.weightBytes(), () -> DalleMiniMemory.need(files, options, batchImages));
    try {
      return new DalleMiniModel(files, engine, concepts);
    } catch (RuntimeException e) {
      engine.close();
      throw e;
    }
  }

  /**
   * A model of a published size, to be timed: it draws noise.
   *
   * @param lender its tokenizers and upscaler are used
   * @throws IllegalArgumentException if the options ask for what this machine lacks
   */
  public static DalleMiniModel random(
      PublishedShape shape, DalleMiniFiles lender, RunOptions options) {
    TensorEngine engine = TensorEngine.start(options, Long.MAX_VALUE);
    try {
      return new DalleMiniModel(shape, lender, engine);
    } catch (RuntimeException e) {
      engine.close();
      throw e;
    }
  }

  @Override
  public ModelFacts facts() {
    Set<Ability> abilities = EnumSet.of(Ability.VARY, Ability.ASPECT);
    if (vqgan.encodes()) {
      abilities.add(Ability.INIT_IMAGE);
      abilities.add(Ability.KEEP);
    }
    if (finishing.judge().isPresent()) {
      abilities.add(Ability.JUDGES);
    }
    return new ModelFacts(
        id,
        DalleMiniFamily.NAME,
        weightsHash,
        width(),
        height(),
        grid.cellCount(),
        abilities,
        Optional.of(new ModelFacts.Cells(grid.columns(), grid.rows())));
  }

  private int width() {
    return grid.columns() * vqgan.pixelsPerToken();
  }

  private int height() {
    return grid.rows() * vqgan.pixelsPerToken();
  }

  @Override
  public List<ModelOption> options() {
    return DalleMiniFamily.options(grid.codeCount(), captions.knowWords());
  }

  @Override
  public DrawOptions drawOptions(Map<String, String> named) {
    return DalleMiniFamily.chosen(named, captions.knowWords());
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
    Beginning beginning = CaptionedState.withoutCaption(request.beginning());
    List<EncodedPrompt> ids = captions.of(request).stream().map(this::encode).toList();
    return TokenPrompt.guided(
            ids.get(0).ids(),
            ids.get(0).unconditionalIds(),
            options,
            beginning.accept(new BegunCells(id, grid.shaped(options.aspect()), vqgan)))
        .captioned(ids.stream().map(EncodedPrompt::ids).toList());
  }

  @Override
  public List<String> captions(Request request) {
    return captions.of(request);
  }

  /** Where captions are its own, pictures are ranked by more than CLIP's cosine. */
  @Override
  public boolean weighsTokens() {
    return captions.knowWords();
  }

  @Override
  public Optional<Reading> read(Request request) {
    return captions.read(request);
  }

  @Override
  public Map<String, Proposals> proposals() {
    return captions.proposals();
  }

  /** A prompt as the network reads it. */
  EncodedPrompt encode(String prompt) {
    return prompts.encode(prompt, network.config().textTokenCount());
  }

  @Override
  public List<Pixels> decode(int[][] tokens, int columns) {
    return vqgan.decode(tokens, columns);
  }

  @Override
  public List<RankedPicture> finish(Drawn drawn, Consumer<PipelineStage> stages) {
    return finishing.finish(drawn, stages);
  }

  @Override
  public List<Map<String, Float>> concerns(List<Pixels> pictures) {
    return finishing.concerns(pictures);
  }

  @Override
  public Upscaler upscaler() {
    return finishing.upscaler();
  }

  @Override
  public Workload workload(int imageCount) {
    return new DalleMiniWorkload(this, shapes, imageCount);
  }

  @Override
  public Trace trace(Request request) {
    return new DalleMiniTrace(this, request);
  }

  Finishing finishing() {
    return finishing;
  }

  DalleMiniNetwork network() {
    return network;
  }

  Vqgan vqgan() {
    return vqgan;
  }

  @Override
  public TensorEngine engine() {
    return engine;
  }

  @Override
  public void close() {
    finishing.upscaler().close();
    finishing.ranker().close();
    onDevice.ifPresent(DeviceSampler::close);
    vqgan.close();
    network.close();
    prompts.close();
    engine.close();
  }
}
