package org.vitrail.inference.model.family.vqganclip;

import java.util.Arrays;
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
import org.vitrail.inference.model.Concepts;
import org.vitrail.inference.model.Descent;
import org.vitrail.inference.model.DrawOptions;
import org.vitrail.inference.model.Drawn;
import org.vitrail.inference.model.InstrumentedModel;
import org.vitrail.inference.model.ModelFacts;
import org.vitrail.inference.model.ModelOption;
import org.vitrail.inference.model.PipelineStage;
import org.vitrail.inference.model.RankedPicture;
import org.vitrail.inference.model.Request;
import org.vitrail.inference.model.TokenState;
import org.vitrail.inference.model.Trace;
import org.vitrail.inference.model.Workload;
import org.vitrail.inference.model.codec.vqgan.PixelRange;
import org.vitrail.inference.model.codec.vqgan.Vqgan;
import org.vitrail.inference.model.image.Pixels;
import org.vitrail.inference.model.ranking.Finishing;
import org.vitrail.inference.model.ranking.clip.Clip;
import org.vitrail.inference.model.ranking.clip.ClipConfig;
import org.vitrail.inference.model.ranking.clip.ClipRanker;
import org.vitrail.inference.model.ranking.clip.ConceptJudge;
import org.vitrail.inference.model.tensor.ModelMemory;
import org.vitrail.inference.model.tensor.RunOptions;
import org.vitrail.inference.model.tensor.TensorEngine;
import org.vitrail.inference.model.tensor.TensorScope;
import org.vitrail.inference.model.text.TextTokenizer;
import org.vitrail.inference.model.upscaling.Upscaler;
import org.vitrail.inference.model.upscaling.srvgg.Srvgg;
import org.vitrail.inference.model.weights.WeightsHash;
import org.vitrail.inference.model.weights.file.CheckpointException;

/**
 * A loaded codec and CLIP, and the descents in them. Knows neither queues nor chats. One thread.
 */
final class VqganClipModel implements InstrumentedModel {
  private final ModelFacts facts;
  private final TensorEngine engine;
  private final DescentCodec codec;
  private final Finishing finishing;
  private final Objective objective;
  private final CodeBounds bounds;
  private final PictureMover mover;
  private final DescentStart start;

  private VqganClipModel(
      String id,
      CompletableFuture<String> hash,
      TensorEngine engine,
      DescentCodec codec,
      ClipRanker ranker,
      Finishing finishing,
      ModelMemory memory) {
    this.engine = engine;
    this.codec = codec;
    this.finishing = finishing;
    this.objective = new Objective(engine, codec.network(), ranker.clip());
    try (TensorScope scope = engine.open()) {
      bounds = CodeBounds.of(codec.network().bounds(scope).floats());
    }
    this.facts = facts(id, result(hash));
    PictureSizes sizes =
        new PictureSizes(
            codec.side(),
            codec.network().pixelsPerToken(),
            codec.iterationBytes(),
            cuts -> VqganClipMemory.cutBytes(cuts, objective.side()),
            memory::available);
    mover = new PictureMover(engine, codec.network(), objective);
    start =
        new DescentStart(
            codec.network(), mover, new StoryEmbeddings(ranker, objective), sizes, facts);
  }

  private static VqganClipModel of(
      VqganClipFiles files, RunOptions options, TensorEngine engine, Concepts concepts) {
    // Hashing reads every byte once: let it run beside the loading.
    CompletableFuture<String> hash =
        CompletableFuture.supplyAsync(() -> WeightsHash.ofFiles(files.weights()));
    DescentCodec codec = files.readCodec(engine);
    Clip clip = Clip.read(engine, files.clipConfig(), files.clip());
    ClipRanker ranker = new ClipRanker(clip, new TextTokenizer(files.clipTokenizer()));
    Srvgg upscaler = Srvgg.read(engine, files.upscalerConfig(), files.upscaler());
    Optional<ConceptJudge> judge = ConceptJudge.of(clip, ranker.tokenizer(), concepts);
    Finishing finishing = new Finishing(new WeightedRanker(ranker), judge, upscaler);
    return new VqganClipModel(
        files.id(), hash, engine, codec, ranker, finishing, ModelMemory.of(options));
  }

  private static VqganClipModel of(
      VqganClipShape shape, VqganClipFiles lender, RunOptions options, TensorEngine engine) {
    DescentCodec codec =
        DescentCodec.of(engine, Vqgan.random(engine, shape.vqgan(), PixelRange.SYMMETRIC));
    Clip clip = Clip.random(engine, ClipConfig.VIT_B_32);
    ClipRanker ranker = new ClipRanker(clip, new TextTokenizer(lender.clipTokenizer()));
    Srvgg upscaler = Srvgg.read(engine, lender.upscalerConfig(), lender.upscaler());
    Finishing finishing = new Finishing(new WeightedRanker(ranker), Optional.empty(), upscaler);
    return new VqganClipModel(
        shape + " with random weights",
        CompletableFuture.completedFuture(""),
        engine,
        codec,
        ranker,
        finishing,
        ModelMemory.of(options));
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
   * @param concepts what its pictures are searched for, if its CLIP is large enough to be asked
   * @throws CheckpointException if a file is missing, broken or of another kind
   * @throws IllegalArgumentException if the options ask for what this machine lacks
   */
  static VqganClipModel open(VqganClipFiles files, RunOptions options, Concepts concepts) {
    TensorEngine engine =
        TensorEngine.start(
            options, files.weightBytes(), () -> VqganClipMemory.need(files, options));
    try {
      return of(files, options, engine, concepts);
    } catch (RuntimeException e) {
      engine.close();
      throw e;
    }
  }

  /**
   * A model of a published size, to be timed: it finds noise.
   *
   * @param lender its tokenizer and upscaler are used
   * @throws IllegalArgumentException if the options ask for what this machine lacks
   */
  static VqganClipModel random(VqganClipShape shape, VqganClipFiles lender, RunOptions options) {
    TensorEngine engine = TensorEngine.start(options, Long.MAX_VALUE);
    try {
      return of(shape, lender, options, engine);
    } catch (RuntimeException e) {
      engine.close();
      throw e;
    }
  }

  private ModelFacts facts(String id, String weightsHash) {
    Set<Ability> abilities = EnumSet.copyOf(VqganClipFamily.ABILITIES);
    if (codec.network().encodes()) {
      abilities.add(Ability.INIT_IMAGE);
    }
    if (finishing.judge().isPresent()) {
      abilities.add(Ability.JUDGES);
    }
    int side = codec.side();
    int steps = Descent.Preset.NERDYRODENT.options().length().iterations();
    return new ModelFacts(id, VqganClipFamily.NAME, weightsHash, side, side, steps, abilities);
  }

  @Override
  public ModelFacts facts() {
    return facts;
  }

  @Override
  public List<ModelOption> options() {
    return Descent.choices();
  }

  @Override
  public DrawOptions drawOptions(Map<String, String> named) {
    return Descent.of(named);
  }

  @Override
  public String runsOn() {
    return engine.deviceName() + ", " + engine.kernelName();
  }

  @Override
  public DescentBatch newBatch(int imageCapacity) {
    return newBatch(imageCapacity, (request, value) -> {});
  }

  /** Told what the objective of each picture was before each iteration. */
  interface Listener {
    void iterated(RequestDescent request, float value);
  }

  DescentBatch newBatch(int imageCapacity, Listener listener) {
    return new DescentBatch(
        start::of,
        DrawnPictures::new,
        (request, picture) -> {
          picture.move(mover);
          Cuts cuts = picture.cuts(request.size(), objective.side());
          listener.iterated(request, picture.step(objective, request.prompts(), cuts, bounds));
        },
        imageCapacity);
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
    return new VqganClipWorkload(this, imageCount);
  }

  @Override
  public Trace trace(Request request) {
    return new VqganClipTrace(this, request);
  }

  DescentCodec codec() {
    return codec;
  }

  Finishing finishing() {
    return finishing;
  }

  Objective objective() {
    return objective;
  }

  @Override
  public TensorEngine engine() {
    return engine;
  }

  @Override
  public void close() {
    objective.close();
    finishing.upscaler().close();
    finishing.ranker().close();
    codec.network().close();
    engine.close();
  }

  /** Pictures that are decoded when somebody asks for them. */
  private final class DrawnPictures implements Drawn {
    private final Request request;
    private final int[][] tokens;
    private final int[][] startTokens;
    private final int columns;

    DrawnPictures(RequestDescent descent) {
      this.request = descent.request();
      this.columns = descent.pictures().get(0).columns();
      this.tokens = tokens(descent, PictureDescent::points);
      this.startTokens = tokens(descent, PictureDescent::start);
    }

    private int[][] tokens(RequestDescent descent, Function<PictureDescent, float[]> points) {
      return descent.pictures().stream()
          .map(picture -> objective.nearest(points.apply(picture), columns))
          .toArray(int[][]::new);
    }

    @Override
    public Request request() {
      return request;
    }

    @Override
    public List<Pixels> pictures() {
      return codec.network().decode(tokens, columns);
    }

    @Override
    public Optional<List<Pixels>> starts() {
      return Optional.of(codec.network().decode(startTokens, columns));
    }

    @Override
    public List<byte[]> states() {
      return Arrays.stream(tokens).map(picture -> TokenState.of(picture, columns)).toList();
    }
  }
}
