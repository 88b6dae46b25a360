package org.vitrail.inference.model.family.vqganclip;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.vitrail.inference.model.Beginning;
import org.vitrail.inference.model.CannotBeginException;
import org.vitrail.inference.model.CannotBeginException.Reason;
import org.vitrail.inference.model.Descent;
import org.vitrail.inference.model.ImagePrompt;
import org.vitrail.inference.model.ModelFacts;
import org.vitrail.inference.model.Request;
import org.vitrail.inference.model.TokenState;
import org.vitrail.inference.model.codec.DifferentiableCodec;
import org.vitrail.inference.model.image.PixelScaler;
import org.vitrail.inference.model.image.Pixels;
import org.vitrail.inference.model.ranking.clip.ClipRanker;
import org.vitrail.inference.model.tensor.TensorEngine;
import org.vitrail.inference.model.tensor.TensorScope;

/** Begins with requests: reads their prompts, and finds the points where their pictures start. */
final class DescentStart {
  /** What people compare are a few pictures; each takes minutes. */
  static final int MOST_PICTURES = 4;

  /** The iteration before which what a picture begins with is drawn. */
  private static final int BEFORE = -1;

  /** The generator of image prompts and noise prompts belongs to no picture. */
  private static final int NO_PICTURE = -1;

  private final TensorEngine engine;
  private final DifferentiableCodec codec;
  private final ClipRanker ranker;
  private final Objective objective;
  private final PictureSizes sizes;
  private final ModelFacts model;

  /**
   * @param model tells its descents from others'
   */
  DescentStart(
      TensorEngine engine,
      DifferentiableCodec codec,
      ClipRanker ranker,
      Objective objective,
      PictureSizes sizes,
      ModelFacts model) {
    this.engine = engine;
    this.codec = codec;
    this.ranker = ranker;
    this.objective = objective;
    this.sizes = sizes;
    this.model = model;
  }

  /**
   * Begins.
   *
   * @throws CannotBeginException if its prompt cannot be read, its pictures are too many or too
   *     large, or it cannot begin as it asks to
   * @throws IllegalArgumentException if its options are none of the family's
   */
  RequestDescent of(Request request) {
    Descent options = request.options().descent();
    if (request.imageCount() > MOST_PICTURES) {
      throw new CannotBeginException(
          Reason.TOO_LARGE,
          "count: %d is not allowed; give 1 to %d with this model."
              .formatted(request.imageCount(), MOST_PICTURES));
    }
    List<WeightedText> texts = WeightedText.parse(request.prompt());
    Grid grid = request.beginning().accept(new Shape(sizes.of(options.size()), options.size()));
    sizes.requireRoom(grid.columns(), grid.rows());
    Descent.Size size =
        new Descent.Size(
            grid.columns() * codec.pixelsPerToken(), grid.rows() * codec.pixelsPerToken());
    List<PictureDescent> pictures = new ArrayList<>();
    for (int image = 0; image < request.imageCount(); image++) {
      int[] tokens = request.beginning().accept(new Tokens(grid, request.seed(), image));
      pictures.add(
          new PictureDescent(
              options, request.seed(), image, points(tokens, grid.columns()), grid.columns()));
    }
    int key = Objects.hash(model.weightsHash(), request.seed(), request.prompt(), options.named());
    RequestDescent begun =
        new RequestDescent(
            request, options, size, embeddings(request, texts, options, size), pictures, key);
    return request.beginning().resumedFrom().map(begun::resumed).orElse(begun);
  }

  private float[] points(int[] tokens, int columns) {
    try (TensorScope scope = engine.open()) {
      return codec.codes(scope, tokens, columns).floats();
    }
  }

  private PromptEmbeddings embeddings(
      Request request, List<WeightedText> texts, Descent options, Descent.Size size) {
    PromptEmbeddings.Collector all = new PromptEmbeddings.Collector();
    for (WeightedText text : texts) {
      long[] ids = ranker.clip().textIds(ranker.tokenizer(), text.text());
      all.add(ranker.clip().embed(List.of(ids)), 1, text.weight(), text.stop());
    }
    for (int i = 0; i < request.imagePrompts().size(); i++) {
      ImagePrompt prompt = request.imagePrompts().get(i);
      Pixels picture = sameArea(prompt.pixels(), size);
      Draws draws = new Draws(request.seed(), NO_PICTURE, i);
      Cuts cuts =
          Cuts.draw(options.cutouts(), picture.width(), picture.height(), objective.side(), draws);
      all.add(objective.embed(picture, cuts), cuts.count(), prompt.weight(), prompt.stop());
    }
    if (options.noise().weight() != 0) {
      Draws draws = new Draws(options.noise().seed(), NO_PICTURE, BEFORE);
      float[] numbers = new float[ranker.clip().config().embeddingWidth()];
      for (int i = 0; i < numbers.length; i++) {
        numbers[i] = (float) draws.normal();
      }
      all.add(numbers, 1, options.noise().weight(), Float.NEGATIVE_INFINITY);
    }
    return all.all();
  }

  /** A picture of its own shape, of no more pixels than are drawn. */
  private static Pixels sameArea(Pixels picture, Descent.Size size) {
    double ratio = (double) picture.width() / picture.height();
    double area =
        Math.min(
            (double) picture.width() * picture.height(), (double) size.width() * size.height());
    return PixelScaler.scale(
        picture,
        (int) Math.max(1, Math.rint(Math.sqrt(area * ratio))),
        (int) Math.max(1, Math.rint(Math.sqrt(area / ratio))));
  }

  /** Tokens across and down. */
  record Grid(int columns, int rows) {
    int cellCount() {
      return columns * rows;
    }
  }

  /** How large a request's pictures are: as it says, else as what they begin like. */
  private record Shape(Grid chosen, Descent.Size asked) implements Beginning.Visitor<Grid> {
    @Override
    public Grid noise() {
      return chosen;
    }

    @Override
    public Grid picture(Beginning.Picture picture) {
      return chosen;
    }

    @Override
    public Grid relative(Beginning.Relative relative) {
      int count = TokenState.tokens(relative.state()).length;
      int side = (int) Math.sqrt(count);
      int columns = TokenState.columns(relative.state()).orElse(side);
      Grid before = new Grid(columns, count / columns);
      boolean isFree = asked.width() == 0 && asked.height() == 0;
      if (before.cellCount() != count || !isFree && !before.equals(chosen)) {
        throw new CannotBeginException(
            Reason.NOT_RELATED,
            "The picture to begin from has another size than those that are to be drawn."
                + " Leave width and height out.");
      }
      return before;
    }
  }

  /** The tokens that a picture begins with. */
  private final class Tokens implements Beginning.Visitor<int[]> {
    private final Grid grid;
    private final long seed;
    private final int image;

    Tokens(Grid grid, long seed, int image) {
      this.grid = grid;
      this.seed = seed;
      this.image = image;
    }

    @Override
    public int[] noise() {
      Draws draws = new Draws(seed, image, BEFORE);
      int[] tokens = new int[grid.cellCount()];
      Arrays.setAll(tokens, i -> draws.below(codec.codeCount()));
      return tokens;
    }

    @Override
    public int[] picture(Beginning.Picture picture) {
      if (!codec.encodes()) {
        throw new CannotBeginException(
            Reason.TAKES_NO_PICTURE,
            "The model %s cannot begin from a picture. Choose another model, or leave the picture out."
                .formatted(model.id()));
      }
      int side = codec.pixelsPerToken();
      Pixels scaled =
          PixelScaler.cover(picture.pixels(), grid.columns() * side, grid.rows() * side);
      return codec.encode(List.of(scaled))[0];
    }

    @Override
    public int[] relative(Beginning.Relative relative) {
      int[] tokens = TokenState.tokens(relative.state());
      if (Arrays.stream(tokens).anyMatch(token -> token < 0 || token >= codec.codeCount())) {
        throw new CannotBeginException(
            Reason.NOT_RELATED,
            "The picture to begin from was drawn by another kind of model. Choose that one.");
      }
      return tokens;
    }
  }
}
