package org.vitrail.inference.model.family.vqganclip;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.vitrail.inference.model.Beginning;
import org.vitrail.inference.model.CannotBeginException;
import org.vitrail.inference.model.CannotBeginException.Reason;
import org.vitrail.inference.model.Descent;
import org.vitrail.inference.model.Descent.InitNoise;
import org.vitrail.inference.model.ModelFacts;
import org.vitrail.inference.model.Request;
import org.vitrail.inference.model.TokenState;
import org.vitrail.inference.model.codec.DifferentiableCodec;
import org.vitrail.inference.model.image.PixelScaler;
import org.vitrail.inference.model.image.Pixels;

/** Begins with requests: reads their prompts, and finds the points where their pictures start. */
final class DescentStart {
  /** What people compare are a few pictures; each takes minutes. */
  static final int MOST_PICTURES = 4;

  /** The iteration before which what a picture begins with is drawn. */
  private static final int BEFORE = -1;

  private final DifferentiableCodec codec;
  private final PictureMover mover;
  private final StoryEmbeddings embeddings;
  private final PictureSizes sizes;
  private final ModelFacts model;

  /**
   * @param model tells its descents from others'
   */
  DescentStart(
      DifferentiableCodec codec,
      PictureMover mover,
      StoryEmbeddings embeddings,
      PictureSizes sizes,
      ModelFacts model) {
    this.codec = codec;
    this.mover = mover;
    this.embeddings = embeddings;
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
    Story story = Story.parse(request.prompt());
    if (options.course().zoom().isOn()) {
      requireEncoder("The model %s cannot zoom. Choose another model, or leave zoom out.");
    }
    Grid grid = request.beginning().accept(new Shape(sizes.of(options.size()), options.size()));
    sizes.requireRoom(grid.columns(), grid.rows(), options.cutouts().count());
    Descent.Size size =
        new Descent.Size(
            grid.columns() * codec.pixelsPerToken(), grid.rows() * codec.pixelsPerToken());
    List<PictureDescent> pictures = new ArrayList<>();
    for (int image = 0; image < request.imageCount(); image++) {
      int[] tokens =
          request
              .beginning()
              .accept(new Tokens(grid, options.course().initNoise(), request.seed(), image));
      pictures.add(
          new PictureDescent(
              options,
              request.seed(),
              image,
              mover.points(tokens, grid.columns()),
              grid.columns()));
    }
    int key = Objects.hash(model.weightsHash(), request.seed(), request.prompt(), options.named());
    RequestDescent begun =
        new RequestDescent(
            request, options, size, embeddings.of(request, story, options, size), pictures, key);
    return request.beginning().resumedFrom().map(begun::resumed).orElse(begun);
  }

  private void requireEncoder(String sentence) {
    if (!codec.encodes()) {
      throw new CannotBeginException(Reason.TAKES_NO_PICTURE, sentence.formatted(model.id()));
    }
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
    private final InitNoise noise;
    private final long seed;
    private final int image;

    Tokens(Grid grid, InitNoise noise, long seed, int image) {
      this.grid = grid;
      this.noise = noise;
      this.seed = seed;
      this.image = image;
    }

    @Override
    public int[] noise() {
      Draws draws = new Draws(seed, image, BEFORE);
      if (noise != InitNoise.CODES) {
        requireEncoder("The model %s can begin with codes only: leave init-noise out.");
        int side = codec.pixelsPerToken();
        return codec
            .encode(
                List.of(
                    NoisePictures.draw(noise, grid.columns() * side, grid.rows() * side, draws)))[
            0];
      }
      int[] tokens = new int[grid.cellCount()];
      Arrays.setAll(tokens, i -> draws.below(codec.codeCount()));
      return tokens;
    }

    @Override
    public int[] picture(Beginning.Picture picture) {
      requireEncoder(
          "The model %s cannot begin from a picture. Choose another model, or leave the picture out.");
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
