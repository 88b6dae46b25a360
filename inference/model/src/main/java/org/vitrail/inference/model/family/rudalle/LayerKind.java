package org.vitrail.inference.model.family.rudalle;

import java.util.stream.IntStream;

/** What of the picture a layer sees. */
enum LayerKind {
  ROW,
  COLUMN,
  NEIGHBOURHOOD;

  /** Side of the square that a neighbourhood is. */
  private static final int KERNEL = 11;

  /**
   * The kinds of a network's layers, by ordinal: every fourth sees columns, the last one around.
   */
  static long[] ofLayers(int layerCount) {
    return IntStream.range(0, layerCount)
        .mapToObj(layer -> layer % 4 == 1 ? COLUMN : layer == layerCount - 1 ? NEIGHBOURHOOD : ROW)
        .mapToLong(LayerKind::ordinal)
        .toArray();
  }

  VisibleCells visible(RudalleConfig config) {
    return switch (this) {
      case ROW -> VisibleCells.rows(config.imageTokenSide());
      case COLUMN -> VisibleCells.columns(config.imageTokenSide());
      case NEIGHBOURHOOD ->
          VisibleCells.neighbourhoods(config.imageTokenSide(), KERNEL, config.version().wraps());
    };
  }
}
