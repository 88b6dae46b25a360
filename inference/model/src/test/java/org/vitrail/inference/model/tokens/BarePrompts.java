package org.vitrail.inference.model.tokens;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.vitrail.inference.model.AspectRatio;
import org.vitrail.inference.model.Batch;
import org.vitrail.inference.model.Beginning;
import org.vitrail.inference.model.Drawn;
import org.vitrail.inference.model.Request;
import org.vitrail.inference.model.TokenState;
import org.vitrail.inference.model.image.Pixels;

/**
 * Draws tokens without a codec: a picture has a pixel for each token, which spells it. Captions
 * that the pictures of a request take in turn stand in its prompt with bars between.
 */
public record BarePrompts(
    TokenGrid grid, Function<String, long[]> ids, Function<Request, GivenCells> given)
    implements TokenModel {
  /** What a request begins with are the tokens of its state. */
  public BarePrompts(TokenGrid grid, Function<String, long[]> ids) {
    this(
        grid,
        ids,
        request -> request.beginning().accept(new FirstCells(grid.shaped(aspect(request)))));
  }

  /** The shape that a request's pictures have. */
  public static AspectRatio aspect(Request request) {
    return request.options().tokens().aspect();
  }

  private record FirstCells(TokenGrid grid) implements Beginning.Visitor<GivenCells> {
    @Override
    public GivenCells noise() {
      return GivenCells.none(grid);
    }

    @Override
    public GivenCells picture(Beginning.Picture picture) {
      throw new AssertionError("There is no codec.");
    }

    @Override
    public GivenCells relative(Beginning.Relative relative) {
      return GivenCells.first(grid, TokenState.tokens(relative.state()));
    }
  }

  /** Ids written as numbers with spaces between. */
  public static long[] numbers(String text) {
    return text.isEmpty()
        ? new long[0]
        : Arrays.stream(text.split(" ")).mapToLong(Long::parseLong).toArray();
  }

  @Override
  public TokenPrompt prompt(Request request) {
    List<long[]> texts = Arrays.stream(request.prompt().split("\\|")).map(ids).toList();
    return TokenPrompt.guided(
            texts.get(0), ids.apply(""), request.options().tokens(), given.apply(request))
        .captioned(
            IntStream.range(0, request.imageCount())
                .mapToObj(image -> texts.get(image % texts.size()))
                .toList());
  }

  @Override
  public List<Pixels> decode(int[][] tokens, int columns) {
    List<Pixels> pictures = new ArrayList<>();
    for (int[] picture : tokens) {
      byte[] rgb = new byte[3 * picture.length];
      for (int i = 0; i < picture.length; i++) {
        rgb[3 * i + 1] = (byte) (picture[i] >> 8);
        rgb[3 * i + 2] = (byte) picture[i];
      }
      pictures.add(new Pixels(columns, picture.length / columns, rgb));
    }
    return pictures;
  }

  /** The tokens that a picture spells. */
  public static int[] tokens(Pixels picture) {
    byte[] rgb = picture.rgb();
    return IntStream.range(0, rgb.length / 3)
        .map(i -> (rgb[3 * i + 1] & 255) << 8 | rgb[3 * i + 2] & 255)
        .toArray();
  }

  /** The tokens of each picture. */
  public static int[][] tokens(Drawn drawn) {
    return drawn.states().stream().map(TokenState::tokens).toArray(int[][]::new);
  }

  /** Draws requests together; their tokens by their ids. */
  public static Map<String, int[][]> draw(Batch batch, Request... requests) {
    Arrays.stream(requests).forEach(batch::join);
    Map<String, int[][]> drawn = new HashMap<>();
    while (!batch.isEmpty()) {
      batch.step().forEach(complete -> drawn.put(complete.request().id(), tokens(complete)));
    }
    return drawn;
  }
}
