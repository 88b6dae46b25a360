package org.vitrail.inference.model.upscaling;

import java.util.List;
import org.vitrail.inference.model.image.Pixels;

/** Enlarges pictures; knows nothing of how they were made. */
public interface Upscaler extends AutoCloseable {
  /** How many times as wide and high a picture becomes. */
  int factor();

  /**
   * Each picture, enlarged, in the same order.
   *
   * @param listener told after each tile; what it throws ends the work
   */
  List<Pixels> upscale(List<Pixels> pictures, TileListener listener);

  /** The same with nobody to tell. */
  default List<Pixels> upscale(List<Pixels> pictures) {
    return upscale(pictures, TileListener.NOBODY);
  }

  @Override
  void close();
}
