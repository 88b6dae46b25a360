package org.vitrail.inference.model.family.dallemini;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
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
import org.vitrail.inference.model.CannotBeginException;
import org.vitrail.inference.model.CannotBeginException.Reason;
import org.vitrail.inference.model.DrawOptions;
import org.vitrail.inference.model.DrawOptions.Tokens;
import org.vitrail.inference.model.Drawn;
import org.vitrail.inference.model.ImageModel;
import org.vitrail.inference.model.ModelFacts;
import org.vitrail.inference.model.ModelOption;
import org.vitrail.inference.model.PipelineStage;
import org.vitrail.inference.model.RankedPicture;
import org.vitrail.inference.model.Request;
import org.vitrail.inference.model.TokenState;
import org.vitrail.inference.model.clip.Clip;
import org.vitrail.inference.model.clip.ClipConfig;
import org.vitrail.inference.model.clip.ConceptJudge;
import org.vitrail.inference.model.clip.Concepts;
import org.vitrail.inference.model.grid.PixelScaler;
import org.vitrail.inference.model.tensor.Pixels;
import org.vitrail.inference.model.tensor.RunOptions;
import org.vitrail.inference.model.tensor.TensorEngine;
import org.vitrail.inference.model.tensor.ThreadUse;
import org.vitrail.inference.model.tokenizer.EncodedPrompt;
import org.vitrail.inference.model.tokenizer.PromptEncoder;
import org.vitrail.inference.model.tokenizer.TextTokenizer;
import org.vitrail.inference.model.transformer.DalleMini;
import org.vitrail.inference.model.transformer.DrawRequest;
import org.vitrail.inference.model.transformer.DrawingBatch;
import org.vitrail.inference.model.upscaler.Srvgg;
import org.vitrail.inference.model.vqgan.PixelRange;
import org.vitrail.inference.model.vqgan.Vqgan;
import org.vitrail.inference.model.vqgan.VqganConfig;
import org.vitrail.inference.model.weights.WeightsHash;
import org.vitrail.inference.model.weights.file.CheckpointException;

/**
 * The whole pipeline of one loaded model: tokenizer → transformer → VQGAN → CLIP → upscaler. Knows
 * neither queues nor chats. One thread.
 */
public final class DalleMiniModel implements ImageModel {
  /** What the catalogue calls the family. */
  public static final String FAMILY = "dalle-mini";

  /** How it draws where nobody chooses. */
  public static final Tokens STANDARD = new Tokens(10, 1, 50, 1);

  /** Smaller pictures are enlarged before they are shown. */
  private static final int SHOWN_SIDE = 256;

  /** The largest grid. */
  private static final int GRID_IMAGES = 9;

  private final String id;
  private final String weightsHash;
  private final TensorEngine engine;
  private final PromptEncoder prompts;
  private final DalleMini transformer;
  private final Vqgan vqgan;
  private final TextTokenizer clipTokenizer;
  private final Clip clip;

  /** Where CLIP is as large as ViT-B/32 and there is something to look for. */
  private final Optional<ConceptJudge> judge;

  private final Srvgg upscaler;

  private DalleMiniModel(ModelFiles files, TensorEngine engine, Concepts concepts) {
    // Hashing reads every byte once: let it run beside the loading.
    CompletableFuture<String> hash =
        CompletableFuture.supplyAsync(() -> WeightsHash.ofFiles(files.weights()));
    this.id = files.id();
    this.engine = engine;
    prompts = PromptEncoder.open(files.textPath(), files.tokenizer(), files.merges());
    transformer =
        DalleMini.read(engine, files.transformerConfig(), files.encoder(), files.decoder());
    vqgan = Vqgan.read(engine, files.vqganConfig(), files.vqgan(), files.pixelRange());
    clipTokenizer = new TextTokenizer(files.clipTokenizer());
    clip = Clip.read(engine, files.clipConfig(), files.clip());
    judge = ConceptJudge.of(clip, clipTokenizer, concepts);
    upscaler = Srvgg.read(engine, files.upscalerConfig(), files.upscaler());
    weightsHash = result(hash);
  }

  /** Random weights; the files lend their tokenizers and their upscaler. */
  private DalleMiniModel(ModelShape shape, ModelFiles files, TensorEngine engine) {
    this.id = shape + " with random weights";
    this.engine = engine;
    prompts = PromptEncoder.open(files.textPath(), files.tokenizer(), files.merges());
    transformer = DalleMini.random(engine, shape.transformer());
    vqgan = Vqgan.random(engine, VqganConfig.F16_16384, PixelRange.UNIT);
    clipTokenizer = new TextTokenizer(files.clipTokenizer());
    clip = Clip.random(engine, ClipConfig.VIT_B_32);
    judge = Optional.empty();
    upscaler = Srvgg.read(engine, files.upscalerConfig(), files.upscaler());
    weightsHash = "";
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
  public static DalleMiniModel open(ModelFiles files, RunOptions options) {
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
  public static DalleMiniModel open(ModelFiles files, RunOptions options, Concepts concepts) {
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
      ModelFiles files, RunOptions options, Concepts concepts, int batchImages) {
    TensorEngine engine =
        TensorEngine.start(
            options, files.weightBytes(), () -> GpuMemory.need(files, options, batchImages));
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
  public static DalleMiniModel random(ModelShape shape, ModelFiles lender, RunOptions options) {
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
    int side = side();
    Set<Ability> abilities = EnumSet.of(Ability.VARY);
    if (vqgan.encodes()) {
      abilities.add(Ability.INIT_IMAGE);
    }
    if (judge.isPresent()) {
      abilities.add(Ability.JUDGES);
    }
    return new ModelFacts(
        id, FAMILY, weightsHash, side, side, transformer.config().imageTokenCount(), abilities);
  }

  /** Pixels along one side of a picture before it is enlarged. */
  private int side() {
    return imageTokenSide() * vqgan.config().pixelsPerToken();
  }

  @Override
  public List<ModelOption> options() {
    return STANDARD.choices(drawableTokenCount());
  }

  @Override
  public DrawOptions drawOptions(Map<String, String> named) {
    return STANDARD.with(named);
  }

  /** Tokens that a picture can be decoded from; mega's vocabulary is larger. */
  private int drawableTokenCount() {
    return Math.min(transformer.config().imageVocabularySize(), vqgan.config().codeCount());
  }

  /** Image tokens along one side of a picture. */
  public int imageTokenSide() {
    return transformer.config().imageTokenSide();
  }

  /** Device and arithmetic, for people, as {@code cpu, onednn_bf16}. */
  @Override
  public String runsOn() {
    return engine.deviceName() + ", " + engine.kernelName();
  }

  /** How many processor threads draw image tokens now. */
  public ThreadUse threads() {
    return engine.threads();
  }

  @Override
  public DalleMiniBatch newBatch(int imageCapacity) {
    return new DalleMiniBatch(
        this, new DrawingBatch(transformer, drawableTokenCount(), imageCapacity));
  }

  /** A request as its network takes it: prompt and beginning turned into ids and tokens. */
  public DrawRequest prepare(Request request) {
    EncodedPrompt ids = prompts.encode(request.prompt(), transformer.config().textTokenCount());
    return new DrawRequest(
        request.id(),
        ids.ids(),
        ids.unconditionalIds(),
        request.imageCount(),
        request.seed(),
        request.options().accept(tokens -> tokens),
        request.beginning().accept(new KeptTokens()));
  }

  /** The image tokens that a request's pictures begin with. */
  private final class KeptTokens implements Beginning.Visitor<int[]> {
    @Override
    public int[] noise() {
      return new int[0];
    }

    @Override
    public int[] picture(Beginning.Picture picture) {
      if (!vqgan.encodes()) {
        throw new CannotBeginException(
            Reason.TAKES_NO_PICTURE,
            "The model %s cannot begin from a picture. Choose another model, or leave the picture out."
                .formatted(id));
      }
      Pixels scaled = PixelScaler.scale(picture.pixels(), side(), side());
      return upperHalf(encode(List.of(scaled))[0]);
    }

    /** A state of fewer tokens than a picture has is of a job that says itself what to keep. */
    @Override
    public int[] relative(Beginning.Relative relative) {
      int[] tokens = TokenState.tokens(relative.state());
      return tokens.length == transformer.config().imageTokenCount() ? upperHalf(tokens) : tokens;
    }

    private int[] upperHalf(int[] tokens) {
      return Arrays.copyOf(tokens, imageTokenSide() / 2 * imageTokenSide());
    }
  }

  @Override
  public List<RankedPicture> finish(Drawn drawn, Consumer<PipelineStage> stages) {
    stages.accept(PipelineStage.DECODING);
    List<Pixels> pictures = drawn.pictures();
    stages.accept(PipelineStage.RANKING);
    ConceptJudge.Verdict found = look(drawn.request().prompt(), pictures);
    stages.accept(PipelineStage.UPSCALING);
    List<Pixels> shown = enlargeToShow(pictures);
    List<RankedPicture> ranked = new ArrayList<>();
    for (int i = 0; i < pictures.size(); i++) {
      ranked.add(
          new RankedPicture(
              i,
              drawn.states().get(i),
              found.similarities()[i],
              shown.get(i),
              found.concerns().get(i)));
    }
    ranked.sort(
        Comparator.comparingDouble(RankedPicture::clipScore)
            .reversed()
            .thenComparingInt(RankedPicture::imageIndex));
    return ranked;
  }

  /** Once, for ranking and judging alike. */
  private ConceptJudge.Verdict look(String prompt, List<Pixels> pictures) {
    long[] ids = clip.textIds(clipTokenizer, prompt);
    return judge
        .map(it -> it.judge(ids, pictures))
        .orElseGet(
            () ->
                new ConceptJudge.Verdict(
                    clip.similarities(ids, pictures),
                    Collections.nCopies(pictures.size(), Map.of())));
  }

  /** Pictures at the model's own size. */
  public List<Pixels> decode(int[][] tokens) {
    return vqgan.decode(tokens);
  }

  /** Image tokens of pictures at the model's own size. */
  public int[][] encode(List<Pixels> pictures) {
    return vqgan.encode(pictures);
  }

  /** Cosine between the prompt and each picture. */
  public float[] scores(String prompt, List<Pixels> pictures) {
    return clip.similarities(clip.textIds(clipTokenizer, prompt), pictures);
  }

  @Override
  public List<Pixels> upscale(List<Pixels> pictures) {
    return upscaler.upscale(pictures);
  }

  public List<Pixels> enlargeToShow(List<Pixels> pictures) {
    List<Pixels> shown = pictures;
    while (shown.get(0).width() < SHOWN_SIDE) {
      shown = upscaler.upscale(shown);
    }
    return shown;
  }

  /** Operations that {@link #enlargeToShow} spends on one picture. */
  public double enlargeOperations() {
    VqganConfig shape = vqgan.config();
    double operations = 0;
    for (int side = imageTokenSide() * shape.pixelsPerToken();
        side < SHOWN_SIDE;
        side *= upscaler.config().factor()) {
      operations += upscaler.config().operations(side);
    }
    return operations;
  }

  public DalleMini transformer() {
    return transformer;
  }

  public Vqgan vqgan() {
    return vqgan;
  }

  public Clip clip() {
    return clip;
  }

  public TensorEngine engine() {
    return engine;
  }

  @Override
  public void close() {
    upscaler.close();
    clip.close();
    clipTokenizer.close();
    vqgan.close();
    transformer.close();
    prompts.close();
    engine.close();
  }
}
