package org.vitrail.inference.model.tokens;

import java.util.Arrays;
import java.util.List;
import org.vitrail.inference.model.Beginning;
import org.vitrail.inference.model.CannotBeginException;
import org.vitrail.inference.model.CannotBeginException.Reason;
import org.vitrail.inference.model.TokenState;
import org.vitrail.inference.model.codec.ImageCodec;
import org.vitrail.inference.model.image.PixelScaler;
import org.vitrail.inference.model.image.Pixels;

/**
 * The cells that a request's pictures begin with: the upper half of the picture that is given.
 *
 * @param model what to call it in an error
 */
public record BegunCells(String model, TokenGrid grid, ImageCodec codec)
    implements Beginning.Visitor<GivenCells> {
  @Override
  public GivenCells noise() {
    return GivenCells.none(grid);
  }

  @Override
  public GivenCells picture(Beginning.Picture picture) {
    if (!codec.encodes()) {
      throw new CannotBeginException(
          Reason.TAKES_NO_PICTURE,
          "The model %s cannot begin from a picture. Choose another model, or leave the picture out."
              .formatted(model));
    }
    int side = codec.pixelsPerToken();
    Pixels scaled = PixelScaler.scale(picture.pixels(), grid.columns() * side, grid.rows() * side);
    return GivenCells.first(grid, upperHalf(codec.encode(List.of(scaled))[0]));
  }

  /** A state of fewer tokens than a picture has is of a job that says itself what to keep. */
  @Override
  public GivenCells relative(Beginning.Relative relative) {
    int[] tokens = TokenState.tokens(relative.state());
    boolean whole = tokens.length == grid.cellCount();
    return GivenCells.first(grid, whole ? upperHalf(tokens) : tokens);
  }

  private int[] upperHalf(int[] tokens) {
    return Arrays.copyOf(tokens, grid.rows() / 2 * grid.columns());
  }
}
