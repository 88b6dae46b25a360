package org.vitrail.inference.model.tokens;

/**
 * A window of the size that a network draws, which slides over a larger picture: at each place it
 * sees what was drawn at the places before, and what is left of it is drawn. So a network draws
 * pictures of shapes that it was never trained on (Zhou et al., "PanoLlama", arXiv:2411.15867). A
 * picture of the window's own size has one place.
 *
 * @param picture wider or higher than the window, not both
 */
record SlidingWindow(TokenGrid picture, TokenGrid window) {
  SlidingWindow {
    boolean fits = picture.columns() >= window.columns() && picture.rows() >= window.rows();
    if (!fits || picture.columns() > window.columns() && picture.rows() > window.rows()) {
      throw new IllegalArgumentException(
          "A window of %d × %d cells does not slide over %d × %d."
              .formatted(window.columns(), window.rows(), picture.columns(), picture.rows()));
    }
  }

  /** How many places it has. */
  int placeCount() {
    return 1 + (distance() + stride() - 1) / stride();
  }

  /** How far it slides in all. */
  private int distance() {
    return picture.columns() - window.columns() + picture.rows() - window.rows();
  }

  /**
   * How far it slides at most from place to place: half of it stays over what was drawn. With a
   * quarter things are begun anew more often, and with three quarters, which takes half as long
   * again, a network that was trained on single things repeats slices of them.
   */
  private int stride() {
    int side = picture.rows() > window.rows() ? window.rows() : window.columns();
    return Math.max(1, side / 2);
  }

  /** The cell of the picture that a cell of the window lies on. Places are spread evenly. */
  int cell(int place, int position) {
    int moved = placeCount() == 1 ? 0 : Math.round((float) distance() * place / (placeCount() - 1));
    int down = picture.rows() > window.rows() ? moved : 0;
    int across = moved - down;
    int row = down + position / window.columns();
    return row * picture.columns() + across + position % window.columns();
  }
}
