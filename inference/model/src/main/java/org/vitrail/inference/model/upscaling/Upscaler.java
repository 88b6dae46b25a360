package org.vitrail.inference.model.upscaling;

import java.util.List;
import org.vitrail.inference.model.image.Pixels;

/** Enlarges pictures; knows nothing of how they were made. */
public interface Upscaler extends AutoCloseable {
  /** How many times as wide and high a picture becomes. */
  int factor();

  /** Each picture, enlarged, in the same order. */
  List<Pixels> upscale(List<Pixels> pictures);

  @Override
  void close();
}
