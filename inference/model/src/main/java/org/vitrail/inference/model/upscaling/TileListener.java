package org.vitrail.inference.model.upscaling;

/**
 * Hears how far an enlargement is. What it throws ends the work between two tiles and reaches the
 * caller: so it is cancelled.
 */
@FunctionalInterface
public interface TileListener {
  /** Does not care. */
  TileListener NOBODY = (done, total) -> {};

  /** So many tiles of all pictures together are done. */
  void done(int done, int total);
}
