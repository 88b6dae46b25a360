package org.vitrail.inference.model.upscaling;

/**
 * Hears how far an enlargement is. What it throws ends the work and reaches the caller: so it is
 * cancelled.
 */
@FunctionalInterface
public interface TileListener {
  /** Does not care. */
  TileListener NOBODY = (done, total) -> {};

  /** So many tiles are to be made. */
  default void begin(int total) {}

  /** So many tiles of all pictures together are done. */
  void done(int done, int total);

  /**
   * Told now and then while a tile is made that takes long.
   *
   * @param share of the tile that is made, 0 to 1
   */
  default void within(double share) {}
}
