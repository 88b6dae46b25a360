package org.vitrail.inference.model.tokens;

import java.util.List;
import java.util.Optional;
import org.vitrail.inference.model.Beginning;
import org.vitrail.inference.model.Borders;
import org.vitrail.inference.model.CannotBeginException;
import org.vitrail.inference.model.CannotBeginException.Reason;
import org.vitrail.inference.model.TokenState;
import org.vitrail.inference.model.codec.ImageCodec;
import org.vitrail.inference.model.image.PixelScaler;
import org.vitrail.inference.model.image.Pixels;

/**
 * The cells that a request's pictures begin with: what is kept of the picture that is given, its
 * upper half where nobody chooses. The picture is encoded whole, as ruDALL-E's authors do where
 * nobody asks for strips, so that what stays was seen with all that is around it.
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
    Pixels scaled = PixelScaler.cover(picture.pixels(), grid.columns() * side, grid.rows() * side);
    return given(codec.encode(List.of(scaled))[0], picture.kept());
  }

  /** A state of fewer tokens than a picture has is of a job that says itself what to keep. */
  @Override
  public GivenCells relative(Beginning.Relative relative) {
    int[] tokens = TokenState.tokens(relative.state());
    boolean whole = tokens.length == grid.cellCount();
    int columns = TokenState.columns(relative.state()).orElse(grid.rows());
    if (columns != grid.columns() || grid.columns() != grid.rows() && !whole) {
      throw new CannotBeginException(
          Reason.NOT_RELATED,
          "The picture to begin from has another shape than those that are to be drawn. Leave --ar as it was.");
    }
    return whole ? given(tokens, relative.kept()) : GivenCells.first(grid, tokens);
  }

  /** Tokens are drawn too fast to be worth saving. */
  @Override
  public GivenCells resumed(Beginning.Resumed resumed) {
    return resumed.original().accept(this);
  }

  private GivenCells given(int[] tokens, Optional<Borders> kept) {
    return GivenCells.of(grid, tokens, kept.orElseGet(() -> Borders.upperHalf(grid.rows())));
  }
}
