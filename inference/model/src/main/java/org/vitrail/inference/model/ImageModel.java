package org.vitrail.inference.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
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
import org.vitrail.inference.model.transformer.Sampling;
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
public final class ImageModel implements AutoCloseable {
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
  private final Optional<ConceptJudge> judge;
  private final Srvgg upscaler;

  private ImageModel(ModelFiles files, TensorEngine engine, Concepts concepts) {
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
  private ImageModel(ModelShape shape, ModelFiles files, TensorEngine engine) {
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
  public static ImageModel open(ModelFiles files, RunOptions options) {
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
  public static ImageModel open(ModelFiles files, RunOptions options, Concepts concepts) {
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
  public static ImageModel open(
      ModelFiles files, RunOptions options, Concepts concepts, int batchImages) {
    TensorEngine engine =
        TensorEngine.start(
            options, files.weightBytes(), () -> GpuMemory.need(files, options, batchImages));
    try {
      return new ImageModel(files, engine, concepts);
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
  public static ImageModel random(ModelShape shape, ModelFiles lender, RunOptions options) {
    TensorEngine engine = TensorEngine.start(options, Long.MAX_VALUE);
    try {
      return new ImageModel(shape, lender, engine);
    } catch (RuntimeException e) {
      engine.close();
      throw e;
    }
  }

  public String id() {
    return id;
  }

  /** SHA-256 over all weights, in hex: what a seed draws depends on it. */
  public String weightsHash() {
    return weightsHash;
  }

  /** Image tokens along one side of a picture. */
  public int imageTokenSide() {
    return transformer.config().imageTokenSide();
  }

  /** Device and arithmetic, for people, as {@code cpu, onednn_bf16}. */
  public String runsOn() {
    return engine.deviceName() + ", " + engine.kernelName();
  }

  /** How many processor threads draw image tokens now. */
  public ThreadUse threads() {
    return engine.threads();
  }

  /** An empty batch for so many pictures at once; a model has one at a time. */
  public DrawingBatch newBatch(int imageCapacity) {
    int drawable = Math.min(transformer.config().imageVocabularySize(), vqgan.config().codeCount());
    return new DrawingBatch(transformer, drawable, imageCapacity);
  }

  /** A request for the batch, its prompt turned into ids. */
  public DrawRequest request(
      String requestId, String prompt, int count, long seed, Sampling sampling, int[] keptTokens) {
    EncodedPrompt ids = prompts.encode(prompt, transformer.config().textTokenCount());
    return new DrawRequest(
        requestId, ids.ids(), ids.unconditionalIds(), count, seed, sampling, keptTokens);
  }

  /**
   * Pictures from tokens, best first.
   *
   * @param tokens of each picture
   * @param stages told when a stage begins
   */
  public List<RankedPicture> finish(String prompt, int[][] tokens, Consumer<PipelineStage> stages) {
    stages.accept(PipelineStage.DECODING);
    List<Pixels> pictures = decode(tokens);
    stages.accept(PipelineStage.RANKING);
    ConceptJudge.Verdict found = look(prompt, pictures);
    stages.accept(PipelineStage.UPSCALING);
    List<Pixels> shown = enlargeToShow(pictures);
    List<RankedPicture> ranked = new ArrayList<>();
    for (int i = 0; i < tokens.length; i++) {
      ranked.add(
          new RankedPicture(
              i, tokens[i], found.similarities()[i], shown.get(i), found.concerns().get(i)));
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

  /**
   * Whether pictures are judged as they are ranked: whether CLIP is as large as ViT-B/32 and there
   * is something to look for. The bundled model's is not; it draws harmless things only.
   */
  public boolean judgesPictures() {
    return judge.isPresent();
  }

  /** Pictures at the model's own size. */
  public List<Pixels> decode(int[][] tokens) {
    return vqgan.decode(tokens);
  }

  /** Image tokens of pictures at the model's own size. */
  public int[][] encode(List<Pixels> pictures) {
    return vqgan.encode(pictures);
  }

  /** Whether pictures can begin like another picture: whether the VQGAN has its encoder. */
  public boolean takesImagePrompts() {
    return vqgan.encodes();
  }

  /**
   * The upper half of a picture's token rows, for other pictures to begin with.
   *
   * @param picture of any size; it is scaled to the model's own
   */
  public int[] imagePrompt(Pixels picture) {
    int tokenSide = imageTokenSide();
    int side = tokenSide * vqgan.config().pixelsPerToken();
    int[] tokens = encode(List.of(PixelScaler.scale(picture, side, side)))[0];
    return Arrays.copyOf(tokens, tokenSide / 2 * tokenSide);
  }

  /** Cosine between the prompt and each picture. */
  public float[] scores(String prompt, List<Pixels> pictures) {
    return clip.similarities(clip.textIds(clipTokenizer, prompt), pictures);
  }

  /** Pictures four times as wide and high. */
  public List<Pixels> upscale(List<Pixels> pictures) {
    return upscaler.upscale(pictures);
  }

  List<Pixels> enlargeToShow(List<Pixels> pictures) {
    List<Pixels> shown = pictures;
    while (shown.get(0).width() < SHOWN_SIDE) {
      shown = upscaler.upscale(shown);
    }
    return shown;
  }

  /** Operations that {@link #enlargeToShow} spends on one picture. */
  double enlargeOperations() {
    VqganConfig shape = vqgan.config();
    double operations = 0;
    for (int side = imageTokenSide() * shape.pixelsPerToken();
        side < SHOWN_SIDE;
        side *= upscaler.config().factor()) {
      operations += upscaler.config().operations(side);
    }
    return operations;
  }

  DalleMini transformer() {
    return transformer;
  }

  Vqgan vqgan() {
    return vqgan;
  }

  Clip clip() {
    return clip;
  }

  TensorEngine engine() {
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
