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
 * upper half where nobody chooses. The picture is encoded whole, so that what stays was seen with
 * all that is around it; or each kept side on its own, so that nothing of what is drawn anew shines
 * through. ruDALL-E's authors have both ({@code ImagePrompts} of ai-forever/ru-dalle, {@code
 * crop_first}).
 *
 * @param model what to call it in an error
 * @param cropsFirst whether sides are encoded on their own
 */
public record BegunCells(String model, TokenGrid grid, ImageCodec codec, boolean cropsFirst)
    implements Beginning.Visitor<GivenCells> {
  /** Of pictures that are encoded whole. */
  public BegunCells(String model, TokenGrid grid, ImageCodec codec) {
    this(model, grid, codec, false);
  }

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
    Borders kept = kept(picture.kept());
    GivenCells.requireRoom(grid, kept);
    int[] tokens = cropsFirst ? sides(scaled, kept) : codec.encode(List.of(scaled))[0];
    return GivenCells.of(grid, tokens, kept);
  }

  /** The tokens of sides that are encoded on their own; where two meet, the later one's. */
  private int[] sides(Pixels picture, Borders kept) {
    int[] tokens = new int[grid.cellCount()];
    int columns = grid.columns();
    int rows = grid.rows();
    encode(picture, tokens, 0, rows - kept.down(), columns, kept.down());
    encode(picture, tokens, columns - kept.right(), 0, kept.right(), rows);
    encode(picture, tokens, 0, 0, kept.left(), rows);
    encode(picture, tokens, 0, 0, columns, kept.up());
    return tokens;
  }

  /** Encodes a part, which is counted in cells, and puts its tokens in their places. */
  private void encode(Pixels picture, int[] tokens, int left, int top, int columns, int rows) {
    if (columns == 0 || rows == 0) {
      return;
    }
    int side = codec.pixelsPerToken();
    Pixels part = picture.part(left * side, top * side, columns * side, rows * side);
    int[] encoded = codec.encode(List.of(part))[0];
    for (int row = 0; row < rows; row++) {
      System.arraycopy(
          encoded, row * columns, tokens, (top + row) * grid.columns() + left, columns);
    }
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
    return whole
        ? GivenCells.of(grid, tokens, kept(relative.kept()))
        : GivenCells.first(grid, tokens);
  }

  private Borders kept(Optional<Borders> chosen) {
    return chosen.orElseGet(() -> Borders.upperHalf(grid.rows()));
  }
}
